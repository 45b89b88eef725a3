"""Entries as events of fifteen minutes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from content_calendar.exporters.entry import Entry
from content_calendar.exporters.layout import Layout, Sheet
from content_calendar.exporters.plain_text import one_line, plain
from content_calendar.exporters.table.rows import PLAIN

HEADER = (
    "Subject", "Start Date", "Start Time", "End Date", "End Time", "All Day Event", "Description", "Location",
    "Private",
)  # fmt: skip
LENGTH = timedelta(minutes=15)


def _rows(entries: Iterable[Entry], sheet: Sheet) -> Iterator[bytes]:
    write = PLAIN.row()
    return (write(_event(entry, sheet.language)) for entry in entries)


def _event(entry: Entry, language: str) -> tuple[str, ...]:
    start, end = entry.local_slot, (entry.slot_at + LENGTH).astimezone(entry.zone)
    place = f"{entry.platform.label(language)} · {entry.community}"
    return (
        one_line(entry.headline), f"{start:%m/%d/%Y}", twelve_hours(start), f"{end:%m/%d/%Y}", twelve_hours(end),
        "False", plain(entry.text), one_line(place), "False",
    )  # fmt: skip


def twelve_hours(moment: datetime) -> str:
    """`10:00 AM`, whatever the locale of the machine calls morning."""
    return f"{moment:%I:%M} {'AM' if moment.hour < 12 else 'PM'}"  # noqa: PLR2004 - noon


LAYOUT = Layout(head=lambda _sheet: PLAIN.row()(HEADER), rows=_rows)
