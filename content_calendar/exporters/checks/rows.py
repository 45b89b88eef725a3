"""Whether a row may leave at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from content_calendar.exporters.checks.codes import RowCode
from content_calendar.exporters.entry import Entry, EntryStatus
from content_calendar.exporters.finding import RowFinding
from content_calendar.exporters.plain_text import is_blank
from content_calendar.message import Message
from content_calendar.severity import Severity


def missing_text(entries: Sequence[Entry], _now: datetime) -> Iterator[RowFinding]:
    """Refuses entries that would send nothing; one that takes a post back needs no words."""
    for entry in entries:
        if is_blank(entry.text) and entry.status is not EntryStatus.CANCELLED:
            yield RowFinding(entry.uid, Severity.BLOCKING, Message(RowCode.MISSING_TEXT))


def approved(entries: Sequence[Entry], _now: datetime) -> Iterator[RowFinding]:
    """Refuses what nobody has approved."""
    return _refused(entry for entry in entries if entry.status is EntryStatus.TENTATIVE)


def not_confirmed(entries: Sequence[Entry], _now: datetime) -> Iterator[RowFinding]:
    """Refuses what nobody has approved and what was called off, for formats that cannot say so."""
    return _refused(entry for entry in entries if entry.status is not EntryStatus.CONFIRMED)


def _refused(entries: Iterator[Entry]) -> Iterator[RowFinding]:
    for entry in entries:
        message = Message(RowCode.NOT_CONFIRMED, {"status": entry.status})
        yield RowFinding(entry.uid, Severity.BLOCKING, message)


def slot_contested(uids: Iterable[str]) -> Iterator[RowFinding]:
    """Refuses those of several approved posts for one slot: somebody has to decide which of them goes out."""
    for uid in uids:
        yield RowFinding(uid, Severity.BLOCKING, Message(RowCode.SLOT_CONTESTED))


def duplicate_uid(entries: Sequence[Entry], _now: datetime) -> Iterator[RowFinding]:
    """Refuses identifiers that occur more than once: which of them is meant would be a guess."""
    for uid, count in Counter(entry.uid for entry in entries).items():
        if count > 1:
            params = {"uid": uid, "count": count}
            yield RowFinding(uid, Severity.BLOCKING, Message(RowCode.DUPLICATE_UID, params))
