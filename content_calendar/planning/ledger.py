"""What one persona already hears and when, and whether one more post fits in."""

from __future__ import annotations

from bisect import bisect, insort
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from content_calendar.message import Message
from content_calendar.planning.plan import Cadence
from content_calendar.planning.reasons import SkipCode


class Ledger:
    """Counts posts by local day and ISO week and keeps their instants in order (POSIX seconds).

    Distances are taken between instants: two aware datetimes of one zone would be subtracted by the wall clock.
    """

    def __init__(self, cadence: Cadence, zone: ZoneInfo, moments: Iterable[datetime] = ()) -> None:
        self._cadence = cadence
        self._zone = zone
        self._days: Counter[int] = Counter()
        self._weeks: Counter[tuple[int, int]] = Counter()
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
        return self._quiet(at) or self._full(at) or self._crowded(at)

    def _quiet(self, at: datetime) -> Message | None:
        cadence = self._cadence
        if not cadence.is_quiet(at.time()):
            return None
        hours = {"quiet_from": f"{cadence.quiet_from:%H:%M}", "quiet_until": f"{cadence.quiet_until:%H:%M}"}
        return Message(SkipCode.QUIET_HOURS, hours)

    def _full(self, at: datetime) -> Message | None:
        today, this_week = self._days[at.toordinal()], self._weeks[week_of(at)]
        if today >= self._cadence.daily_cap:
            return Message(SkipCode.DAILY_CAP, {"count": today, "cap": self._cadence.daily_cap})
        if this_week >= self._cadence.weekly_cap:
            return Message(SkipCode.WEEKLY_CAP, {"count": this_week, "cap": self._cadence.weekly_cap})
        return None

    def _crowded(self, at: datetime) -> Message | None:
        instant = at.timestamp()
        nearest = min(self._neighbours(instant), key=lambda other: abs(other - instant), default=None)
        if nearest is None or abs(nearest - instant) >= self._cadence.min_gap.total_seconds():
            return None
        other = datetime.fromtimestamp(nearest, self._zone)
        minutes = self._cadence.min_gap // timedelta(minutes=1)
        return Message(SkipCode.MIN_GAP, {"other": f"{other:%Y-%m-%d %H:%M}", "minutes": minutes})

    def _neighbours(self, instant: float) -> list[float]:
        after = bisect(self._instants, instant)
        return self._instants[max(after - 1, 0) : after + 1]


def week_of(at: datetime) -> tuple[int, int]:
    """The ISO year and week of a moment, by its own clock."""
    year, week, _ = at.isocalendar()
    return year, week
