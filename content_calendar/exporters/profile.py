"""What every export target is: a versioned description, a dry run and a writer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from content_calendar.exporters.entry import Entry
from content_calendar.message import Message
from content_calendar.severity import Severity
from content_calendar.vocabulary import Language, Term


class Target(Term):
    """Where an export goes; stored with every ledger row."""

    ICALENDAR = "icalendar", "日历（ICS）", "Calendar (ICS)"
    GENERIC_CSV = "generic_csv", "通用表格（CSV）", "Spreadsheet (CSV)"


@dataclass(frozen=True, slots=True)
class RowFinding:
    """Something a person should know about the entry `uid` before the file is made."""

    uid: str
    severity: Severity
    message: Message


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file says about itself: its `name` and the `language` of the labels in it."""

    name: str
    language: Language = Language.ZH


Check = Callable[[Sequence[Entry], datetime], Iterable[RowFinding]]
# Entries in the given order, piece by piece, so that a long calendar needs little memory.
Renderer = Callable[[Iterable[Entry], Sheet], Iterator[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One target: its facts, the checks of its dry run and its renderer.

    `version` grows when the format changes; `verified_on` is the day `source` was last compared with the
    target, None when its facts are weak.
    """

    target: Target
    version: int
    verified_on: date | None
    source: str
    media_type: str
    extension: str
    checks: tuple[Check, ...]
    renderer: Renderer

    @property
    def key(self) -> str:
        """The identifier used in URLs, files and the ledger."""
        return self.target.value

    def label(self, language: str) -> str:
        """The target's name for a reader of `language`."""
        return self.target.label(language)

    def check(self, entries: Sequence[Entry], now: datetime) -> tuple[RowFinding, ...]:
        """The dry run: every finding about `entries` as seen at `now` (aware), check by check."""
        return tuple(finding for check in self.checks for finding in check(entries, now))

    def render(self, entries: Iterable[Entry], sheet: Sheet) -> Iterator[bytes]:
        """The file in pieces, in the order of `entries`; refused entries must have been left out before."""
        return self.renderer(entries, sheet)


def refused(findings: Iterable[RowFinding]) -> frozenset[str]:
    """The uids that must not leave."""
    return frozenset(finding.uid for finding in findings if finding.severity is Severity.BLOCKING)
