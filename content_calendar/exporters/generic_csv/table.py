"""Entries as a table: RFC 4180, UTF-8 with a byte-order mark (Excel reads Chinese wrongly without), CRLF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from content_calendar.exporters.entry import Entry
from content_calendar.exporters.generic_csv.cells import cell
from content_calendar.exporters.layout import Layout, Sheet
from content_calendar.exporters.table.rows import BYTE_ORDER_MARK, Form

BETWEEN = " | "

HEADER = (
    "uid", "status", "slot_at", "timezone", "community", "persona", "platform", "column", "value", "stage", "form",
    "language", "title", "text", "hashtags", "tags", "media", "image_brief", "comment_starter", "url", "sequence",
    "updated_at", "fingerprint",
)  # fmt: skip


def cells(entry: Entry) -> tuple[str, ...]:
    """The row of `entry`: lists are joined by ` | `, instants are ISO 8601 with offset.

    Only what people wrote can hold a formula; terms, instants and numbers are written as they are.
    """
    return (
        cell(entry.uid), entry.status, entry.local_slot.isoformat(timespec="seconds"), entry.zone.key,
        cell(entry.community), cell(entry.persona), entry.platform, cell(entry.column), entry.value, entry.stage,
        entry.form, entry.language, cell(entry.title), cell(entry.text), cell(BETWEEN.join(entry.hashtags)),
        cell(BETWEEN.join(entry.tags)), cell(BETWEEN.join(entry.media)), cell(entry.image_brief),
        cell(entry.comment_starter), cell(entry.url), str(entry.sequence),
        entry.updated_at.isoformat(timespec="seconds"), cell(entry.fingerprint),
    )  # fmt: skip


_FORM = Form(encoding=BYTE_ORDER_MARK)
_HEAD = _FORM.mark + _FORM.row()(HEADER)


def _rows(entries: Iterable[Entry], _sheet: Sheet) -> Iterator[bytes]:
    write = _FORM.row()
    return (write(cells(entry)) for entry in entries)


LAYOUT = Layout(head=lambda _sheet: _HEAD, rows=_rows)
