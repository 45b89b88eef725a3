"""Whether the tool knows where a row goes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from content_calendar.exporters.checks.codes import RowCode
from content_calendar.exporters.entry import Entry
from content_calendar.exporters.finding import Check, RowFinding
from content_calendar.message import Message
from content_calendar.severity import Severity
from content_calendar.vocabulary import Platform


def known_platform(known: Collection[Platform]) -> Check:
    """Warns of rows for platforms other than `known`, whose cell stays empty."""

    def check(entries: Sequence[Entry], _now: datetime) -> Iterator[RowFinding]:
        for entry in entries:
            if entry.platform not in known:
                params = {"platform": entry.platform}
                yield RowFinding(entry.uid, Severity.WARNING, Message(RowCode.PLATFORM_UNKNOWN, params))

    return check
