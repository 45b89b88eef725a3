"""What one persona already hears and when, and whether one more post fits in."""

from __future__ import annotations

from bisect import bisect, insort
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from content_calendar.message import Message
from content_calendar.planning.plan import Cadence
from content_calendar.planning.reasons import SkipCode

_FAR = 8
"""Days; a post further away than a week does not matter for the place of the next."""


class Ledger:
    """Counts posts by local day and ISO week and keeps their instants in order (POSIX seconds).

    Distances are taken between instants: two aware datetimes of one zone would be subtracted by the wall clock.
    """

    def __init__(
        self, cadence: Cadence, zone: ZoneInfo, moments: Iterable[datetime] = (), blackout: Collection[date] = ()
    ) -> None:
        self._cadence = cadence
        self._zone = zone
        self._blackout = blackout
        self._least_gap = cadence.min_gap.total_seconds()
        self._days: Counter[int] = Counter()
        self._weeks: Counter[int] = Counter()
        self._instants: list[float] = []
        for moment in moments:
            self.add(moment.astimezone(zone))

    def add(self, at: datetime) -> None:
        """Record a post at `at`, in the ledger's zone."""
        self._days[at.toordinal()] += 1
        self._weeks[week_of(at)] += 1
        insort(self._instants, at.timestamp())

    def refusal(self, at: datetime) -> Message | None:
        """Why no post may be added at `at`, in the ledger's zone; None when one may."""
        return self._quiet(at) or self.refusal_of_day(at) or self._crowded(at)

    def refusal_of_day(self, day: date) -> Message | None:
        """Why no post may be added on the local day at any hour; None when one may at some."""
        today, this_week = self._days[day.toordinal()], self._weeks[week_of(day)]
        if self._blackout and date.fromordinal(day.toordinal()) in self._blackout:
            return Message(SkipCode.BLACKOUT, {"on": f"{day:%Y-%m-%d}"})
        if today >= self._cadence.daily_cap:
            return Message(SkipCode.DAILY_CAP, {"count": today, "cap": self._cadence.daily_cap})
        if this_week >= self._cadence.weekly_cap:
            return Message(SkipCode.WEEKLY_CAP, {"count": this_week, "cap": self._cadence.weekly_cap})
        return None

    def keeps_apart(self, at: datetime) -> bool:
        """Whether the least gap, and at least some time, lies between `at` and every post."""
        nearest = self._nearest(instant := at.timestamp())
        return nearest is None or (abs(nearest - instant) >= self._least_gap and nearest != instant)

    def posts_on(self, day: date) -> int:
        return self._days[day.toordinal()]

    def posts_in_week(self, day: date) -> int:
        """The posts of the ISO week of the day."""
        return self._weeks[week_of(day)]

    def days_to_next_post(self, day: date) -> int:
        """Days from `day` to the nearest other day with a post, before or after; 8 when there is none that near."""
        here = day.toordinal()
        days = self._days
        return next((away for away in range(1, _FAR) if here - away in days or here + away in days), _FAR)

    def _quiet(self, at: datetime) -> Message | None:
        cadence = self._cadence
        if not cadence.is_quiet(at.time()):
            return None
        hours = {"quiet_from": f"{cadence.quiet_from:%H:%M}", "quiet_until": f"{cadence.quiet_until:%H:%M}"}
        return Message(SkipCode.QUIET_HOURS, hours)

    def _crowded(self, at: datetime) -> Message | None:
        nearest = self._nearest(instant := at.timestamp())
        if nearest is None or abs(nearest - instant) >= self._least_gap:
            return None
        other = datetime.fromtimestamp(nearest, self._zone)
        minutes = self._cadence.min_gap // timedelta(minutes=1)
        return Message(SkipCode.MIN_GAP, {"other": f"{other:%Y-%m-%d %H:%M}", "minutes": minutes})

    def _nearest(self, instant: float) -> float | None:
        after = bisect(self._instants, instant)
        around = self._instants[max(after - 1, 0) : after + 1]
        return min(around, key=lambda other: abs(other - instant), default=None)


def week_of(day: date) -> int:
    """The ISO week of a local day or moment, as a number that grows by one a week."""
    # Day 1 of the proleptic calendar is a Monday, as ISO weeks begin on.
    return (day.toordinal() - 1) // 7
