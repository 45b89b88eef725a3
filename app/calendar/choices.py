"""What a post placed by hand can be made of in one community."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.calendar.queries import Named, PersonaMark, personas
from app.models import Column, Community, Event, Persona, Product, Voice


@dataclass(frozen=True, slots=True)
class Choices:
    personas: Sequence[PersonaMark]
    columns: Sequence[Column]
    voices: Sequence[Named]
    products: Sequence[Named]
    events: Sequence[Named]

    def column(self, column_id: int | None) -> Column | None:
        return next((column for column in self.columns if column.id == column_id), None)

    def topics(self) -> Iterator[str]:
        """Every title of the topic banks, once."""
        yield from dict.fromkeys(topic["title"] for column in self.columns for topic in column.topics)

    def points_of(self, title: str) -> tuple[str, ...]:
        """The points a topic bank keeps for this title."""
        topics = (topic for column in self.columns for topic in column.topics)
        return next((tuple(topic["points"]) for topic in topics if topic["title"] == title), ())


def choices(session: Session, community: Community, today: date) -> Choices:
    """As things are on this local day; read in five queries, whatever their number."""
    columns = session.scalars(
        select(Column).join(Persona, Persona.id == Column.persona_id).where(Persona.community_id == community.id)
        .order_by(Column.persona_id, Column.id)
    )
    return Choices(
        personas=personas(session, community, today),
        columns=tuple(columns),
        **{name: _named(session, table, community) for name, table in _TABLES.items()},
    )


_TABLES: dict[str, type[Voice | Product | Event]] = {"voices": Voice, "products": Product, "events": Event}


def _named(session: Session, table: type[Voice | Product | Event], community: Community) -> tuple[Named, ...]:
    rows = session.execute(select(table.id, table.name).where(table.community_id == community.id).order_by(table.id))
    return tuple(Named(*row) for row in rows)
