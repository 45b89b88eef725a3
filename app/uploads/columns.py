"""What the columns of a table mean: guessed by their headings, and shown beside what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from app.core.tables.table import Line, Table
from content_calendar.vocabulary import Term

LINES_FOR_HEADINGS = 10
LEAST_KNOWN = 2
SAMPLES = 3
_LINES_FOR_SAMPLES = 1_000
_LONGEST_SAMPLE = 80
_COLUMNS_AT_LEAST = 2

M = TypeVar("M", bound=Term)
Guess = Callable[[Sequence[str]], Mapping[M, int]]
"""Which column holds what, by the headings."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the page asks about it."""

    place: int
    heading: str
    samples: tuple[str, ...]
    meant: Term | None


def best_of(tables: Sequence[Table], guess: Guess[M]) -> int:
    """The index of the table whose headings are known best."""
    return max(range(len(tables)), key=lambda index: len(guessed_columns(tables[index], guess)[1]))


def guessed_columns(table: Table, guess: Guess[M], heading: int | None = None) -> tuple[int, Mapping[M, int]]:
    """The index of the line of headings, unless it is named, and what they say."""
    at = _heading_of(table, guess) if heading is None else min(heading, len(table.lines) - 1)
    return at, guess(table.lines[at].cells)


def columns_of(table: Table, heading: int, places: Mapping[M, int]) -> list[Column]:
    """The columns under the line `heading` that hold anything, with what each is taken for."""
    rows, headings = table.lines[heading + 1 :], table.lines[heading]
    meant = {place: which for which, place in places.items()}
    found = (
        Column(place, headings.cell(place), _samples(rows, place), meant.get(place)) for place in range(width(table))
    )
    return [column for column in found if column.heading.strip() or column.samples]


def width(table: Table) -> int:
    """How many columns the widest line has."""
    return max((len(line.cells) for line in table.lines), default=0)


def _heading_of(table: Table, guess: Guess[M]) -> int:
    """The first of the top lines with known headings; where nothing is known the first line that is no title."""
    top = table.lines[:LINES_FOR_HEADINGS]
    known = (index for index, line in enumerate(top) if len(guess(line.cells)) >= LEAST_KNOWN)
    wide = (index for index, line in enumerate(top) if sum(map(bool, line.cells)) >= _COLUMNS_AT_LEAST)
    return next(known, next(wide, 0))


def _samples(rows: Sequence[Line], place: int) -> tuple[str, ...]:
    """The first different things that stand in a column."""
    cells = (line.cell(place).strip()[:_LONGEST_SAMPLE] for line in islice(rows, _LINES_FOR_SAMPLES))
    return tuple(islice(dict.fromkeys(filter(None, cells)), SAMPLES))
