"""The questions every dry run asks of its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from content_calendar.exporters.entry import Entry, EntryStatus
from content_calendar.exporters.profile import RowFinding
from content_calendar.message import Message
from content_calendar.severity import Severity
from content_calendar.vocabulary import Term


class RowCode(Term):
    PAST_SLOT = (
        "past_slot",
        "发布时间 {slot}（{zone}）已过，不会导出。请改期后重新审核。",
        "The slot {slot} ({zone}) has passed, so this row is left out. Reschedule it and have it reviewed again.",
    )
    MISSING_TEXT = (
        "missing_text",
        "正文为空，不会导出。请先写好文案并通过审核。",
        "There is no text, so this row is left out. Write the copy and have it approved first.",
    )
    DUPLICATE_UID = (
        "duplicate_uid",
        "编号 {uid} 在本次导出中出现 {count} 次，日历只会保留一条。请只选择一次。",
        "The identifier {uid} occurs {count} times in this export and a calendar keeps only one. Select it once.",
    )
    NOT_CONFIRMED = (
        "not_confirmed",
        "状态是“{status}”，不会导出。只有审核通过的内容可以导出。",
        "Its status is “{status}”, so this row is left out. Only approved content can be exported.",
    )
    ZONE_PREVIEW = (
        "zone_preview",
        "时间按 {zone} 写出：第一条是 {slot}，即 {utc} UTC。",
        "Times are written in {zone}: the first one is {slot}, which is {utc} UTC.",
    )


_CLOCK = "%Y-%m-%d %H:%M"


def past_slot(entries: Sequence[Entry], now: datetime) -> Iterator[RowFinding]:
    """Refuses what would have to go out before `now`; a cancelled entry has nothing to send."""
    for entry in entries:
        if entry.slot_at <= now and entry.status is not EntryStatus.CANCELLED:
            params = {"slot": f"{entry.local_slot:{_CLOCK}}", "zone": entry.zone.key}
            yield RowFinding(entry.uid, Severity.BLOCKING, Message(RowCode.PAST_SLOT, params))


def missing_text(entries: Sequence[Entry], _now: datetime) -> Iterator[RowFinding]:
    """Refuses entries that would send nothing."""
    for entry in entries:
        if not entry.text.strip():
            yield RowFinding(entry.uid, Severity.BLOCKING, Message(RowCode.MISSING_TEXT))


def not_confirmed(entries: Sequence[Entry], _now: datetime) -> Iterator[RowFinding]:
    """Refuses what nobody has approved, or what was called off."""
    for entry in entries:
        if entry.status is not EntryStatus.CONFIRMED:
            yield RowFinding(
                entry.uid, Severity.BLOCKING, Message(RowCode.NOT_CONFIRMED, {"status": entry.status})
            )


def duplicate_uid(entries: Sequence[Entry], _now: datetime) -> Iterator[RowFinding]:
    """Refuses identifiers that occur more than once: which of them is meant would be a guess."""
    for uid, count in Counter(entry.uid for entry in entries).items():
        if count > 1:
            params = {"uid": uid, "count": count}
            yield RowFinding(uid, Severity.BLOCKING, Message(RowCode.DUPLICATE_UID, params))


def zone_preview(entries: Sequence[Entry], _now: datetime) -> Iterator[RowFinding]:
    """Shows for each zone how its first slot reads, so that a wrong zone is seen before the file is used."""
    shown: set[str] = set()
    for entry in entries:
        if entry.zone.key in shown:
            continue
        shown.add(entry.zone.key)
        params = {
            "zone": entry.zone.key,
            "slot": f"{entry.local_slot:{_CLOCK}}",
            "utc": f"{entry.utc_slot:{_CLOCK}}",
        }
        yield RowFinding(entry.uid, Severity.HINT, Message(RowCode.ZONE_PREVIEW, params))
