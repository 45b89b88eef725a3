"""Entries as a table: RFC 4180, UTF-8 with a byte-order mark (Excel reads Chinese wrongly without), CRLF."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from content_calendar.exporters.entry import Entry
from content_calendar.exporters.generic_csv.cells import cell
from content_calendar.exporters.layout import Layout, Sheet
from content_calendar.exporters.table.rows import BYTE_ORDER_MARK, Form

BETWEEN = " | "

COLUMNS: dict[str, Callable[[Entry], str]] = {
    "uid": lambda entry: entry.uid,
    "status": lambda entry: entry.status.value,
    "slot_at": lambda entry: entry.local_slot.isoformat(timespec="seconds"),
    "timezone": lambda entry: entry.zone.key,
    "community": lambda entry: entry.community,
    "persona": lambda entry: entry.persona,
    "platform": lambda entry: entry.platform.value,
    "column": lambda entry: entry.column,
    "value": lambda entry: entry.value.value,
    "stage": lambda entry: entry.stage.value,
    "form": lambda entry: entry.form.value,
    "language": lambda entry: entry.language.value,
    "title": lambda entry: entry.title,
    "text": lambda entry: entry.text,
    "hashtags": lambda entry: BETWEEN.join(entry.hashtags),
    "tags": lambda entry: BETWEEN.join(entry.tags),
    "media": lambda entry: BETWEEN.join(entry.media),
    "image_brief": lambda entry: entry.image_brief,
    "comment_starter": lambda entry: entry.comment_starter,
    "url": lambda entry: entry.url,
    "sequence": lambda entry: str(entry.sequence),
    "updated_at": lambda entry: entry.updated_at.isoformat(timespec="seconds"),
    "fingerprint": lambda entry: entry.fingerprint,
}


_FORM = Form(encoding=BYTE_ORDER_MARK)
_HEAD = _FORM.mark + _FORM.row()(COLUMNS)


def _rows(entries: Iterable[Entry], _sheet: Sheet) -> Iterator[bytes]:
    """One row per entry; lists within a cell are joined by ` | `, instants are ISO 8601 with offset."""
    write = _FORM.row()
    return (write([cell(value(entry)) for value in COLUMNS.values()]) for entry in entries)


LAYOUT = Layout(head=lambda _sheet: _HEAD, rows=_rows)
