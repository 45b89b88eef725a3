"""What a table is once it is read, and how large one may be."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from app.core.errors import Invalid

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 60
_LINES_ABOVE = 50


class FileUnusable(Invalid):
    """The file as a whole cannot be read."""


class TooManyRows(FileUnusable):
    def __init__(self, most: int = MAX_ROWS) -> None:
        super().__init__(
            _l("The file has more than %(limit)s rows.", limit=most), _l("Split it and upload the parts.")
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not empty: `number` as a spreadsheet counts, `cells` from the left."""

    number: int
    cells: tuple[str, ...]

    def cell(self, place: int) -> str:
        """What stands in the column `place`, from 0; nothing where the line ends before."""
        return self.cells[place] if place < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of a sheet, or of a file in text form, whose `name` is empty.

    `is_cut` when the text ends within a quoted cell: the last line is not whole.
    """

    name: str
    lines: tuple[Line, ...]
    is_cut: bool = False

    def below(self, heading: int, most: int = MAX_ROWS) -> tuple[Line, ...]:
        """The rows under the line at index `heading`. Raises TooManyRows."""
        rows = self.lines[heading + 1 :]
        if len(rows) > most:
            raise TooManyRows(most)
        return rows


def check_count(lines: int, most: int = MAX_ROWS) -> None:
    """Stop reading what is longer than anything that is accepted. Raises TooManyRows."""
    if lines > most + _LINES_ABOVE:
        raise TooManyRows(most)
