"""From the clock on a community's wall to an instant, on the two days a year when that is not obvious."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_SECOND = timedelta(seconds=1)


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The aware moment of `at` on `day` in `zone`.

    A time the clock skips (spring) becomes the first moment after the gap; one it shows twice (autumn) is the first.
    """
    wanted = datetime.combine(day, at.replace(fold=0), tzinfo=zone)
    early, late = wanted.utcoffset(), wanted.replace(fold=1).utcoffset()
    # PEP 495: the two readings differ around a change only, and the second is the greater offset in a gap alone.
    if early is None or late is None or late <= early:
        return wanted
    return _end_of_gap(wanted, zone)


def _end_of_gap(skipped: datetime, zone: ZoneInfo) -> datetime:
    # In a gap the second reading (fold=1) lands before the change, the first after it.
    before, after = skipped.replace(fold=1).astimezone(UTC), skipped.replace(fold=0).astimezone(UTC)
    offset = after.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after.replace(microsecond=0).astimezone(zone)
