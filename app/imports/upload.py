"""A kept file as the steps of the import see it: tables, choices, and the personas it may be for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.imports.choices import Choices
from app.imports.known import personas_of
from app.models import CalendarImport, Community, Persona
from app.uploads.keeping import cells_of
from app.uploads.kept_tables import KeptTables, restored


@dataclass(frozen=True, slots=True)
class Upload(KeptTables[CalendarImport, Choices]):
    """A kept file with the personas its rows may be for."""

    personas: Sequence[Persona]


def upload_of(session: Session, community: Community, kept: CalendarImport, *, lock: bool = False) -> Upload:
    """The kept file with the personas it may be for, in two queries. Raises CellsForgotten."""
    cells = cells_of(kept)
    personas = personas_of(session, community, lock=lock)
    choices = Choices.model_validate(kept.choices)
    if choices.persona_id not in {persona.id for persona in personas}:
        choices = choices.model_copy(update={"persona_id": None})
    return Upload(kept, tuple(map(restored, cells)), choices, personas)
