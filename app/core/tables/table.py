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
    def __init__(self) -> None:
        super().__init__(
            _l("The file has more than %(limit)s rows.", limit=MAX_ROWS), _l("Split it and upload the parts.")
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
    """The lines of a sheet, or of a file in text form, whose `name` is empty."""

    name: str
    lines: tuple[Line, ...]

    def below(self, heading: int) -> tuple[Line, ...]:
        """The rows under the line at index `heading`. Raises TooManyRows."""
        rows = self.lines[heading + 1 :]
        if len(rows) > MAX_ROWS:
            raise TooManyRows
        return rows


def check_count(lines: int) -> None:
    """Stop reading what is longer than anything that is accepted. Raises TooManyRows."""
    if lines > MAX_ROWS + _LINES_ABOVE:
        raise TooManyRows
