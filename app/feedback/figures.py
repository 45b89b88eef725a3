"""Numbers, shares and dates as people and platforms write them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from app.core.errors import Invalid
from app.core.field_flaws import shortened
from app.core.text_fields import YEARS
from content_calendar.planning.wall_clock import moment
from content_calendar.vocabulary import Term

LONGEST = 40
_ABSENT = frozenset({"", "-", "--", "—", "–", "n/a", "无", "lifetime"})
_GROUPED = re.compile(r"(\d{1,3}(?:[, ]\d{3})+|\d+)(\.\d+)?([万亿wk]?)", re.ASCII)
_UNITS = {"": 1, "k": 1_000, "w": 10_000, "万": 10_000, "亿": 100_000_000}
_SHARE = re.compile(r"(\d{1,6}(?:\.\d{1,20})?) ?(%?)", re.ASCII)
_CLOCK = r"(?:[T ]*(\d{1,2})[:时点](\d{2})(?:分?|:\d{2}|分\d{1,2}秒?)?)?"
_DAY = re.compile(rf"(\d{{4}})[-/.年](\d{{1,2}})[-/.月](\d{{1,2}})日?{_CLOCK}", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})()()", re.ASCII)
_EITHER = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){_CLOCK}", re.ASCII)
_ENGLISH = re.compile(rf"(?:[a-z]{{3,9}},? )?([a-z]{{3,9}})\.? (\d{{1,2}}),? (\d{{4}}),?{_CLOCK}", re.ASCII)
_MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
)}
_YEAR = 12


class DateOrder(Term):
    """How `03/04/2027` is read."""

    MONTH_FIRST = "month_first", "月/日（3 月 4 日）", "month/day (March 4)"
    DAY_FIRST = "day_first", "日/月（4 月 3 日）", "day/month (3 April)"


class FigureUnreadable(Invalid):
    """A cell that is no whole number, no share, or no date of these times."""


def count_of(text: str) -> int | None:
    """The whole number in a cell, None for an empty one: `1,234`, `1 234`, full-width digits, `1.2万`, `3k`.

    Everything else is text, formulas too. Raises FigureUnreadable.
    """
    plain = _plain(text).casefold()
    if plain in _ABSENT:
        return None
    found = _GROUPED.fullmatch(plain) if len(plain) <= LONGEST else None
    number = Decimal(re.sub("[, ]", "", found[1]) + (found[2] or "")) * _UNITS[found[3]] if found else None
    if number is None or number != int(number):
        raise FigureUnreadable(
            _l("“%(given)s” is not a whole number.", given=shortened(text)),
            _l("Write it in digits, like 1234 or 1,234."),
        )
    return int(number)


def share_of(text: str) -> Decimal | None:
    """The share in a cell, from 0 to 1, None for an empty one: `12.5%`, or `0.125` as spreadsheets keep it.

    Raises FigureUnreadable, also for `12.5`, which may mean either.
    """
    plain = _plain(text).casefold()
    if plain in _ABSENT:
        return None
    found = _SHARE.fullmatch(plain)
    share = Decimal(found[1]) / (100 if found[2] else 1) if found else None
    if share is None or share > 1:
        raise FigureUnreadable(
            _l("“%(given)s” is not a share of those who saw the post.", given=shortened(text)),
            _l("Write it like 0.125 or 12.5%."),
        )
    return share


def moment_of(text: str, zone: ZoneInfo, order: DateOrder | None = None) -> datetime | None:
    """The instant in a cell, None for an empty one. A day without a time is its start on the clocks of `zone`.

    Takes ISO 8601 with or without an offset, `2026/6/9 15:00`, `2026年6月9日15时30分`, `20260609`, `Jun 9, 2026`, and
    `06/09/2026` in the order that was said; of the years in YEARS.

    Raises FigureUnreadable.
    """
    plain = _plain(text)
    if plain.casefold() in _ABSENT:
        return None
    try:
        at = _written(plain[:LONGEST], order)
    except ValueError:
        raise FigureUnreadable(
            _l("“%(given)s” is not a date.", given=shortened(text)),
            _l("Write it like 2027-06-09 or 2027-06-09 15:00."),
        ) from None
    if at.year not in YEARS:
        raise FigureUnreadable(
            _l("“%(given)s” lies outside the years %(low)s to %(high)s.", given=shortened(text), low=YEARS.start,
               high=YEARS.stop - 1),
            _l("Write it like 2027-06-09 or 2027-06-09 15:00."),
        )
    return at if at.tzinfo else moment(at.date(), at.time().replace(microsecond=0), zone)


def order_in(texts: list[str]) -> tuple[DateOrder | None, bool]:
    """The order that dates like `03/04/2027` settle among themselves, and whether there are any they leave open."""
    pairs = [(int(found[1]), int(found[2])) for text in texts if (found := _EITHER.fullmatch(_plain(text)))]
    if any(second > _YEAR for _first, second in pairs):
        return DateOrder.MONTH_FIRST, False
    if any(first > _YEAR for first, _second in pairs):
        return DateOrder.DAY_FIRST, False
    return None, bool(pairs)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _written(text: str, order: DateOrder | None) -> datetime:
    """What the text says: naive unless it names an offset. Raises ValueError."""
    if found := _DAY.fullmatch(text) or _COMPACT.fullmatch(text):
        return _at(*found.groups())
    if order is not None and (found := _EITHER.fullmatch(text)):
        first, second, year, hour, minute = found.groups()
        month, day = (first, second) if order is DateOrder.MONTH_FIRST else (second, first)
        return _at(year, month, day, hour, minute)
    if found := _ENGLISH.fullmatch(text.casefold()):
        name, day, year, hour, minute = found.groups()
        return _at(year, str(_MONTHS.get(name[:3], 0)), day, hour, minute)
    return datetime.fromisoformat(text)


def _at(year: str, month: str, day: str, hour: str | None, minute: str | None) -> datetime:
    return datetime.combine(date(int(year), int(month), int(day)), time(int(hour or 0), int(minute or 0)))
