"""From the clock on a community's wall to an instant, on the two days a year when that is not obvious."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_SECOND = timedelta(seconds=1)


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The aware moment of `at` on `day` in `zone`.

    A time the clock skips (spring) becomes the first moment after the gap; one it shows twice (autumn) is the first.
    """
    wanted = datetime.combine(day, at.replace(tzinfo=None, fold=0), tzinfo=zone)
    if wanted.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wanted.replace(tzinfo=None):
        return wanted
    return _end_of_gap(wanted, zone)


def _end_of_gap(skipped: datetime, zone: ZoneInfo) -> datetime:
    # PEP 495: inside a gap, fold=1 reads the later offset and lands before the change, fold=0 after it.
    before, after = skipped.replace(fold=1).astimezone(UTC), skipped.replace(fold=0).astimezone(UTC)
    offset = after.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after.replace(microsecond=0).astimezone(zone)
