"""Whether a row's time can still be met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from content_calendar.exporters.checks.codes import RowCode
from content_calendar.exporters.entry import Entry, EntryStatus
from content_calendar.exporters.finding import Check, RowFinding
from content_calendar.message import Message
from content_calendar.severity import Severity
from content_calendar.vocabulary import Platform

CLOCK = "%Y-%m-%d %H:%M"


def past_slot(entries: Sequence[Entry], now: datetime) -> Iterator[RowFinding]:
    """Refuses what would have to go out before `now`; a cancelled entry has nothing to send."""
    for entry in entries:
        if entry.slot_at <= now and entry.status is not EntryStatus.CANCELLED:
            yield RowFinding(entry.uid, Severity.BLOCKING, Message(RowCode.PAST_SLOT, _slot(entry)))


def ahead(minutes: int) -> Check:
    """Refuses what is due less than `minutes` from now; what has passed is left to `past_slot`."""

    def check(entries: Sequence[Entry], now: datetime) -> Iterator[RowFinding]:
        for entry in entries:
            if now < entry.slot_at < now + timedelta(minutes=minutes):
                message = Message(RowCode.TOO_SOON, {**_slot(entry), "minutes": minutes})
                yield RowFinding(entry.uid, Severity.BLOCKING, message)

    return check


def apart(minutes: int) -> Check:
    """Refuses what follows another on its platform by less than `minutes`; of two, the earlier one stays.

    What is not that far ahead is no neighbour: it does not leave either.
    """

    def check(entries: Sequence[Entry], now: datetime) -> Iterator[RowFinding]:
        last: dict[Platform, Entry] = {}
        gap = timedelta(minutes=minutes)
        coming = (entry for entry in entries if entry.slot_at >= now + gap and entry.status is EntryStatus.CONFIRMED)
        for entry in sorted(coming, key=lambda entry: entry.slot_at):
            before = last.get(entry.platform)
            if before is not None and entry.slot_at - before.slot_at < gap:
                params = {"minutes": minutes, "other": f"{before.local_slot:{CLOCK}}"}
                yield RowFinding(entry.uid, Severity.BLOCKING, Message(RowCode.TOO_CLOSE, params))
            else:
                last[entry.platform] = entry

    return check


def _slot(entry: Entry) -> dict[str, str]:
    return {"slot": f"{entry.local_slot:{CLOCK}}", "zone": entry.zone.key}
