"""Entries as one JSON document, one entry a line, so that it is read by a person and compared by a tool."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from content_calendar.exporters.entry import Entry
from content_calendar.exporters.layout import Layout, Sheet
from content_calendar.exporters.plain_text import one_line, plain

VERSION = 1
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _head(sheet: Sheet) -> bytes:
    facts = {"format": "qunbi.content", "version": VERSION, "name": one_line(sheet.name)}
    return (_encode(facts)[:-1] + ',"entries":[\n').encode()


def _rows(entries: Iterable[Entry], _sheet: Sheet) -> Iterator[bytes]:
    return (_encode(record(entry)).encode() for entry in entries)


def record(entry: Entry) -> dict[str, object]:
    """The names are a promise to other people's programs; instants are ISO 8601 with offset."""
    return {
        "uid": entry.uid,
        "sequence": entry.sequence,
        "status": entry.status,
        "slot_at": entry.local_slot.isoformat(timespec="seconds"),
        "timezone": entry.zone.key,
        "community": plain(entry.community),
        "persona": plain(entry.persona),
        "platform": entry.platform,
        "column": plain(entry.column),
        "value": entry.value,
        "stage": entry.stage,
        "form": entry.form,
        "language": entry.language,
        "title": plain(entry.title),
        "text": plain(entry.text),
        "hashtags": [plain(tag) for tag in entry.hashtags],
        "tags": [plain(tag) for tag in entry.tags],
        "media": [plain(address) for address in entry.media],
        "image_brief": plain(entry.image_brief),
        "comment_starter": plain(entry.comment_starter),
        "url": plain(entry.url),
        "updated_at": entry.updated_at.isoformat(timespec="seconds"),
        "fingerprint": entry.fingerprint,
    }


LAYOUT = Layout(head=_head, rows=_rows, between=b",\n", tail=b"\n]}\n")
