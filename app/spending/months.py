"""A month on the clock of a community."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, time
from typing import Self

from app.core.zones import zone_or_utc
from content_calendar.planning.wall_clock import moment

_WRITTEN = re.compile(r"(\d{4})-(\d{2})")
_MONTHS = 12


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """`month` counts from 1."""

    year: int
    month: int

    @classmethod
    def of(cls, at: datetime, zone: str) -> Self:
        """The month that `at` falls in where `zone` is kept."""
        local = at.astimezone(zone_or_utc(zone))
        return cls(local.year, local.month)

    @classmethod
    def written(cls, text: str) -> Self | None:
        """The month of "2026-11"; None for anything else, and for the first and last year a calendar knows."""
        found = _WRITTEN.fullmatch(text)
        year, month = (int(found[1]), int(found[2])) if found else (0, 0)
        return cls(year, month) if MINYEAR < year < MAXYEAR and 1 <= month <= _MONTHS else None

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    def earlier(self) -> Month:
        return Month(self.year, self.month - 1) if self.month > 1 else Month(self.year - 1, _MONTHS)

    def later(self) -> Month:
        return Month(self.year, self.month + 1) if self.month < _MONTHS else Month(self.year + 1, 1)

    def bounds(self, zone: str) -> tuple[datetime, datetime]:
        """Its first moment in `zone` and the first of the next month."""
        where = zone_or_utc(zone)
        return moment(self.first_day, time.min, where), moment(self.later().first_day, time.min, where)
