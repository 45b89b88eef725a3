"""The parts of a rule as people write them: which there are, what each may hold, which go together."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Literal

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY

from content_calendar.planning.faults import RuleFault, RuleInvalid, invalid

Frequency = Literal[0, 1, 2, 3]
FREQUENCIES: dict[str, Frequency] = {"DAILY": DAILY, "WEEKLY": WEEKLY, "MONTHLY": MONTHLY, "YEARLY": YEARLY}
SUB_DAILY = ("SECONDLY", "MINUTELY", "HOURLY")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_IN_A_MONTH, MOST_IN_A_YEAR = 5, 53  # how often one weekday can come
_WEEKDAY = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_NUMBER = re.compile(r"[+-]?[0-9]{1,4}")
_ISO_DAY = re.compile(r"([0-9]{8})(T[0-9]{6}Z?)?")


def split_parts(text: str) -> dict[str, str]:
    """The parts of an upper-case rule by name, in their order. Raises RuleInvalid for what is no part of a rule."""
    if not text:
        raise invalid(RuleFault.EMPTY)
    parts: dict[str, str] = {}
    for part in text.strip(";").split(";"):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        _check_part(name, part, has_value=bool(equals and value))
        if name in parts:
            raise invalid(RuleFault.REPEATED_PART, part=name)
        parts[name] = re.sub(r"\s*,\s*", ",", value)
    if "FREQ" not in parts:
        raise invalid(RuleFault.NO_FREQUENCY)
    return parts


def _check_part(name: str, part: str, *, has_value: bool) -> None:
    if name.startswith(("DTSTART", "RDATE", "EXDATE", "EXRULE")):
        raise invalid(RuleFault.HAS_START, part=re.split(r"[:;\s]", name)[0])
    if not has_value:
        raise invalid(RuleFault.NOT_A_PART, part=part.strip())
    if name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        raise invalid(RuleFault.TIME_OF_DAY, part=name)
    if name not in READERS:
        raise invalid(RuleFault.UNKNOWN_PART, part=name, known=", ".join(READERS))


def _bad(name: str, value: str, expected: str) -> RuleInvalid:
    return invalid(RuleFault.BAD_VALUE, part=name, value=value, expected=expected)


def _frequency(name: str, value: str) -> Frequency:
    if value in SUB_DAILY:
        raise invalid(RuleFault.SUB_DAILY, value=value)
    if value not in FREQUENCIES:
        raise _bad(name, value, ", ".join(FREQUENCIES))
    return FREQUENCIES[value]


def _one(limit: int) -> Callable[[str, str], int]:
    def read(name: str, value: str) -> int:
        if not _NUMBER.fullmatch(value) or not 1 <= int(value) <= limit:
            raise _bad(name, value, f"1…{limit}")
        return int(value)

    return read


def _many(limit: int, *, signed: bool = True) -> Callable[[str, str], tuple[int, ...]]:
    def read(name: str, value: str) -> tuple[int, ...]:
        return tuple(sorted({number(name, entry) for entry in value.split(",")}))

    def number(name: str, entry: str) -> int:
        if not _NUMBER.fullmatch(entry) or not 1 <= abs(int(entry)) <= limit or (int(entry) < 0 and not signed):
            raise _bad(name, entry, f"±1…{limit}" if signed else f"1…{limit}")
        return int(entry)

    return read


def _weekdays(name: str, value: str) -> tuple[tuple[int, int], ...]:
    return tuple(sorted({_weekday(name, entry) for entry in value.split(",")}))


def _weekday(name: str, entry: str) -> tuple[int, int]:
    match = _WEEKDAY.fullmatch(entry)
    nth = int(match[1] or 0) if match else 0
    if not match or abs(nth) > MOST_IN_A_YEAR or (match[1] and not nth):
        raise _bad(name, entry, "MO…SU, 1MO, -1FR")
    return nth, WEEKDAYS.index(match[2])


def _week_start(name: str, value: str) -> int:
    if value not in WEEKDAYS:
        raise _bad(name, value, "MO…SU")
    return WEEKDAYS.index(value)


def _until(name: str, value: str) -> date | datetime:
    match = _ISO_DAY.fullmatch(value)
    try:
        if match and not match[2]:
            return date.fromisoformat(value)
        moment = datetime.fromisoformat(value.removesuffix("Z"))
    except ValueError:
        match = None
    if not match:
        raise _bad(name, value, "20261231, 20261231T155959Z")
    return moment.replace(tzinfo=UTC) if value.endswith("Z") else moment


# The reader of each part: (name, value) -> what a Rule keeps.
READERS: dict[str, Callable[[str, str], Any]] = {
    "FREQ": _frequency,
    "INTERVAL": _one(1000),
    "COUNT": _one(1000),
    "UNTIL": _until,
    "WKST": _week_start,
    "BYMONTH": _many(12, signed=False),
    "BYMONTHDAY": _many(31),
    "BYYEARDAY": _many(366),
    "BYWEEKNO": _many(53),
    "BYDAY": _weekdays,
    "BYSETPOS": _many(366),
}
FIELDS = {
    "FREQ": "frequency",
    "INTERVAL": "interval",
    "COUNT": "count",
    "UNTIL": "until",
    "WKST": "week_start",
    "BYMONTH": "months",
    "BYMONTHDAY": "month_days",
    "BYYEARDAY": "year_days",
    "BYWEEKNO": "weeks",
    "BYDAY": "weekdays",
    "BYSETPOS": "positions",
}
# RFC 5545 section 3.3.10: which day part goes with which frequency.
_ALLOWED = {
    "BYMONTHDAY": ("DAILY", "MONTHLY", "YEARLY"),
    "BYYEARDAY": ("YEARLY",),
    "BYWEEKNO": ("YEARLY",),
}


def check_combination(parts: dict[str, str]) -> None:
    """Raises RuleInvalid when parts stand together that RFC 5545 keeps apart."""
    for name, frequencies in _ALLOWED.items():
        if name in parts and parts["FREQ"] not in frequencies:
            raise invalid(RuleFault.NEEDS, part=name, needed="FREQ=" + "/".join(frequencies))
    _check_ordinals(parts)
    if "BYSETPOS" in parts and not any(name.startswith("BY") and name != "BYSETPOS" for name in parts):
        raise invalid(RuleFault.NEEDS, part="BYSETPOS", needed="BYDAY, BYMONTHDAY, …")
    if "UNTIL" in parts and "COUNT" in parts:
        raise invalid(RuleFault.UNTIL_AND_COUNT)


def _check_ordinals(parts: dict[str, str]) -> None:
    ordinals = [int(nth) for nth in re.findall("[0-9]+", parts.get("BYDAY", ""))]
    if ordinals and parts["FREQ"] not in ("MONTHLY", "YEARLY"):
        raise invalid(RuleFault.NEEDS, part=f"BYDAY={parts['BYDAY']}", needed="FREQ=MONTHLY/YEARLY")
    if max(ordinals, default=0) > MOST_IN_A_MONTH and (parts["FREQ"] == "MONTHLY" or "BYMONTH" in parts):
        raise _bad("BYDAY", parts["BYDAY"], "1MO…5MO, -1MO…-5MO")
