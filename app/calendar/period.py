"""The stretch of days a calendar page shows."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from content_calendar.vocabulary import Term

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


class Layout(Term):
    MONTH = "month", "月", "Month"
    WEEK = "week", "周", "Week"
    LIST = "list", "列表", "List"


@dataclass(frozen=True, slots=True)
class Period:
    """The days `first` to `last`, both included, that contain `day`; weeks begin on Monday."""

    layout: Layout
    day: date
    first: date
    last: date

    @classmethod
    def around(cls, layout: Layout, day: date) -> Self:
        """The week or the month of `day`; a day outside 2000 to 2100 is moved to the nearest of them."""
        day = min(max(day, FIRST_DAY), LAST_DAY)
        if layout is Layout.WEEK:
            monday = day - timedelta(days=day.weekday())
            return cls(layout, day, monday, monday + timedelta(days=6))
        length = calendar.monthrange(day.year, day.month)[1]
        return cls(layout, day, day.replace(day=1), day.replace(day=length))

    @property
    def previous(self) -> date:
        """A day of the period before."""
        return self.first - timedelta(days=1)

    @property
    def following(self) -> date:
        """A day of the period after."""
        return self.last + timedelta(days=1)

    @property
    def shown_first(self) -> date:
        """The Monday the grid of weeks begins with."""
        return self.first - timedelta(days=self.first.weekday())

    @property
    def shown_last(self) -> date:
        """The Sunday the grid of weeks ends with."""
        return self.last + timedelta(days=6 - self.last.weekday())
