"""The five kinds of part a community is made of, as the pages see them: one entry for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.communities import columns, service
from app.communities.forms import PersonaForm, ProductForm, VoiceForm
from app.communities.timed_forms import ColumnForm, EventForm
from app.communities.written_form import WrittenForm
from app.core.errors import NotFound
from app.models import Column, Community, Event, Persona, Product, Voice

AnyPart = Persona | Voice | Product | Column | Event


@dataclass(frozen=True, slots=True)
class PartKind:
    """`plural` stands in addresses, `name` in file names and anchors."""

    name: str
    plural: str
    form: type[WrittenForm]
    get: Callable[..., AnyPart]
    save: Callable[..., AnyPart]
    new_title: object
    saved: object
    deleted: object


def _getter(kind: Any) -> Callable[..., Any]:
    def get(session: Session, community: Community, row_id: int, *, lock: bool = False) -> Any:
        return service.get_part(session, community, kind, row_id, lock=lock)

    return get


PART_KINDS = {
    part.plural: part
    for part in (
        PartKind(
            "persona", "personas", PersonaForm, _getter(Persona), service.save_persona,
            _l("New persona"), _l("Persona saved."), _l("Persona deleted."),
        ),
        PartKind(
            "voice", "voices", VoiceForm, _getter(Voice), service.save_voice,
            _l("New voice"), _l("Voice saved."), _l("Voice deleted."),
        ),
        PartKind(
            "product", "products", ProductForm, _getter(Product), service.save_product,
            _l("New product"), _l("Product saved."), _l("Product deleted."),
        ),
        PartKind(
            "column", "columns", ColumnForm, service.get_column, columns.save_column,
            _l("New column"), _l("Column saved."), _l("Column deleted."),
        ),
        PartKind(
            "event", "events", EventForm, _getter(Event), service.save_event,
            _l("New event"), _l("Event saved."), _l("Event deleted."),
        ),
    )
}


def part_kind(plural: str) -> PartKind:
    """Raises NotFound for an address that names none of the five."""
    try:
        return PART_KINDS[plural]
    except KeyError:
        raise NotFound from None
