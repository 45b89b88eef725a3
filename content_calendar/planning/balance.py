"""How a calendar stands: what it gives its members against what was meant, where it is silent, where it is crowded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, pairwise
from zoneinfo import ZoneInfo

from content_calendar.message import Message
from content_calendar.planning.attention import AttentionCode, attention_signs, purpose_signs
from content_calendar.planning.plan import Placed
from content_calendar.planning.recurrence import check_range
from content_calendar.planning.shares import actual_shares, wanted_shares
from content_calendar.vocabulary import Stage, Value

__all__ = ["AttentionCode", "Balance", "CrowdedDay", "Silence", "attention_signs", "balance", "purpose_signs"]

_SHORT_BY = 0.10
_GRAVEST = 3
_DAY = timedelta(days=1)


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
    """Shares run from 0 to 1 over every Value and Stage; `stages_wanted` is empty when nobody asked for any.

    `silences` holds every run of more than the days allowed without a post, by time.
    """

    shares_wanted: Mapping[Value, float]
    shares_actual: Mapping[Value, float]
    stages_wanted: Mapping[Stage, float]
    stages_actual: Mapping[Stage, float]
    silences: tuple[Silence, ...]
    crowded_days: tuple[CrowdedDay, ...]
    daily_cap: int

    @property
    def longest_silence(self) -> Silence | None:
        """The longest that is longer than allowed, the first of equals; None when there is none."""
        return max(self.silences, key=lambda silence: silence.days, default=None)

    def concerns(self) -> tuple[Message, ...]:
        """What deserves a look: values and stages 10 points or more below their share, the three gravest silences and
        crowded days."""
        return (*self._short_values(), *self._short_stages(), *self._silent(), *self._crowded())

    def _short_values(self) -> Iterator[Message]:
        for value, wanted in self.shares_wanted.items():
            if short := _short(self.shares_actual[value], wanted, among=self.shares_actual.values()):
                yield Message(AttentionCode.VALUE_SHORT, {"value": value, **short})

    def _short_stages(self) -> Iterator[Message]:
        for stage, wanted in self.stages_wanted.items():
            if short := _short(self.stages_actual[stage], wanted, among=self.stages_actual.values()):
                yield Message(AttentionCode.STAGE_SHORT, {"stage": stage, **short})

    def _silent(self) -> Iterator[Message]:
        for silence in sorted(self.silences, key=lambda silence: -silence.days)[:_GRAVEST]:
            days = {"first": silence.first.isoformat(), "last": silence.last.isoformat(), "days": silence.days}
            yield Message(AttentionCode.SILENCE, days)

    def _crowded(self) -> Iterator[Message]:
        for day in sorted(self.crowded_days, key=lambda day: -day.count)[:_GRAVEST]:
            params = {"on": day.on.isoformat(), "count": day.count, "cap": self.daily_cap}
            yield Message(AttentionCode.CROWDED, params)


def balance(
    placed: Sequence[Placed],
    wanted: Mapping[Value, int],
    *,
    stages_wanted: Mapping[Stage, int] | None = None,
    start: date,
    end: date,
    zone: ZoneInfo,
    daily_cap: int,
    longest_silence_days: int,
) -> Balance:
    """How the posts on the local days from `start` to `end`, both included, stand; posts outside are left out.

    A day is crowded above `daily_cap` posts, and a silence is one of more than `longest_silence_days` days. Weights
    are percents or any others. Raises PlanRefused as `check_range` does.
    """
    check_range(start, end)
    dated = [(post.at.astimezone(zone).date(), post) for post in placed]
    inside = [(on, post) for on, post in dated if start <= on <= end]
    counts = Counter(on for on, _ in inside)
    silences = (silence for silence in _silences(sorted(counts), start, end) if silence.days > longest_silence_days)
    return Balance(
        shares_wanted=wanted_shares(Value, wanted),
        shares_actual=actual_shares(Value, (post.value for _, post in inside)),
        stages_wanted=_stages_wanted(stages_wanted or {}),
        stages_actual=actual_shares(Stage, (post.stage for _, post in inside)),
        silences=tuple(silences),
        crowded_days=tuple(CrowdedDay(on, count) for on, count in sorted(counts.items()) if count > daily_cap),
        daily_cap=daily_cap,
    )


def _stages_wanted(weights: Mapping[Stage, int]) -> dict[Stage, float]:
    return wanted_shares(Stage, weights) if any(weight > 0 for weight in weights.values()) else {}


def _short(actual: float, wanted: float, *, among: Iterable[float]) -> dict[str, int]:
    """Percents of a share 10 points or more below what is wanted; empty for others and for a calendar without posts."""
    if not any(among) or round(wanted - actual, 6) < _SHORT_BY:
        return {}
    return {"actual": round(actual * 100), "wanted": round(wanted * 100)}


def _silences(days: Sequence[date], start: date, end: date) -> Iterator[Silence]:
    for before, after in pairwise(chain((start - _DAY,), days, (end + _DAY,))):
        if after - before > _DAY:
            yield Silence(before + _DAY, after - _DAY)
