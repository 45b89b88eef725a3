"""Ranges of days people often plan."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_skeleton
from flask_babel import get_locale
from flask_babel import gettext as _

ONE_DAY = timedelta(days=1)
WEEK = timedelta(days=6)
YEAR = timedelta(days=364)


@dataclass(frozen=True, slots=True)
class DayRange:
    """Days from `start` to `end`, both included, and what the reader calls them."""

    label: str
    start: date
    end: date


def next_week(today: date) -> tuple[date, date]:
    """The Monday after `today` and its Sunday."""
    monday = today + timedelta(days=7 - today.weekday())
    return monday, monday + WEEK


def usual_ranges(today: date) -> tuple[DayRange, ...]:
    """Next week, what is left of this month, the next month, the next quarter, twelve months from tomorrow."""
    tomorrow, month = today + ONE_DAY, _first_of_next_month(today)
    quarter = _first_of_next_quarter(today)
    rest = [DayRange(_("Rest of this month"), tomorrow, month - ONE_DAY)] if tomorrow < month else []
    return (
        DayRange(_("Next week"), *next_week(today)),
        *rest,
        DayRange(month_title(month), month, _last_of_month(month)),
        DayRange(_named("yQQQ", quarter), quarter, _last_of_month(quarter.replace(month=quarter.month + 2))),
        DayRange(_("12 months"), tomorrow, tomorrow + YEAR),
    )


def month_title(day: date) -> str:
    """“December 2026”."""
    return _named("yMMMM", day)


def _named(skeleton: str, day: date) -> str:
    return str(format_skeleton(skeleton, day, locale=get_locale()))


def _last_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _first_of_next_month(day: date) -> date:
    return _last_of_month(day) + ONE_DAY


def _first_of_next_quarter(day: date) -> date:
    last_month = (day.month - 1) // 3 * 3 + 3
    return _last_of_month(day.replace(day=1, month=last_month)) + ONE_DAY
