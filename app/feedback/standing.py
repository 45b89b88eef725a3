"""What the readings of one post say altogether: a fold that depends on the set of readings, never on how they came.

In the order of the moments they were read, a cumulative reading says how things stand, and what a day alone brought
adds to it. Of the same day and source the larger number counts: platforms complete a day, they do not take it back.
So it does of cumulative readings of one moment: files name the day alone, and counters grow from morning to evening.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from app.feedback.taken import COUNTERS, NOTHING_TOLD, Counts, Taken
from content_calendar.vocabulary import OUTCOME_COUNTERS, Counter, Outcome

EARLY_HOURS = (3.0, 6.0, 12.0, 24.0, 48.0, 72.0, 120.0, 168.0)
"""Ends of the spans of a post's first week; the last reading within each is kept."""

MOST_ADDED = (2**31 - 1) // 3
"""Days add up to no more than this, so that no sum over the counters of one outcome leaves what a column holds."""
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_WEEK = timedelta(hours=EARLY_HOURS[-1])
_IMPRESSIONS, _VIEWS = COUNTERS.index(Counter.IMPRESSIONS), COUNTERS.index(Counter.VIEWS)
_PLACES = {outcome.value: tuple(map(COUNTERS.index, counters)) for outcome, counters in OUTCOME_COUNTERS.items()}
_MASKS = {outcome: sum(1 << place for place in places) for outcome, places in _PLACES.items()}


class LedgerRow(NamedTuple):
    """One record as the fold reads it; sorts in the order in which it counts.

    At the same moment a cumulative reading comes after what a day brought, because it contains it.
    """

    observed_at: datetime
    cumulative: bool
    key: str
    counts: Counts
    source: str
    reported: int


@dataclass(frozen=True, slots=True)
class EarlyReading:
    """Where a post stood `hours` after it went out; what the source did not tell is None."""

    hours: float
    seen: int
    engaged: int
    acted: int | None
    harmed: int | None

    @classmethod
    def read(cls, path: Iterable[dict[str, Any]]) -> tuple[EarlyReading, ...]:
        """From `PostStanding.path`, the earliest first."""
        return tuple(cls(**step) for step in path)


@dataclass(slots=True)
class Standing:
    """A fold on its way; `observed_at` is None before the first reading."""

    out_at: datetime
    observed_at: datetime | None = None
    readings: int = 0
    reported: int = 0
    counts: list[int] = field(default_factory=lambda: [0] * len(COUNTERS))
    path: str = "[]"
    """`PostStanding.path` as text: most readings come when nothing is added to it any more."""
    week: int | None = None
    """Of `out_at`, once somebody worked it out."""

    def is_before(self, row: LedgerRow | Taken) -> bool:
        """Whether the row is later than all that was folded, so that it can simply be added."""
        return self.observed_at is None or self.observed_at < row.observed_at


def extend(standing: Standing, rows: Sequence[LedgerRow]) -> None:
    """Fold in rows that are sorted and later than all before."""
    at: datetime | None = None
    stands: Counts = NOTHING_TOLD
    brought: dict[str, Counts] = {}
    path = _Path(standing) if rows and rows[0].observed_at - standing.out_at < _WEEK else None
    for row in rows if path else _still_heard(rows):
        if row.observed_at != at:
            at, stands, brought = row.observed_at, NOTHING_TOLD, {}
        if row.cumulative:
            stands = _set(standing.counts, row.counts, stands)
        else:
            brought[row.source] = _add(standing.counts, row.counts, brought.get(row.source, NOTHING_TOLD))
        standing.reported |= row.reported
        if path is not None:
            path.keep(row)
    if rows:
        standing.observed_at = rows[-1].observed_at
        standing.readings += len(rows)
    if path is not None:
        path.write()


def _still_heard(rows: Sequence[LedgerRow]) -> Sequence[LedgerRow]:
    """The rows from the last on that tells how things stand for every counter that any before it told, and those of
    its moment.
    """
    first, told = 0, 0
    for number, row in enumerate(rows):
        told |= row.reported
        if row.cumulative and row.reported == told:
            first = number
    while first and rows[first - 1].cumulative and rows[first - 1].observed_at == rows[first].observed_at:
        first -= 1
    return rows[first:]


def folded(rows: Iterable[LedgerRow], out_at: datetime) -> Standing:
    """The standing of a post from all its records that count, in any order."""
    standing = Standing(out_at)
    extend(standing, sorted(rows))
    return standing


def _set(counts: list[int], told: Counts, before: Counts) -> Counts:
    """Let the counts stand as they are told, beside what was told `before` of the same moment; what is told by now."""
    if before is not NOTHING_TOLD:
        told = tuple(map(_larger, before, told))
    for place, count in enumerate(told):
        if count is not None:
            counts[place] = count
    return told


def _larger(one: int | None, other: int | None) -> int | None:
    return max((count for count in (one, other) if count is not None), default=None)


def _add(counts: list[int], told: Counts, before: Counts) -> Counts:
    """Add what the day brought beyond what the same source told of it; what it told by now."""
    known = list(before)
    for place, count in enumerate(told):
        if count is not None:
            most = max(count, known[place] or 0)
            counts[place] = max(counts[place], min(counts[place] + most - (known[place] or 0), MOST_ADDED))
            known[place] = most
    return tuple(known)


class _Path:
    """The early readings of a standing while rows are folded in: read and written once."""

    def __init__(self, standing: Standing) -> None:
        self._standing = standing
        self._steps = json.loads(standing.path)

    def keep(self, row: LedgerRow) -> None:
        """Where the post stands after this row, if it is of its first week; the last within each span is kept."""
        age = row.observed_at - self._standing.out_at
        hours = round(max(0.0, (age if row.cumulative else age + _DAY) / _HOUR), 2)
        if hours >= EARLY_HOURS[-1]:
            return
        if self._steps and _span(self._steps[-1]["hours"]) >= _span(hours):
            self._steps.pop()
        self._steps.append(_early(self._standing, hours))

    def write(self) -> None:
        self._standing.path = json.dumps(self._steps, separators=(",", ":"))


def _span(hours: float) -> int:
    return bisect_right(EARLY_HOURS, hours)


def _early(standing: Standing, hours: float) -> dict[str, Any]:
    counts, reported = standing.counts, standing.reported
    return {
        "hours": hours, "seen": max(counts[_IMPRESSIONS], counts[_VIEWS]),
        "engaged": _sum(counts, Outcome.ENGAGE.value),
        "acted": _sum(counts, Outcome.ACT.value) if reported & _MASKS[Outcome.ACT.value] else None,
        "harmed": _sum(counts, Outcome.HARM.value) if reported & _MASKS[Outcome.HARM.value] else None,
    }


def _sum(counts: list[int], outcome: str) -> int:
    return sum([counts[place] for place in _PLACES[outcome]])
