"""Entries as a table: RFC 4180, UTF-8 with a byte-order mark (Excel reads Chinese wrongly without), CRLF."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from content_calendar.exporters.entry import Entry
from content_calendar.exporters.generic_csv.cells import cell
from content_calendar.exporters.profile import Sheet

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


class _Echo:
    """A file that hands back what is written to it, so that the csv module formats without a buffer."""

    def write(self, row: str) -> str:
        return row


class _Writer(Protocol):
    def writerow(self, row: Iterable[str], /) -> object: ...


def render(entries: Iterable[Entry], _sheet: Sheet) -> Iterator[bytes]:
    """Header and one row per entry; lists within a cell are joined by ` | `, instants are ISO 8601 with offset."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield codecs.BOM_UTF8 + _row(writer, COLUMNS)
    for entry in entries:
        yield _row(writer, (cell(value(entry)) for value in COLUMNS.values()))


def _row(writer: _Writer, cells: Iterable[str]) -> bytes:
    return str(writer.writerow(cells)).encode()
