"""An uploaded table as it is kept between the steps: see `app.models.CalendarImport` for why in a row of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.core.errors import Conflict, NotFound
from app.core.tables.table import Line, Table
from app.imports.choices import Choices
from app.imports.known import personas_of
from app.models import CalendarImport, Community, Persona

KEPT = timedelta(days=7)


class CellsForgotten(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("The rows of this file are no longer kept: they go a week after the upload."),
            _l("Upload the file again; what is in the calendar already is recognised."),
        )


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


def kept_row(session: Session, community: Community, upload_id: int, *, lock: bool = False) -> CalendarImport:
    """The row of a file, held until the commit if asked. Raises NotFound."""
    query = select(CalendarImport).where(
        CalendarImport.id == upload_id, CalendarImport.community_id == community.id
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    kept = session.scalar(query)
    if kept is None:
        raise NotFound
    return kept


def upload_of(session: Session, community: Community, kept: CalendarImport, *, lock: bool = False) -> Upload:
    """The kept file with the personas it may be for, in two queries. Raises CellsForgotten."""
    if not kept.tables:
        raise CellsForgotten
    personas = personas_of(session, community, lock=lock)
    choices = Choices.model_validate(kept.choices)
    if choices.persona_id not in {persona.id for persona in personas}:
        choices = choices.model_copy(update={"persona_id": None})
    tables = tuple(_restored(table) for table in kept.tables)
    return Upload(kept.id, kept.filename, tables, choices, personas, kept.created_at, len(kept.item_uids))


def stored(table: Table) -> dict[str, object]:
    """A table as plain values for its row."""
    return {"name": table.name, "lines": [[line.number, list(line.cells)] for line in table.lines]}


def _restored(table: Mapping[str, object]) -> Table:
    lines = table["lines"]
    if not isinstance(lines, list):
        raise TypeError("a kept table has lines")
    return Table(str(table["name"]), tuple(Line(number, tuple(cells)) for number, cells in lines))


def forget_old(session: Session, now: datetime) -> None:
    """Cells nobody needs any more go, in every community; what was accepted stays known for taking it back."""
    old = CalendarImport.created_at < now - KEPT
    session.execute(delete(CalendarImport).where(old, CalendarImport.accepted_at.is_(None)))
    session.execute(update(CalendarImport).where(old, CalendarImport.accepted_at.is_not(None)).values(tables=[]))
