"""Whether the words arrive as they were approved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from content_calendar.content import Copy
from content_calendar.copy_rules.attachments import check_attachments
from content_calendar.copy_rules.context import RuleContext
from content_calendar.copy_rules.limits import check_limits
from content_calendar.exporters.checks.codes import RowCode
from content_calendar.exporters.entry import Entry
from content_calendar.exporters.finding import RowFinding
from content_calendar.exporters.formulas import starts_formula
from content_calendar.exporters.plain_text import plain
from content_calendar.message import Message
from content_calendar.severity import Severity

_VISIBLE = str.maketrans({"\t": "⇥", "\n": "⏎"})


def formula(entries: Sequence[Entry], _now: datetime) -> Iterator[RowFinding]:
    """Warns of cells that a spreadsheet would run, where the words must travel unchanged and cannot be guarded."""
    for entry in entries:
        cells = (plain(part) for part in (entry.text, entry.title, entry.comment_starter))
        start = next((cell[0] for cell in cells if starts_formula(cell)), None)
        if start is not None:
            params = {"start": start.translate(_VISIBLE)}
            yield RowFinding(entry.uid, Severity.WARNING, Message(RowCode.FORMULA, params))


def one_line_title(entries: Sequence[Entry], _now: datetime) -> Iterator[RowFinding]:
    """Tells where a target's single-line title joins several lines."""
    for entry in entries:
        if "\n" in plain(entry.title).strip():
            yield RowFinding(entry.uid, Severity.HINT, Message(RowCode.TITLE_BREAKS))


def within_limits(entries: Sequence[Entry], _now: datetime) -> Iterator[RowFinding]:
    """What the platform takes of text and media, counted as it counts; refused where the platform refuses or cuts.

    Titles are left to the editor: a scheduler's title is not always published.
    """
    for entry in entries:
        copy = Copy(body=plain(entry.text), media=entry.media)
        context = RuleContext(platform=entry.platform, language=entry.language)
        for found in (*check_limits(copy, context), *check_attachments(copy, context)):
            yield RowFinding(entry.uid, found.severity, found.message)


def within_limits_advised(entries: Sequence[Entry], now: datetime) -> Iterator[RowFinding]:
    """The same for a file that people read and no tool posts from: nothing is refused."""
    for finding in within_limits(entries, now):
        yield replace(finding, severity=Severity.WARNING)
