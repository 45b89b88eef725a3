"""What changed between two versions of a prompt, with what stayed the same folded away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.library.diff import pieces

CONTEXT = 3
"""Lines kept around a change."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, kind `equal`, `insert` or `delete`; or, of kind `folded`, `lines` that are the same in both."""

    kind: str
    text: str = ""
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions by name, and what turns the first into the second."""

    before: str
    after: str
    pieces: tuple[Piece, ...]

    @property
    def is_same(self) -> bool:
        return all(piece.kind in {"equal", "folded"} for piece in self.pieces)


def comparison(before: tuple[str, str], after: tuple[str, str]) -> Comparison:
    """Compare two versions, each given as its name and its text."""
    changed = pieces(before[1], after[1])
    return Comparison(before[0], after[0], tuple(_folded(changed)))


def _folded(changed: Sequence[tuple[str, str]]) -> Iterator[Piece]:
    last = len(changed) - 1
    for place, (kind, text) in enumerate(changed):
        if kind == "equal":
            yield from _around_changes(text, above=place > 0, below=place < last)
        else:
            yield Piece(kind, text)


def _around_changes(text: str, *, above: bool, below: bool) -> Iterator[Piece]:
    """The lines next to a change `above` and `below` this run; what lies between is folded when it is long."""
    lines = text.splitlines(keepends=True)
    head, tail = CONTEXT * above, CONTEXT * below
    hidden = len(lines) - head - tail
    if hidden <= CONTEXT:
        yield Piece("equal", text)
        return
    if head:
        yield Piece("equal", "".join(lines[:head]))
    yield Piece("folded", lines=hidden)
    if tail:
        yield Piece("equal", "".join(lines[-tail:]))
