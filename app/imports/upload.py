"""A kept file as the steps of the import see it: tables, choices, and the personas it may be for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.tables.table import Line, Table
from app.imports.choices import Choices
from app.imports.known import personas_of
from app.models import CalendarImport, Community, Persona
from app.uploads.keeping import cells_of


@dataclass(frozen=True, slots=True)
class Upload:
    """A kept file: its tables, and how they are read."""

    id: int
    filename: str
    tables: tuple[Table, ...]
    choices: Choices
    personas: Sequence[Persona]
    uploaded_at: datetime
    posts: int

    @property
    def table(self) -> Table:
        return self.tables[self.choices.table]

    @property
    def rows(self) -> Sequence[Line]:
        return self.table.below(self.choices.heading)


def upload_of(session: Session, community: Community, kept: CalendarImport, *, lock: bool = False) -> Upload:
    """The kept file with the personas it may be for, in two queries. Raises CellsForgotten."""
    cells = cells_of(kept)
    personas = personas_of(session, community, lock=lock)
    choices = Choices.model_validate(kept.choices)
    if choices.persona_id not in {persona.id for persona in personas}:
        choices = choices.model_copy(update={"persona_id": None})
    tables = tuple(_restored(table) for table in cells)
    return Upload(kept.id, kept.filename, tables, choices, personas, kept.created_at, len(kept.item_uids))


def stored(table: Table) -> dict[str, object]:
    """A table as plain values for its row."""
    return {"name": table.name, "lines": [[line.number, list(line.cells)] for line in table.lines]}


def _restored(table: Mapping[str, object]) -> Table:
    lines = table["lines"]
    if not isinstance(lines, list):
        raise TypeError("a kept table has lines")
    return Table(str(table["name"]), tuple(Line(number, tuple(cells)) for number, cells in lines))
