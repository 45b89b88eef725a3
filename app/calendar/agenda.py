"""A period day by day: what the list, the phone and the printed page show."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.calendar.bands import Band
from app.calendar.day_signs import DaySign
from app.calendar.feed import Chip
from content_calendar.planning.occasions import Occasion, occasions_between
from content_calendar.workflow import State


@dataclass(frozen=True, slots=True)
class AgendaDay:
    on: date
    occasions: tuple[Occasion, ...]
    signs: tuple[DaySign, ...]
    bands: tuple[Band, ...]
    chips: tuple[Chip, ...]

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands on it; such a day shows in a printed month alone."""
        return not (self.chips or self.occasions or self.signs or self.bands)


@dataclass(frozen=True, slots=True)
class Tally:
    """What the head of the page says about its posts; `states` are those that occur, in their order."""

    scheduled: int
    in_review: int
    failed: int
    states: tuple[State, ...]


@dataclass(frozen=True, slots=True)
class DayNotes:
    """What is noted beside the numbers of days."""

    occasions: Mapping[date, tuple[Occasion, ...]]
    signs: Mapping[date, tuple[DaySign, ...]]


def agenda(
    first: date, last: date, chips: Sequence[Chip], bands: Sequence[Band], notes: DayNotes
) -> tuple[AgendaDay, ...]:
    """Every day from `first` to `last`."""
    posts: dict[str, list[Chip]] = defaultdict(list)
    for chip in chips:
        posts[chip.start[:10]].append(chip)
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return tuple(
        AgendaDay(
            day, notes.occasions.get(day, ()), notes.signs.get(day, ()), _on(day, bands),
            tuple(posts[day.isoformat()]),
        )
        for day in days
    )


def occasions_by_day(first: date, last: date) -> dict[date, tuple[Occasion, ...]]:
    """The festivals, solar terms and shopping days of each day that has any."""
    found: dict[date, tuple[Occasion, ...]] = {}
    for occasion in occasions_between(first, last):
        found[occasion.on] = (*found.get(occasion.on, ()), occasion)
    return found


def tally(chips: Iterable[Chip]) -> Tally:
    """Counts by state."""
    states = Counter(chip.state for chip in chips)
    present = tuple(state for state in State if states[state])
    return Tally(states.total(), states[State.IN_REVIEW], states[State.FAILED], present)


def _on(day: date, bands: Sequence[Band]) -> tuple[Band, ...]:
    return tuple(band for band in bands if band.first <= day <= band.last)
