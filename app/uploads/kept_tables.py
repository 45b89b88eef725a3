"""A kept file as the steps of an import see it: its tables, and how they are read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask_babel import lazy_gettext as _l
from pydantic import BaseModel, ConfigDict

from app.core.errors import Conflict
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


class ReadOtherwise(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("Somebody said meanwhile that the columns mean something else; nothing was taken over."),
            _l("Look at the rows again and accept them as they are read now."),
        )


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
    def way(self) -> str:
        """The same as long as the file is read in the same way."""
        return hashlib.sha256(self.choices.model_dump_json().encode()).hexdigest()[:16]

    def expect_way(self, seen: str) -> None:
        """Raises ReadOtherwise when the rows somebody saw are read in another way by now; nothing for no `seen`."""
        if seen and seen != self.way:
            raise ReadOtherwise

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
