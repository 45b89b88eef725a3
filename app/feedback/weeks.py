"""Weeks by number, so that ranges of them are plain arithmetic."""

from __future__ import annotations

from datetime import date, timedelta

DAYS = 7


def week_of(day: date) -> int:
    """The number of the week a local day lies in; weeks begin on Mondays, the first on 1 January of the year 1."""
    return (day.toordinal() - 1) // DAYS


def first_day(week: int) -> date:
    """The Monday on which a week begins."""
    return date.min + timedelta(days=week * DAYS)
