"""The whole-day events of a calendar file (RFC 5545)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from app.calendar.day_words import Raw, read_day

MOST_DAYS = 31
_ESCAPED = re.compile(r"\\([\\;,nN])")
_FOLD = re.compile(r"\r?\n[ \t]")


def is_calendar(text: str) -> bool:
    return "BEGIN:VCALENDAR" in text[:1000].upper()


def raw_of_calendar(text: str) -> Iterator[Raw]:
    """Each day of each event, events numbered from 1."""
    for number, event in enumerate(_events(_FOLD.sub("", text)), start=1):
        yield from _days(number, event)


def _events(text: str) -> Iterator[dict[str, str]]:
    """The properties of each event by name, without parameters but for a start that is a date."""
    event: dict[str, str] | None = None
    for line in text.splitlines():
        head, _, value = line.partition(":")
        name = head.partition(";")[0].strip().upper()
        if (name, value.strip().upper()) == ("BEGIN", "VEVENT"):
            event = {}
        elif (name, value.strip().upper()) == ("END", "VEVENT") and event is not None:
            yield event
            event = None
        elif event is not None:
            event.setdefault(name, value)


def _days(number: int, event: dict[str, str]) -> Iterator[Raw]:
    name = _ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], event.get("SUMMARY", ""))
    start, end = event.get("DTSTART", "").strip(), event.get("DTEND", "").strip()
    first, after = read_day(start), read_day(end)
    if "T" in start:
        yield Raw(number, start, name, "", "timed")
    elif first is None or after is None or after <= first:
        yield Raw(number, start, name, "")
    elif (after - first).days > MOST_DAYS:
        yield Raw(number, start, name, "", "stretch_too_long", MOST_DAYS)
    else:
        for ahead in range((after - first).days):
            yield Raw(number, (first + timedelta(days=ahead)).isoformat(), name, "")
