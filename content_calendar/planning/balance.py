"""How a calendar stands: what it gives its members against what was meant, where it is silent, where it is crowded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from content_calendar.message import Message
from content_calendar.planning.plan import Placed
from content_calendar.planning.recurrence import check_range
from content_calendar.planning.shares import actual_shares, wanted_shares
from content_calendar.vocabulary import Term, Value

FADING_FROM_DAY = 21
"""Chat groups are short-lived: from this day on a community needs interaction to stay alive (see `attention_signs`)."""
INTERACTION_EVERY_DAYS = 7
_SHORT_BY = 0.10
_SILENT_DAYS = 7


class AttentionCode(Term):
    VALUE_SHORT = (
        "value_short",
        "「{value}」类内容只占 {actual}%，目标是 {wanted}%；可为它加一个栏目",
        "{value} makes up only {actual}%, {wanted}% is wanted; a column of that value would help",
    )
    SILENCE = (
        "silence",
        "{first} 至 {last} 连续 {days} 天没有内容",
        "Nothing is planned from {first} to {last}; days of silence: {days}",
    )
    CROWDED = (
        "crowded",
        "{on} 有 {count} 条，超过每日上限 {cap}；可把一部分改到别的日子",
        "{on} has {count} posts, more than the daily cap of {cap}; move some to another day",
    )
    NO_INTERACTION_YET = (
        "no_interaction_yet",
        "社群已成立 {age} 天，还没有发过互动内容；群聊通常在一个月左右沉寂，建议尽快安排问答、投票或抽奖",
        "{age} days old and no interaction post yet; chat groups fade in about a month: plan a question or poll",
    )
    INTERACTION_OVERDUE = (
        "interaction_overdue",
        "社群已成立 {age} 天，上次互动内容在 {days} 天前；群聊容易沉寂，建议尽快安排问答、投票或抽奖",
        "{age} days old, last interaction post {days} days ago; chat groups fade easily: plan a question or poll",
    )


@dataclass(frozen=True, slots=True)
class Silence:
    """A run of days without a post, `first` and `last` included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class CrowdedDay:
    on: date
    count: int


@dataclass(frozen=True, slots=True)
class Balance:
    """Shares run from 0 to 1 over every Value; `longest_silence` is None when every day has a post."""

    shares_wanted: Mapping[Value, float]
    shares_actual: Mapping[Value, float]
    longest_silence: Silence | None
    crowded_days: tuple[CrowdedDay, ...]
    daily_cap: int

    @property
    def longest_gap_days(self) -> int:
        """The most days in a row without a post."""
        return self.longest_silence.days if self.longest_silence else 0

    def concerns(self) -> tuple[Message, ...]:
        """What deserves a look: values 10 points or more below their share, a week or more of silence, crowded days."""
        return (*self._short_values(), *self._silence(), *self._crowded())

    def _short_values(self) -> Iterator[Message]:
        for value, wanted in self.shares_wanted.items():
            actual = self.shares_actual[value]
            if any(self.shares_actual.values()) and round(wanted - actual, 6) >= _SHORT_BY:
                percents = {"actual": round(actual * 100), "wanted": round(wanted * 100)}
                yield Message(AttentionCode.VALUE_SHORT, {"value": value, **percents})

    def _silence(self) -> Iterator[Message]:
        silence = self.longest_silence
        if silence and silence.days >= _SILENT_DAYS:
            days = {"first": silence.first.isoformat(), "last": silence.last.isoformat(), "days": silence.days}
            yield Message(AttentionCode.SILENCE, days)

    def _crowded(self) -> Iterator[Message]:
        for day in self.crowded_days:
            params = {"on": day.on.isoformat(), "count": day.count, "cap": self.daily_cap}
            yield Message(AttentionCode.CROWDED, params)


def balance(
    placed: Sequence[Placed], wanted: Mapping[Value, int], *, start: date, end: date, zone: ZoneInfo, daily_cap: int
) -> Balance:
    """How the posts on the local days from `start` to `end`, both included, stand; posts outside are left out.

    A day is crowded above `daily_cap` posts. Raises PlanRefused as `check_range` does.
    """
    check_range(start, end)
    dated = [(post.at.astimezone(zone).date(), post.value) for post in placed]
    inside = [(on, value) for on, value in dated if start <= on <= end]
    counts = Counter(on for on, _ in inside)
    crowded = tuple(CrowdedDay(on, count) for on, count in sorted(counts.items()) if count > daily_cap)
    shares = actual_shares(Value, (value for _, value in inside))
    silence = _longest_silence(sorted(counts), start, end)
    return Balance(wanted_shares(Value, wanted), shares, silence, crowded, daily_cap)


def attention_signs(founded_on: date | None, last_interaction_on: date | None, today: date) -> tuple[Message, ...]:
    """Signs that a community needs its members to talk: one from its 21st day on, unless a post asked for
    interaction in the last 7 days or is planned; none when the founding day is unknown.

    Source: a published study of 400,000 WeChat groups put their longest life near 34 days.
    """
    age = (today - founded_on).days if founded_on else 0
    if age < FADING_FROM_DAY:
        return ()
    if last_interaction_on is None:
        return (Message(AttentionCode.NO_INTERACTION_YET, {"age": age}),)
    days = (today - last_interaction_on).days
    if days <= INTERACTION_EVERY_DAYS:
        return ()
    return (Message(AttentionCode.INTERACTION_OVERDUE, {"age": age, "days": days}),)


def _longest_silence(days: Sequence[date], start: date, end: date) -> Silence | None:
    one = timedelta(days=1)
    edges = pairwise((start - one, *days, end + one))
    silences = [Silence(before + one, after - one) for before, after in edges if after - before > one]
    return max(silences, key=lambda silence: silence.days, default=None)
