"""Whether the times in the file will be read as they are meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from content_calendar.exporters.checks.codes import RowCode
from content_calendar.exporters.checks.slots import CLOCK
from content_calendar.exporters.entry import Entry
from content_calendar.exporters.finding import RowFinding
from content_calendar.message import Message
from content_calendar.severity import Severity


def clock_repeats(entries: Sequence[Entry], _now: datetime) -> Iterator[RowFinding]:
    """Warns of an hour that clocks show twice. The hour they skip needs no check: no instant falls into it."""
    for entry in entries:
        slot = entry.local_slot
        if slot.replace(fold=0).utcoffset() != slot.replace(fold=1).utcoffset():
            params = {"slot": f"{slot:{CLOCK}}", "zone": entry.zone.key}
            yield RowFinding(entry.uid, Severity.WARNING, Message(RowCode.CLOCK_REPEATS, params))


def offset_preview(entries: Sequence[Entry], _now: datetime) -> Iterator[RowFinding]:
    """Shows for each zone how its first slot reads, so that a wrong zone is seen before the file is used."""
    return _preview(entries, RowCode.ZONE_PREVIEW)


def local_preview(entries: Sequence[Entry], _now: datetime) -> Iterator[RowFinding]:
    """The same for a file that names no zone, so that the receiving side must be set to the right one."""
    return _preview(entries, RowCode.LOCAL_PREVIEW)


def utc_preview(entries: Sequence[Entry], _now: datetime) -> Iterator[RowFinding]:
    """The same for a file in UTC."""
    return _preview(entries, RowCode.UTC_PREVIEW)


def _preview(entries: Sequence[Entry], code: RowCode) -> Iterator[RowFinding]:
    shown: set[str] = set()
    for entry in entries:
        if entry.zone.key in shown:
            continue
        shown.add(entry.zone.key)
        slot, utc = f"{entry.local_slot:{CLOCK}}", f"{entry.utc_slot:{CLOCK}}"
        params = {"zone": entry.zone.key, "slot": slot, "utc": utc}
        yield RowFinding(entry.uid, Severity.HINT, Message(code, params))
