"""How a file is put together, so that every target can be streamed and cut in the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from content_calendar.exporters.entry import Entry
from content_calendar.vocabulary import Language


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file says about itself: its `name` and the `language` of the labels in it."""

    name: str
    language: Language = Language.ZH


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Head, one piece per entry with `between` them, tail.

    `rows` gives exactly one piece for each entry, in their order and none before it is asked for, so that a long
    calendar needs little memory.
    """

    head: Callable[[Sheet], bytes]
    rows: Callable[[Iterable[Entry], Sheet], Iterator[bytes]]
    between: bytes = b""
    tail: bytes = b""

    def render(self, entries: Iterable[Entry], sheet: Sheet) -> Iterator[bytes]:
        """One file with all of `entries`, piece by piece."""
        yield self.head(sheet)
        rows = self.rows(entries, sheet)
        yield from _parted(rows, self.between) if self.between else rows
        yield self.tail


def _parted(rows: Iterator[bytes], between: bytes) -> Iterator[bytes]:
    yield next(rows, b"")
    yield from (between + row for row in rows)
