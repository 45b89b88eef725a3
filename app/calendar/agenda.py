"""A period day by day: what the list, the phone and the printed page show."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.calendar.bands import Band
from app.calendar.queries import Entry
from content_calendar.planning.occasions import Occasion, occasions_between
from content_calendar.workflow import State


@dataclass(frozen=True, slots=True)
class AgendaDay:
    on: date
    occasions: tuple[Occasion, ...]
    bands: tuple[Band, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """What the head of the page says about its posts."""

    scheduled: int
    in_review: int
    failed: int


def agenda(first: date, last: date, entries: Sequence[Entry], bands: Sequence[Band]) -> tuple[AgendaDay, ...]:
    """The days from `first` to `last` on which there is a post, an occasion or an event."""
    posts: dict[date, list[Entry]] = defaultdict(list)
    for entry in entries:
        posts[entry.at.date()].append(entry)
    occasions = occasions_by_day(first, last)
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    every = (AgendaDay(day, occasions.get(day, ()), _on(day, bands), tuple(posts[day])) for day in days)
    return tuple(day for day in every if day.entries or day.occasions or day.bands)


def occasions_by_day(first: date, last: date) -> dict[date, tuple[Occasion, ...]]:
    """The festivals, solar terms and shopping days of each day that has any."""
    found: dict[date, tuple[Occasion, ...]] = {}
    for occasion in occasions_between(first, last):
        found[occasion.on] = (*found.get(occasion.on, ()), occasion)
    return found


def tally(entries: Iterable[Entry]) -> Tally:
    """Counts by state."""
    states = Counter(entry.state for entry in entries)
    return Tally(states.total(), states[State.IN_REVIEW], states[State.FAILED])


def _on(day: date, bands: Sequence[Band]) -> tuple[Band, ...]:
    return tuple(band for band in bands if band.first <= day <= band.last)
