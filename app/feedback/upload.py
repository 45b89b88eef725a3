"""A file of numbers between its bytes and its rows.

Nothing in a cell is believed yet: numbers, dates and identifiers are judged later, by the same rules on the dry run and
when the rows are accepted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.tables.reading import tables_of
from app.core.tables.table import FileUnusable, Line, Table
from app.feedback.mapping import ReadingChoices, best_of
from app.models import FeedbackImport
from app.uploads import kept_tables
from app.uploads.keeping import cells_of
from app.uploads.kept_tables import KeptTables

MOST_ROWS = 50_000
MOST_CELLS = 1_500_000
_COLUMNS_AT_LEAST = 2


@dataclass(frozen=True, slots=True)
class Upload(KeptTables[FeedbackImport, ReadingChoices]):
    """The kept sheet of a file; `others` are the names of sheets that were left out."""

    others: tuple[str, ...]
    outcome: Mapping[int, tuple[str, str]]
    """After it was accepted: what was said of each line that was not taken, as (verdict, reason)."""

    @property
    def headings(self) -> tuple[str, ...]:
        return self.table.lines[self.choices.heading].cells

    @property
    def rows(self) -> Sequence[Line]:
        return self.table.below(self.choices.heading, MOST_ROWS)


def sheet_of(content: bytes) -> tuple[Table, tuple[str, ...]]:
    """The sheet whose headings are known best, and the names of the others. Raises FileUnusable, TooManyRows."""
    tables = tables_of(content, MOST_ROWS)
    if not tables:
        raise _no_numbers()
    best = best_of(tables)
    if max(len(line.cells) for line in best.lines) < _COLUMNS_AT_LEAST:
        raise FileUnusable(
            _l("The first line must name a column “uid” and at least one counter, such as views or likes."),
            _l("Download the template and fill it in; Chinese and English headings both work."),
        )
    best.below(0, MOST_ROWS)
    _check(best)
    return best, tuple(table.name for table in tables if table is not best)


def digest_of(content: bytes) -> str:
    """By which a file is known when it comes a second time."""
    return hashlib.sha256(content).hexdigest()


def stored(table: Table, others: Sequence[str]) -> list[dict[str, Any]]:
    """The sheet as plain values."""
    return [{**kept_tables.stored(table), "others": list(others)}]


def upload_of(kept: FeedbackImport) -> Upload:
    """The kept file. Raises CellsForgotten."""
    sheet, *rest = cells_of(kept)
    outcome = {line: (verdict, reason) for line, verdict, reason in rest[0]["outcome"]} if rest else {}
    choices = ReadingChoices.model_validate(kept.choices)
    return Upload(kept, (kept_tables.restored(sheet),), choices, tuple(sheet["others"]), outcome)


def _check(table: Table) -> None:
    if sum(len(line.cells) for line in table.lines) > MOST_CELLS:
        raise FileUnusable(
            _l("The file has more than %(limit)s cells.", limit=f"{MOST_CELLS:,}"),
            _l("Split it, or leave out columns that are not needed."),
        )
    if not any(character.isdecimal() for line in table.lines[1:] for cell in line.cells for character in cell[:40]):
        raise _no_numbers()


def _no_numbers() -> FileUnusable:
    return FileUnusable(
        _l("No line of this file holds numbers."), _l("Fill in the template, save it as CSV and upload it again.")
    )
