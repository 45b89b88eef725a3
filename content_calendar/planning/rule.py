"""The rule of a column: the day-granular part of RFC 5545 RRULE, checked before anything relies on it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from dateutil.rrule import MONTHLY, rrule, weekday

from content_calendar.planning.faults import MAX_RULE_LENGTH, RuleFault, invalid
from content_calendar.planning.rule_parts import (
    FIELDS,
    MOST_IN_A_MONTH,
    MOST_IN_A_YEAR,
    READERS,
    Frequency,
    check_combination,
    split_parts,
)

# 9971 to 9999 holds all fourteen kinds of year, and dateutil stops looking at the end of 9999: an empty rule ends soon.
_LAST_CYCLE = date(9971, 1, 1)


@dataclass(frozen=True, slots=True)
class Rule:
    """A checked rule. `text` is its canonical RRULE; the day parts are those of RFC 5545, empty where not given.

    `weekdays` are pairs (ordinal or 0, weekday with Monday = 0); `until` is a last day, a wall-clock moment or an
    aware instant.
    """

    text: str
    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: date | datetime | None = None
    week_start: int = 0
    months: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    weekdays: tuple[tuple[int, int], ...] = ()
    positions: tuple[int, ...] = ()

    def days_from(self, first: date) -> rrule:
        """The days that fit, from `first` on, as midnights; interval, count and end are left to the caller."""
        return rrule(
            self.frequency,
            dtstart=datetime(first.year, first.month, first.day),  # noqa: DTZ001 - rules count wall-clock days
            wkst=self.week_start,
            bymonth=self.months or None,
            bymonthday=self.month_days or None,
            byyearday=self.year_days or None,
            byweekno=self.weeks or None,
            byweekday=[weekday(day, nth or None) for nth, day in self._weekday_choices()] or None,
            bysetpos=self.positions or None,
        )

    def ever_fires(self) -> bool:
        """Whether any day of any year fits."""
        return _fires(self)

    def _weekday_choices(self) -> list[tuple[int, int]]:
        # dateutil reads "MO,1FR" as Mondays that are also first Fridays; spelling out every Monday gives the union.
        nths = {nth for nth, _ in self.weekdays}
        if nths <= {0} or 0 not in nths:
            return list(self.weekdays)
        most = MOST_IN_A_MONTH if self.frequency == MONTHLY or self.months else MOST_IN_A_YEAR
        every = range(1, most + 1)
        return [(n, day) for nth, day in self.weekdays for n in ((nth,) if nth else every)]


def parse_rule(text: str) -> Rule:
    """The rule written in `text`, an RRULE with or without its "RRULE:" prefix; full-width signs are forgiven.

    Raises RuleInvalid, whose message says what to change: empty or over 1000 characters, unknown or repeated
    parts, values out of range, a frequency or time below the day, a start date, both UNTIL and COUNT, or no day at all.
    """
    if len(text) > MAX_RULE_LENGTH:
        raise invalid(RuleFault.TOO_LONG, length=len(text), limit=MAX_RULE_LENGTH)
    parts = split_parts(unicodedata.normalize("NFKC", text).strip().upper().removeprefix("RRULE:"))
    values = {FIELDS[name]: READERS[name](name, value) for name, value in parts.items()}
    check_combination(parts)
    rule = Rule(";".join(f"{name}={value}" for name, value in parts.items()), **values)
    if not rule.ever_fires():
        raise invalid(RuleFault.IMPOSSIBLE)
    return rule


@lru_cache(maxsize=1024)
def _fires(rule: Rule) -> bool:
    return next(iter(rule.days_from(_LAST_CYCLE)), None) is not None
