"""When a channel may speak: at once or once a day, never in its quiet hours. Clock times are those of its zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

_USUAL_DIGEST = time(9)


@dataclass(frozen=True, slots=True)
class Hours:
    """`digest_at` is None for at once; without both ends there are no quiet hours."""

    zone: ZoneInfo
    digest_at: time | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None

    def first_moment(self, now: datetime) -> datetime:
        """When news of `now` goes out."""
        return self.after_quiet(now if self.digest_at is None else self._next(self.digest_at, now))

    def after_quiet(self, moment: datetime) -> datetime:
        """`moment`, or the end of the quiet hours it falls into."""
        if self.quiet_until is None or not self._is_quiet(moment):
            return moment
        return self._next(self.quiet_until, moment)

    def _is_quiet(self, moment: datetime) -> bool:
        if self.quiet_from is None or self.quiet_until is None:
            return False
        at = moment.astimezone(self.zone).time()
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= at < self.quiet_until
        return at >= self.quiet_from or at < self.quiet_until

    def _next(self, at: time, moment: datetime) -> datetime:
        """The first time after `moment` that clocks show `at`."""
        day = moment.astimezone(self.zone).date()
        days = (datetime.combine(day + timedelta(days=ahead), at, self.zone).astimezone(UTC) for ahead in (0, 1, 2))
        return next(found for found in days if found > moment)


def digest_hour(chosen: time | None) -> time:
    """The hour of a daily digest, nine in the morning if none was chosen."""
    return chosen or _USUAL_DIGEST
