"""What a dry run finds, and what it asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from content_calendar.exporters.entry import Entry
from content_calendar.message import Message
from content_calendar.severity import Severity


@dataclass(frozen=True, slots=True)
class RowFinding:
    """Something a person should know about the entry `uid` before the file is made."""

    uid: str
    severity: Severity
    message: Message


Check = Callable[[Sequence[Entry], datetime], Iterable[RowFinding]]


def refused(findings: Iterable[RowFinding]) -> frozenset[str]:
    """The uids that must not leave."""
    return frozenset(finding.uid for finding in findings if finding.severity is Severity.BLOCKING)
