"""Entries as a calendar, one event at a time.

Nothing here depends on the moment of rendering: the same entries give the same bytes, so an ETag over them is
strong and a client that has the calendar already gets 304.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from content_calendar.exporters.entry import Entry
from content_calendar.exporters.icalendar_feed.lines import escape, line, uri
from content_calendar.exporters.layout import Layout, Sheet

# A post takes no time. Fifteen minutes is the shortest block that every calendar still draws with a readable
# title, and TRANSPARENT keeps it from making anybody look busy.
LENGTH = "PT15M"
REFRESH = "PT1H"


def _head(sheet: Sheet) -> Iterator[bytes]:
    # Without METHOD, DTSTAMP means "last revised" (RFC 5545 §3.8.7.2), which is what makes it stable.
    name = escape(" ".join(sheet.name.split()))
    yield line("BEGIN", "VCALENDAR")
    yield line("VERSION", "2.0")
    yield line("PRODID", "-//Qunbi//Content calendar//ZH")
    yield line("CALSCALE", "GREGORIAN")
    yield line("NAME", name)
    yield line("X-WR-CALNAME", name)
    yield line("REFRESH-INTERVAL;VALUE=DURATION", REFRESH)
    yield line("X-PUBLISHED-TTL", REFRESH)


def _events(entries: Iterable[Entry], sheet: Sheet) -> Iterator[bytes]:
    return (b"".join(_event(entry, sheet.language)) for entry in entries)


_BEGIN = line("BEGIN", "VEVENT")
_LENGTH = line("DURATION", LENGTH)
_END = line("TRANSP", "TRANSPARENT") + line("END", "VEVENT")


def _event(entry: Entry, language: str) -> Iterator[bytes]:
    revised = instant(entry.updated_at)
    yield _BEGIN
    yield line("UID", escape(entry.uid))
    yield line("DTSTAMP", revised)
    yield line("LAST-MODIFIED", revised)
    yield line("SEQUENCE", str(entry.sequence))
    yield line("DTSTART", instant(entry.slot_at))
    yield _LENGTH
    yield line("SUMMARY", escape(entry.headline))
    yield from _optional("DESCRIPTION", escape(entry.text))
    yield line("CATEGORIES", ",".join(escape(category) for category in _categories(entry, language)))
    yield from _optional("LOCATION", escape(f"{entry.platform.label(language)} · {entry.community}"))
    yield from _optional("URL", uri(entry.url))
    yield line("STATUS", entry.status.value.upper())
    yield _END


def instant(moment: datetime) -> str:
    """`moment` in UTC to the second, as `20260601T020000Z`."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _categories(entry: Entry, language: str) -> tuple[str, ...]:
    names = (entry.persona, entry.column, entry.value.label(language), entry.form.label(language))
    return tuple(name for name in names if name.strip())


def _optional(name: str, value: str) -> Iterator[bytes]:
    if value.strip():
        yield line(name, value)


LAYOUT = Layout(head=lambda sheet: b"".join(_head(sheet)), rows=_events, tail=line("END", "VCALENDAR"))
