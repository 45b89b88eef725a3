"""Days and periods in the reader's words."""

from __future__ import annotations

from datetime import date

from babel.dates import format_interval, format_skeleton
from flask_babel import format_date, get_locale

from app.calendar.period import Layout, Period


def period_title(period: Period) -> str:
    """“November 2026”, or the days of a week."""
    if period.layout is Layout.WEEK:
        return str(format_interval(period.first, period.last, "yMMMd", locale=get_locale()))
    return str(format_skeleton("yMMMM", period.first, locale=get_locale()))


def day_title(day: date) -> str:
    """A day with its weekday, without the year."""
    return str(format_skeleton("MMMMEEEEd", day, locale=get_locale()))


def day_in_full(day: date) -> str:
    """A day with its year."""
    return str(format_date(day, "long"))
