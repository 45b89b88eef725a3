"""What a template of one community can be made of."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Community, Persona, Product, Voice


@dataclass(frozen=True, slots=True)
class Choices:
    """(id, name) of whom templates may be for, who may say them and what they may speak of."""

    personas: tuple[tuple[int, str], ...]
    voices: tuple[tuple[int, str], ...]
    products: tuple[tuple[int, str], ...]

    @property
    def first_voice(self) -> int | None:
        return next((voice_id for voice_id, _name in self.voices), None)


def choices(session: Session, community: Community) -> Choices:
    """Three queries."""
    return Choices(*(_named(session, table, community) for table in (Persona, Voice, Product)))


def fact_names(session: Session, community: Community) -> tuple[str, ...]:
    """The names of all facts of the community's products, each once; one query."""
    facts = session.scalars(select(Product.facts).where(Product.community_id == community.id).order_by(Product.id))
    return tuple(dict.fromkeys(fact["name"] for known in facts for fact in known))


def _named(
    session: Session, table: type[Persona | Voice | Product], community: Community
) -> tuple[tuple[int, str], ...]:
    rows = session.execute(select(table.id, table.name).where(table.community_id == community.id).order_by(table.id))
    return tuple((row[0], row[1]) for row in rows)
