"""Days and periods in the reader's words."""

from __future__ import annotations

from datetime import date
from functools import cache

from babel import Locale
from babel.dates import format_interval, get_day_names, match_skeleton
from flask_babel import format_date, get_locale

from app.calendar.period import Layout, Period


def period_title(period: Period) -> str:
    """“November 2026”, or the days of a week."""
    if period.layout is Layout.WEEK:
        return str(format_interval(period.first, period.last, "yMMMd", locale=get_locale()))
    return month_title(period.first)


def month_title(day: date) -> str:
    """The month of a day, with its year."""
    return _written(day, "yMMMM")


def day_title(day: date) -> str:
    """A day with its weekday, without the year."""
    return _written(day, "MMMMEEEEd")


def day_in_full(day: date) -> str:
    """A day with its year."""
    return str(format_date(day, "long"))


def weekdays() -> tuple[str, ...]:
    """The short names of the days of a week, from Monday."""
    names = get_day_names("abbreviated", locale=get_locale())
    return tuple(names[number] for number in range(7))


def _written(day: date, skeleton: str) -> str:
    return str(format_date(day, _pattern(skeleton, str(get_locale()))))


@cache
def _pattern(skeleton: str, locale: str) -> str:
    """How a locale writes the parts of a date that `skeleton` names; the search for it takes longest."""
    known = Locale.parse(locale).datetime_skeletons
    return str(known[skeleton if skeleton in known else match_skeleton(skeleton, known)].pattern)
