"""Days a team marks in its calendar, as forms and files write them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from app.communities.written_part import Part
from app.communities.written_shares import whole_number
from app.core.field_flaws import Flaw, flawed, flawed_as
from app.core.text_fields import LIST_LENGTH, Day, Name, Slug
from content_calendar.message import Message
from content_calendar.planning.occasions import known_keys
from content_calendar.vocabulary import DayKind, Term

MOST_LEAD_DAYS = 60
MOST_DAYS = 92
ALLOWED_SHOWN = 8


class DayFlaw(Term):
    TOO_LONG = (
        "too_long", "一次最多标 {limit} 天，这里是 {days} 天，请分开填写",
        "at most {limit} days at once, these are {days}; enter them in parts",
    )
    ONE_DAY_ONLY = (
        "one_day_only", "自有节点只有一天，请去掉结束日期", "an own occasion is one day; leave out the last day",
    )
    THERE_ALREADY = (
        "there_already", "{day} 已有“{name}”，请换个名称或日期",
        "{day} has “{name}” already; choose another name or day",
    )
    TOO_MANY = (
        "too_many_days", "一个社群最多标 {limit} 天，请先删掉用不上的",
        "a community has at most {limit} marked days; delete some first",
    )
    NO_SUCH_OCCASION = (
        "no_such_occasion", "没有“{given}”这个节点；可用的如：{allowed}",
        "there is no occasion “{given}”; there are, for example: {allowed}",
    )


class WrittenDay(Part):
    """A day, or those from `on` to `until`, both included; each is spoken of from `lead_days` ahead."""

    kind: DayKind = DayKind.OWN
    name: Name
    on: Day
    until: Day | None = None
    lead_days: Annotated[int, whole_number(0, MOST_LEAD_DAYS)] = 0
    yearly: bool = False

    @model_validator(mode="after")
    def _is_a_stretch_of_days(self) -> Self:
        if self.last < self.on:
            raise flawed(Flaw.ENDS_BEFORE_START)
        if self.kind is DayKind.OWN and self.last > self.on:
            raise flawed_as(Message(DayFlaw.ONE_DAY_ONLY))
        days = (self.last - self.on).days + 1
        if days > MOST_DAYS:
            raise flawed_as(Message(DayFlaw.TOO_LONG, {"limit": MOST_DAYS, "days": days}))
        return self

    @property
    def last(self) -> date:
        return self.until or self.on

    def rows(self) -> Iterator[dict[str, object]]:
        """The fields of one row for each day."""
        fields = self.model_dump(exclude={"on", "until"})
        for ahead in range((self.last - self.on).days + 1):
            yield {**fields, "on": self.on + timedelta(days=ahead)}


def _known(keys: tuple[str, ...]) -> tuple[str, ...]:
    known = known_keys()
    for key in keys:
        if key not in known:
            shown = ", ".join(sorted(known)[:ALLOWED_SHOWN])
            raise flawed_as(Message(DayFlaw.NO_SUCH_OCCASION, {"given": key, "allowed": shown}))
    return tuple(dict.fromkeys(keys))


Ignored = Annotated[tuple[Slug, ...], Field(max_length=LIST_LENGTH), AfterValidator(_known)]
"""Keys of occasions a community does not speak of."""
