"""What the facts say, as keys a claim can be looked up by."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache

from content_calendar.copy_rules.claims.reading import (
    NOON,
    Key,
    clock_of,
    day_of,
    link_address,
    money_value,
    number_value,
    percent_value,
    statements,
    taken_off,
)
from content_calendar.copy_rules.folding import fold

# A number with a unit of its own, 400 克, is no price; one without, 会员价 199, may be.
_UNIT = re.compile(r"\s?[^\W\d_]")


@lru_cache(maxsize=256)
def known(facts: tuple[str, ...], moments: tuple[datetime, ...]) -> frozenset[Key]:
    """Everything that `facts` state and `moments` (in the zone the copy speaks in) allow to be named."""
    stated = {key for fact in facts for key in _stated(fold(fact).text)}
    return frozenset(stated.union(*(_told(moment) for moment in moments)))


def _stated(fact: str) -> Iterator[Key]:
    for name, match in statements(fact):
        yield from _FACTS[name](match)


def _told(moment: datetime) -> set[Key]:
    half = "pm" if moment.hour >= NOON else "am"
    return {*_on_day(moment.year, moment.month, moment.day), *_at_clock(moment.hour % NOON, moment.minute, half)}


def _on_day(year: int | None, month: int, day: int) -> Iterator[Key]:
    yield from (("day", month, day), ("month", month), ("day", day))
    if year is None:
        yield ("undated", month, day)
    else:
        yield from (("dated", year, month, day), ("year", year))


def _at_clock(hour: int, minute: int, half: str) -> Iterator[Key]:
    for said in (half, "") if half else ("am", "pm", ""):
        yield ("clock", hour, minute, said)


def _number(match: re.Match[str]) -> Iterator[Key]:
    value = number_value(match)
    yield from (("number", value), ("year", value))
    if not _UNIT.match(match.string, match.end()):
        yield ("bare", value)


def _money(match: re.Match[str]) -> Iterator[Key]:
    amount, currency = money_value(match)
    yield from (("money", amount, currency), ("number", amount))


def _percent(match: re.Match[str]) -> Iterator[Key]:
    value = percent_value(match)
    yield from (("off" if match["off"] else "percent", value), ("number", value))


def _discount(match: re.Match[str]) -> Iterator[Key]:
    yield ("off", taken_off(match))
    if match["c1"]:
        yield ("number", float(match["c1"].replace(",", "")))


def _part(match: re.Match[str]) -> Iterator[Key]:
    name = next(part for part in ("year", "month", "day") if match[part])
    yield from ((name, float(match[name])), ("number", float(match[name])))


_FACTS: dict[str, Callable[[re.Match[str]], Iterator[Key]]] = {
    "number": _number,
    "money": _money,
    "percent": _percent,
    "discount": _discount,
    "date": lambda match: _on_day(*day_of(match)),
    "date_part": _part,
    "clock": lambda match: _at_clock(*clock_of(match)),
    "link": lambda match: iter((("link", link_address(match.group())),)),
}
