"""A kept file as the steps of an import see it: its tables, and how they are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from app.core.tables.table import Line, Table
from app.models import KeptUpload
from content_calendar.vocabulary import Term

M = TypeVar("M", bound=Term)


class TableChoices(BaseModel, Generic[M]):
    """Of which sheet what is read: `table` and `heading` are indices, `places` say in which column what stands."""

    model_config = ConfigDict(frozen=True)

    table: int = 0
    heading: int = 0
    places: Mapping[M, int] = {}


U = TypeVar("U", bound=KeptUpload)
C = TypeVar("C", bound=TableChoices[Any])


@dataclass(frozen=True, slots=True)
class KeptTables(Generic[U, C]):
    """The row a file is kept in, what stands there, and how somebody said it is to be read."""

    kept: U
    tables: tuple[Table, ...]
    choices: C

    @property
    def table(self) -> Table:
        return self.tables[self.choices.table]

    @property
    def rows(self) -> Sequence[Line]:
        """The lines below the headings. Raises TooManyRows."""
        return self.table.below(self.choices.heading)


def stored(table: Table) -> dict[str, Any]:
    """A table as plain values for its row."""
    lines = [[line.number, list(line.cells)] for line in table.lines]
    return {"name": table.name, "is_cut": table.is_cut, "lines": lines}


def restored(values: Mapping[str, Any]) -> Table:
    """The table again."""
    lines = tuple(Line(number, tuple(cells)) for number, cells in values["lines"])
    return Table(values["name"], lines, values.get("is_cut", False))
