"""Days as people and spreadsheets write them, in Chinese and English."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.core.field_flaws import shortened
from app.core.text_fields import YEARS
from app.imports.problems import Problem, RowRefused
from app.imports.times import after_midnight, tidy, time_of
from content_calendar.vocabulary import Term

_EXCEL_EPOCH = date(1899, 12, 30)
_CENTURY = 2000
_HALF_YEAR = timedelta(days=183)
_MONTHS_OF_A_YEAR = 12

_FULL = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)", re.ASCII)
_SHORT = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?", re.ASCII)
_EITHER = re.compile(r"(\d{1,2})[-/.](\d{1,2})(?:[-/.](\d{4}|\d{2}))?(?![\d:])", re.ASCII)
_SERIAL = re.compile(r"([2-7]\d{4})(\.\d+)?", re.ASCII)
_ENGLISH = re.compile(
    r"(?:(\d{1,2})(?:st|[nr]d|th)?\s+([a-z]{3,9})|([a-z]{3,9})\.?\s+(\d{1,2})(?:st|[nr]d|th)?)(?:,?\s+(\d{4}))?",
    re.ASCII,
)
_OFFSET = re.compile(r"\dt\d|z$|\+\d{2}:?\d{2}$", re.ASCII)
_WEEKDAY = re.compile(
    r"[(（]?\s*(?:(?:星期|礼拜|周)[一二三四五六日天末]|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?)\s*[)）]?[,，]?"
)
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
    "dec": 12,
}


class DayOrder(Term):
    """How `03/04/2027` is read."""

    DAY_FIRST = "day_first", "日/月（3 日 4 月）", "day/month (3 April)"
    MONTH_FIRST = "month_first", "月/日（3 月 4 日）", "month/day (March 4)"


@dataclass(frozen=True, slots=True)
class Reading:
    """How the days of a table are to be read; `today` settles the year where none is written."""

    order: DayOrder | None
    today: date
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Written:
    """A day as written, with its time if the same cell names one; `guessed` when no year stands there."""

    day: date
    at: time | None = None
    guessed: bool = False


def day_of(text: str, reading: Reading) -> Written:
    """The day in a cell. Raises RowRefused: no date, a day that does not exist, an order nobody has settled."""
    given = tidy(text)
    aware = _with_offset(given)
    if aware is not None:
        local = _in_known_years(aware, given).astimezone(reading.zone)
        return Written(local.date(), local.time().replace(second=0, microsecond=0))
    serial = _SERIAL.fullmatch(given)
    if serial:
        return _of_serial(given)
    bare = _WEEKDAY.sub(" ", given).strip()
    for pattern, read in _FORMS:
        found = pattern.match(bare)
        if found:
            written = read(found, given, reading)
            rest = bare[found.end() :].strip(" ,t")
            return Written(written.day, time_of(rest) if rest else None, written.guessed)
    raise RowRefused(Problem.NOT_A_DAY, given=shortened(text))


def order_in(texts: Iterable[str]) -> tuple[DayOrder | None, bool]:
    """What days like 13/04 in these cells settle, and whether any leaves the order open.

    Cells that speak for both orders settle nothing.
    """
    pairs = [(int(found[1]), int(found[2])) for text in texts if (found := _EITHER.match(tidy(text)))]
    day_first = any(first > _MONTHS_OF_A_YEAR for first, _ in pairs)
    month_first = any(second > _MONTHS_OF_A_YEAR for _, second in pairs)
    if day_first != month_first:
        return (DayOrder.DAY_FIRST if day_first else DayOrder.MONTH_FIRST), False
    return None, any(first != second for first, second in pairs)


def _with_offset(text: str) -> datetime | None:
    if not _OFFSET.search(text):  # 10:00-11:00 is a span, not eleven hours west of Greenwich
        return None
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _in_known_years(moment: datetime, given: str) -> datetime:
    if moment.year not in YEARS:
        raise RowRefused(Problem.OTHER_YEARS, given=shortened(given), low=YEARS.start, high=YEARS.stop - 1)
    return moment


def _of_serial(given: str) -> Written:
    whole, _, part = given.partition(".")
    day = _EXCEL_EPOCH + timedelta(days=int(whole))
    at = after_midnight(float(f"0.{part}")) if part.strip("0") else None
    return Written(_date(day.year, day.month, day.day, given), at)


def _of_full(found: re.Match[str], given: str, reading: Reading) -> Written:
    return Written(_date(int(found[1]), int(found[2]), int(found[3]), given))


def _of_short(found: re.Match[str], given: str, reading: Reading) -> Written:
    return _in_nearest_year(int(found[1]), int(found[2]), given, reading.today)


def _of_english(found: re.Match[str], given: str, reading: Reading) -> Written:
    month, day = _MONTHS.get((found[2] or found[3])[:3]), int(found[1] or found[4])
    if month is None:
        raise RowRefused(Problem.NOT_A_DAY, given=shortened(given))
    if found[5]:
        return Written(_date(int(found[5]), month, day, given))
    return _in_nearest_year(month, day, given, reading.today)


def _of_either(found: re.Match[str], given: str, reading: Reading) -> Written:
    first, second = int(found[1]), int(found[2])
    order = reading.order or _settled(first, second)
    if order is None:
        raise RowRefused(Problem.WHICH_ORDER, given=shortened(given))
    month, day = (second, first) if order is DayOrder.DAY_FIRST else (first, second)
    if found[3] is None:
        return _in_nearest_year(month, day, given, reading.today)
    year = int(found[3])
    return Written(_date(year if year >= _CENTURY // 2 else year + _CENTURY, month, day, given))


def _settled(first: int, second: int) -> DayOrder | None:
    if first > _MONTHS_OF_A_YEAR >= second:
        return DayOrder.DAY_FIRST
    return DayOrder.MONTH_FIRST if first <= _MONTHS_OF_A_YEAR < second or first == second else None


def _in_nearest_year(month: int, day: int, given: str, today: date) -> Written:
    """The year that brings the day closest to today: in December, 3月8日 is next spring."""
    middle = _date(today.year, month, min(day, 28), given)
    shift = (middle < today - _HALF_YEAR) - (middle > today + _HALF_YEAR)
    return Written(_date(today.year + shift, month, day, given), guessed=True)


def _date(year: int, month: int, day: int, given: str) -> date:
    if year not in YEARS:
        raise RowRefused(Problem.OTHER_YEARS, given=shortened(given), low=YEARS.start, high=YEARS.stop - 1)
    if not 1 <= month <= _MONTHS_OF_A_YEAR:
        raise RowRefused(Problem.NO_SUCH_MONTH, given=shortened(given), month=month)
    days = calendar.monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise RowRefused(Problem.NO_SUCH_DAY, given=shortened(given), year=year, month=month, days=days)
    return date(year, month, day)


_FORMS = (
    (_FULL, _of_full), (_COMPACT, _of_full), (_SHORT, _of_short), (_EITHER, _of_either), (_ENGLISH, _of_english),
)
