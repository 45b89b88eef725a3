"""Numbers and dates as people and platforms write them."""

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

LONGEST = 40
_ABSENT = frozenset({"", "-", "--", "—", "–", "n/a", "无"})
_GROUPED = re.compile(r"(\d{1,3}(?:[, ]\d{3})+|\d+)(\.\d+)?([万亿wk]?)", re.ASCII)
_UNITS = {"": 1, "k": 1_000, "w": 10_000, "万": 10_000, "亿": 100_000_000}
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]+(\d{1,2}):(\d{2})(?::\d{2})?)?", re.ASCII)


class FigureUnreadable(Invalid):
    """A cell that is no whole number, or no date of these times."""


def count_of(text: str) -> int | None:
    """The whole number in a cell, None for an empty one: `1,234`, `1 234`, full-width digits, `1.2万`, `3k`.

    Everything else is text, formulas too. Raises FigureUnreadable.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split()).casefold()
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


def moment_of(text: str, zone: ZoneInfo) -> datetime | None:
    """The instant in a cell, None for an empty one. A day without a time is its start on the clocks of `zone`.

    Takes ISO 8601 with or without an offset, `2026/6/9 15:00` and `2026年6月9日`, of the years in YEARS.

    Raises FigureUnreadable.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    if plain.casefold() in _ABSENT:
        return None
    try:
        at = _written(plain[:LONGEST])
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


def _written(text: str) -> datetime:
    """What the text says: naive unless it names an offset. Raises ValueError."""
    found = _DAY.fullmatch(text)
    if not found:
        return datetime.fromisoformat(text)
    year, month, day, hour, minute = (int(part or 0) for part in found.groups())
    return datetime.combine(date(year, month, day), time(hour, minute))
