"""What a form must know of the community around it: the keys in use, whom a column may name, the zone of its clocks."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.zones import zone_of, zone_or_utc
from app.models import Campaign, Column, Community, Event, Persona, Product, Tag, Voice
from content_calendar.vocabulary import Language

Keyed = type[Persona] | type[Voice] | type[Product] | type[Event] | type[Campaign]


@dataclass(frozen=True, slots=True)
class Choice:
    """Something a column may name."""

    id: int
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    zone: ZoneInfo
    language: Language = Language.ZH
    """The language the community is spoken to in."""
    personas: tuple[Choice, ...] = ()
    voices: tuple[Choice, ...] = ()
    products: tuple[Choice, ...] = ()
    events: tuple[Choice, ...] = ()
    campaigns: tuple[Choice, ...] = ()
    columns: tuple[Choice, ...] = ()
    communities: tuple[Choice, ...] = ()
    tags: tuple[str, ...] = ()

    def keys(self, kind: str) -> frozenset[str]:
        """The keys taken by `kind` (persona, voice, product, event, campaign, column, community)."""
        plural = "communities" if kind == "community" else f"{kind}s"
        return frozenset(choice.key for choice in getattr(self, plural))


def surroundings_of(session: Session, community: Community) -> Surroundings:
    """Everything the forms of this community need; seven queries."""
    tags = select(Tag).where(Tag.community_id == community.id).order_by(Tag.namespace, Tag.name)
    return Surroundings(
        zone=zone_of(community.timezone),
        language=community.language,
        personas=_choices(session, community, Persona),
        voices=_choices(session, community, Voice),
        products=_choices(session, community, Product),
        events=_choices(session, community, Event),
        campaigns=_choices(session, community, Campaign),
        columns=_columns(session, community),
        tags=tuple(str(tag) for tag in session.scalars(tags)),
    )


def surroundings_of_workspace(session: Session, zone: str) -> Surroundings:
    """What the form of a community needs: the keys of all communities."""
    rows = session.execute(select(Community.id, Community.key, Community.name))
    return Surroundings(zone=zone_or_utc(zone), communities=tuple(Choice(*row) for row in rows))


def _choices(session: Session, community: Community, kind: Keyed) -> tuple[Choice, ...]:
    query = select(kind.id, kind.key, kind.name).where(kind.community_id == community.id).order_by(kind.id)
    return tuple(Choice(*row) for row in session.execute(query))


def _columns(session: Session, community: Community) -> tuple[Choice, ...]:
    query = select(Column.id, Column.key, Column.name).join(Column.persona).where(Persona.community_id == community.id)
    return tuple(Choice(*row) for row in session.execute(query))
