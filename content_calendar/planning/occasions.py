"""Days worth speaking about: festivals, the 24 solar terms, shopping days; each with the days it is spoken of ahead.

The list is `occasions.toml`. Legal holidays and their working-weekend swaps are decrees of the year, not dates, and are
not kept here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from content_calendar.planning.faults import FIRST_YEAR, LAST_YEAR
from content_calendar.vocabulary import Language, Scene


@dataclass(frozen=True, slots=True)
class Occasion:
    """One such day. `key` is the same every year; talk of it begins `lead_days` days before `on`."""

    key: str
    scene: Scene
    on: date
    zh: str
    en: str
    lead_days: int

    @property
    def opens_on(self) -> date:
        """The first day on which a post may speak of it."""
        return self.on - timedelta(days=self.lead_days)

    def label(self, language: str) -> str:
        """Its name for a reader of `language` ("zh" or anything else, read as English)."""
        return self.zh if language.startswith(Language.ZH) else self.en

    def is_named(self, name: str) -> bool:
        """Whether `name` is its key or one of its labels."""
        return name in (self.key, self.zh, self.en)


@dataclass(frozen=True, slots=True)
class OwnDay:
    """A day a team speaks about: once, or `yearly` from its year on."""

    key: str
    name: str
    on: date
    lead_days: int = 0
    yearly: bool = False


def occasions_between(start: date, end: date) -> tuple[Occasion, ...]:
    """Every occasion from `start` to `end`, both included, by date and then by name; none when `end` comes first.

    Lunar dates and solar terms are those of China (UTC+8). Source: lunar_python's astronomical tables. Before 1900 and
    after 2100, where these are a guess, there are none.
    """
    years = range(max(start.year, FIRST_YEAR), min(end.year, LAST_YEAR) + 1)
    return tuple(found for year in years for found in _of_year(year) if start <= found.on <= end)


def occasions_spoken_of(start: date, end: date) -> tuple[Occasion, ...]:
    """Every occasion whose lead days or day touch the days from `start` to `end`, by date."""
    longest = max(int(entry["lead_days"]) for entry in _entries().values())
    ahead = occasions_between(start, end + timedelta(days=longest))
    return tuple(found for found in ahead if found.opens_on <= end)


def own_occasions(days: Iterable[OwnDay], start: date, end: date) -> tuple[Occasion, ...]:
    """The team's own occasions whose lead days or day touch the days from `start` to `end`, by date and then by name.

    A yearly 29 February is kept on the 28th in the years without one.
    """
    found = (
        Occasion(day.key, Scene.NONE, on, day.name, day.name, day.lead_days)
        for day in days
        for on in days_of(day.on, start, end + timedelta(days=day.lead_days), yearly=day.yearly)
    )
    return tuple(sorted(found, key=lambda occasion: (occasion.on, occasion.zh)))


def days_of(day: date, start: date, end: date, *, yearly: bool) -> Iterator[date]:
    """The days from `start` to `end`, both included, on which `day` comes; a yearly one from its own year on.

    A yearly 29 February is kept on the 28th in the years without one.
    """
    years = range(max(start.year, day.year), min(end.year, LAST_YEAR) + 1) if yearly else (day.year,)
    return (on for on in (_in_year(day, year) for year in years) if start <= on <= end)


def known_keys() -> frozenset[str]:
    """The keys of all occasions of the list."""
    return frozenset(_entries())


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 2, 28)


@cache
def _entries() -> Mapping[str, Mapping[str, Any]]:
    source = resources.files("content_calendar.planning").joinpath("occasions.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def _of_year(year: int) -> tuple[Occasion, ...]:
    found = (_occasion(key, entry, on) for key, entry in _entries().items() for on in _dates(entry, year))
    return tuple(sorted(found, key=lambda occasion: (occasion.on, occasion.key)))


def _occasion(key: str, entry: Mapping[str, Any], on: date) -> Occasion:
    return Occasion(key, Scene[entry["scene"].upper()], on, entry["zh"], entry["en"], entry["lead_days"])


def _dates(entry: Mapping[str, Any], year: int) -> tuple[date, ...]:
    """The days of `year` an entry falls on: one as a rule, none or two where the lunar year slips past the solar."""
    offset = timedelta(days=entry.get("offset", 0))
    # The lunar year and every offset may cross the new year, so the neighbours are asked too.
    years = (year - 1, year, year + 1) if "lunar" in entry or offset else (year,)
    days = {_day(entry, near) + offset for near in years}
    return tuple(sorted(day for day in days if day.year == year))


def _day(entry: Mapping[str, Any], year: int) -> date:
    if "solar" in entry:
        return date(year, *entry["solar"])
    if "weekday" in entry:
        return _nth_weekday(year, *entry["weekday"])
    return _lunar_day(year, *entry["lunar"]) if "lunar" in entry else _solar_terms(year)[entry["term"]]


def _nth_weekday(year: int, month: int, nth: int, weekday: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (nth - 1))


@lru_cache(maxsize=1024)
def _lunar_day(year: int, month: int, day: int) -> date:
    from lunar_python import Lunar

    solar = Lunar.fromYmd(year, month, day).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def _solar_terms(year: int) -> Mapping[str, date]:
    """The 24 terms of a year by their Chinese names."""
    # A table runs from one winter to the next and names the terms at its edges in pinyin: two make a whole year.
    tables = (_term_table(year), _term_table(year + 1))
    return {name: day for table in tables for name, day in table.items() if day.year == year}


@lru_cache(maxsize=256)
def _term_table(year: int) -> Mapping[str, date]:
    from lunar_python import Lunar

    table = Lunar.fromYmd(year, 6, 1).getJieQiTable()
    named = ((name, on) for name, on in table.items() if not name.isascii())
    return {name: date(on.getYear(), on.getMonth(), on.getDay()) for name, on in named}
