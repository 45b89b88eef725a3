"""A column's rhythm as people changed it: phases, single departures and pauses, beside the rule of each phase."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from content_calendar.planning.rule import Rule


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


@dataclass(frozen=True, slots=True)
class Series:
    """The whole rhythm: phases by day, the first being how the column began; one override a day."""

    phases: tuple[Phase, ...]
    overrides: tuple[Override, ...] = ()
    pauses: tuple[Pause, ...] = ()
