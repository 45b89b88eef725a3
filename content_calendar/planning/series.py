"""A column's rhythm as people changed it: phases, single departures and pauses, beside the rule of each phase."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from content_calendar.planning.recurrence import check_range, days_and_moments
from content_calendar.planning.rule import Rule
from content_calendar.planning.wall_clock import moment
from content_calendar.vocabulary import Term

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Phase:
    """From the local day `start` on, `rule` fires at `at` on the community's clock; the rule counts from that day."""

    start: date
    rule: Rule
    at: time


@dataclass(frozen=True, slots=True)
class Override:
    """The occurrence of the day `on` stands at the wall-clock moment `to` instead, or is left out (None)."""

    on: date
    to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing fires from `first` to `last`, both included; without `last` until somebody resumes."""

    first: date
    last: date | None = None

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Series:
    """The whole rhythm: phases by day, the first being how the column began; one override a day.

    An override of a day on which no phase fires says nothing.
    """

    phases: tuple[Phase, ...]
    overrides: tuple[Override, ...] = ()
    pauses: tuple[Pause, ...] = ()

    def paused_on(self, day: date) -> bool:
        """Whether a pause covers the local day."""
        return any(pause.covers(day) for pause in self.pauses)

    def rests(self, start: date, end: date) -> bool:
        """Whether one pause covers all days from `start` to `end`, both included."""
        return any(pause.covers(start) and pause.covers(end) for pause in self.pauses)


class GapCause(Term):
    """Why nothing fires where the rhythm has an occurrence."""

    PAUSED = "paused", "栏目暂停", "Column paused"
    LEFT_OUT = "left_out", "这次跳过", "Left out"


@dataclass(frozen=True, slots=True)
class Firing:
    """The column fires `at` (aware, in the community's zone), filling the `day` of its rhythm; `moved` by a person."""

    at: datetime
    day: date
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """A moment `at` which the column would have fired for the `day` of its rhythm, but does not."""

    at: datetime
    day: date
    cause: GapCause


def firings(series: Series, *, zone: ZoneInfo, start: date, end: date) -> tuple[Firing, ...]:
    """Every moment from `start` to `end`, both included, at which the column fires, by time.

    There is at most one for each day of the rhythm. A moved occurrence is found where it now stands; a pause also
    holds what was moved into it. Raises PlanRefused as `recurrence.check_range` does.
    """
    check_range(start, end)
    turns = (_outcome(series, turn) for turn in _turns(series, zone, start, end))
    return tuple(sorted((turn for turn in turns if isinstance(turn, Firing)), key=_by_time))


def gaps(series: Series, *, zone: ZoneInfo, start: date, end: date) -> tuple[Gap, ...]:
    """What would have fired from `start` to `end` without its pause or without being left out. Raises as `firings`."""
    check_range(start, end)
    turns = (_outcome(series, turn) for turn in _turns(series, zone, start, end))
    return tuple(sorted((turn for turn in turns if isinstance(turn, Gap)), key=_by_time))


def by_rhythm(series: Series, *, zone: ZoneInfo, start: date, end: date) -> Iterator[tuple[date, datetime]]:
    """The days of the rhythm in a range and the moment each would have, whatever people moved, left out or paused."""
    ends = [phase.start - ONE_DAY for phase in series.phases[1:]]
    for phase, last in zip(series.phases, [*ends, end], strict=True):
        yield from days_and_moments(
            phase.rule, at=phase.at, zone=zone, start=max(start, phase.start), end=min(end, last), anchor=phase.start
        )


@dataclass(frozen=True, slots=True)
class _Turn:
    """One occurrence: its day, its moment (moved or not), the local day it stands on, and whether it is left out."""

    day: date
    at: datetime
    place: date
    moved: bool = False
    left_out: bool = False


def _turns(series: Series, zone: ZoneInfo, start: date, end: date) -> Iterator[_Turn]:
    overrides = {override.on: override for override in series.overrides}
    for day, at in by_rhythm(series, zone=zone, start=start, end=end):
        turn = _turn(day, at, overrides.get(day), zone)
        if start <= turn.place <= end:
            yield turn
    for override in series.overrides:
        if override.to and start <= override.to.date() <= end and not start <= override.on <= end:
            for day, at in by_rhythm(series, zone=zone, start=override.on, end=override.on):
                yield _turn(day, at, override, zone)


def _turn(day: date, at: datetime, override: Override | None, zone: ZoneInfo) -> _Turn:
    if override is None:
        return _Turn(day, at, day)
    if override.to is None:
        return _Turn(day, at, day, left_out=True)
    place = override.to.date()
    return _Turn(day, moment(place, override.to.time(), zone), place, moved=True)


def _outcome(series: Series, turn: _Turn) -> Firing | Gap:
    if series.paused_on(turn.day) or series.paused_on(turn.place):
        return Gap(turn.at, turn.day, GapCause.PAUSED)
    if turn.left_out:
        return Gap(turn.at, turn.day, GapCause.LEFT_OUT)
    return Firing(turn.at, turn.day, turn.moved)


def _by_time(found: Firing | Gap) -> tuple[float, date]:
    return found.at.timestamp(), found.day
