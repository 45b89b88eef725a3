"""Times of the day as people and spreadsheets write them, in Chinese and English."""

from __future__ import annotations

import re
import unicodedata
from datetime import time

from app.core.field_flaws import shortened
from app.imports.problems import Problem, RowRefused

LONGEST = 60
_NOON = 12
_HOURS = 24

_FRACTION = re.compile(r"0?\.\d+", re.ASCII)
_CLOCK = re.compile(
    r"(凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚)?\s*(\d{1,2})"
    r"(?:\s*[:点时h]\s*(\d{1,2}|半|一刻|三刻)?\s*分?(?::\d{2}(?:\.\d+)?)?)?\s*(a\.?m\.?|p\.?m\.?)?",
    re.ASCII,
)
_UNTIL = re.compile(r"\s*[-~—–至到]\s*\d.*$", re.ASCII)
_MINUTES = {"": 0, "半": 30, "一刻": 15, "三刻": 45}
_AFTERNOON = frozenset({"下午", "傍晚", "晚上", "晚", "pm"})
_MORNING = frozenset({"凌晨", "am"})


def time_of(text: str) -> time:
    """The time in a cell: 10:00, 10点半, 下午3点, 3 pm, a fraction of a day; of a span its beginning.

    Raises RowRefused.
    """
    given = tidy(text)
    if _FRACTION.fullmatch(given):
        return after_midnight(float(given))
    found = _CLOCK.fullmatch(_UNTIL.sub("", given))
    if not found:
        raise RowRefused(Problem.NOT_A_TIME, given=shortened(text))
    part, hour, minute = found[1] or (found[4] or "").replace(".", ""), int(found[2]), found[3] or ""
    minutes = _MINUTES[minute] if minute in _MINUTES else int(minute)
    try:
        return time(_hour(hour, part), minutes)
    except ValueError:
        raise RowRefused(Problem.NOT_A_TIME, given=shortened(text)) from None


def tidy(text: str) -> str:
    """A cell as it is looked at: full-width forms, spaces and case made alike, and no longer than a date."""
    return " ".join(unicodedata.normalize("NFKC", text[: 4 * LONGEST]).split()).casefold()[:LONGEST]


def after_midnight(share: float) -> time:
    """The time at which this share of the day, from 0 to 1, has passed, to the minute."""
    minutes = min(round(share * _HOURS * 60), _HOURS * 60 - 1)
    return time(minutes // 60, minutes % 60)


def _hour(hour: int, part: str) -> int:
    """Of 24, from an hour and the part of the day. Raises ValueError for 15 o'clock in the morning."""
    if part in _AFTERNOON:
        if part in {"晚上", "晚"} and hour == _NOON:
            raise ValueError("midnight belongs to another day")
        return hour + _NOON if hour < _NOON else hour
    if part in _MORNING and hour >= _NOON:
        if hour > _NOON:
            raise ValueError("no such hour of the morning")
        return 0
    return hour + _NOON if part == "中午" and hour < _NOON - 2 else hour
