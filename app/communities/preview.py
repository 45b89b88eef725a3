"""When a column would come next, shown while its rhythm is still being chosen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError
from werkzeug.datastructures import MultiDict

from app.communities.rhythm import next_times, rhythm_words, weekly_rule
from app.core.field_flaws import message_of
from app.core.text_fields import ClockTime, Rule
from app.models import Column, Community

PREVIEWED = 5

_rule: TypeAdapter[str] = TypeAdapter(Rule)
_clock: TypeAdapter[time] = TypeAdapter(ClockTime)


@dataclass(frozen=True, slots=True)
class ColumnPreview:
    """`words` is empty until days and a time are there; `problem` says why there is nothing to show."""

    words: str = ""
    times: tuple[datetime, ...] = ()
    problem: str = ""


def preview_of(
    typed: MultiDict[str, str], column: Column | None, *, community: Community, language: str, now: datetime
) -> ColumnPreview:
    """From what stands in the fields `weekdays`, `rule` and `at`; a new column counts from today."""
    rule, at = typed.get("rule", "").strip() or weekly_rule(typed.getlist("weekdays")), typed.get("at", "").strip()
    if not rule or not at:
        return ColumnPreview()
    try:
        rule, clock = _rule.validate_python(rule), _clock.validate_python(at)
    except ValidationError as error:
        return ColumnPreview(problem=message_of(error.errors(include_url=False)[0]).text(language))
    zone = ZoneInfo(community.timezone)
    anchor = (column.created_at if column else now).astimezone(zone).date()
    times = next_times(rule, at=clock, zone=zone, anchor=anchor, now=now, count=PREVIEWED)
    return ColumnPreview(rhythm_words(rule, clock, language), times)
