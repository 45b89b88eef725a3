"""Some whole weeks on the clock of a community, and the same number before them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.core.zones import zone_or_utc
from app.feedback.weeks import first_day, week_of
from content_calendar.planning.wall_clock import moment

CHOICES = (1, 4, 13, 26, 52, 260)
USUAL = 13
ALL = 2_600
"""Fifty years: for a list, all time. No curve has so many weeks."""
LISTED = (*CHOICES, ALL)
EARLIEST, LATEST = date(2000, 1, 3), date(2100, 12, 27)


@dataclass(frozen=True, slots=True)
class Range:
    """`weeks` weeks from the week `first` on, numbered as `app.feedback.weeks.week_of` does."""

    first: int
    weeks: int

    @classmethod
    def ending(cls, last: int, weeks: int) -> Range:
        return cls(last - weeks + 1, weeks)

    @property
    def last(self) -> int:
        return self.first + self.weeks - 1

    @property
    def first_day(self) -> date:
        return first_day(self.first)

    @property
    def last_day(self) -> date:
        return first_day(self.last) + timedelta(days=6)

    @property
    def before(self) -> Range:
        """As many weeks, right before."""
        return Range(self.first - self.weeks, self.weeks)

    @property
    def after(self) -> Range:
        return Range(self.first + self.weeks, self.weeks)

    @property
    def with_before(self) -> Range:
        """These weeks and the ones they are compared with."""
        return Range(self.first - self.weeks, 2 * self.weeks)

    def mondays(self) -> tuple[date, ...]:
        return tuple(first_day(week) for week in range(self.first, self.last + 1))

    def ends(self, zone: str) -> tuple[datetime, datetime]:
        """The first moment of the range in `zone`, and the first after it."""
        where = zone_or_utc(zone)
        after = first_day(self.last + 1)
        return moment(self.first_day, time.min, where), moment(after, time.min, where)

    def starts(self, zone: str) -> tuple[datetime, ...]:
        """The first moment of each week in `zone`, and the first after the last."""
        where = zone_or_utc(zone)
        return tuple(moment(first_day(week), time.min, where) for week in range(self.first, self.last + 2))


def asked_range(weeks: str, until: str, today: date, choices: Sequence[int] = CHOICES) -> Range:
    """The range an address asks for: so many weeks up to the one `until` lies in; the usual ones up to today's."""
    length = int(weeks) if weeks in {str(choice) for choice in choices} else USUAL
    return Range.ending(min(week_of(_day(until, today)), week_of(today)), length)


def _day(text: str, otherwise: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return otherwise
    return day if EARLIEST <= day <= LATEST else otherwise
