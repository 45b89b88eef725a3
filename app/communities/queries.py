"""What the pages of a community show, read in a fixed number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.access import communities_of
from app.communities.cards import (
    ColumnLine,
    EventLine,
    PersonaCard,
    ProductCard,
    VoiceCard,
    column_line,
    event_line,
    persona_card,
    product_card,
    voice_card,
)
from app.communities.workspace_schema import WorkspaceFile, WrittenCommunity
from app.core.zones import zone_or_utc, zone_trouble
from app.library.queries import last_interaction_on
from app.models import Column, Community, Event, Persona, Product, Tag, User, Voice
from content_calendar.message import Message
from content_calendar.planning.balance import attention_signs
from content_calendar.vocabulary import Platform, Stage, Value

Row = TypeVar("Row", Persona, Voice, Product, Event)


@dataclass(frozen=True, slots=True)
class PersonaColumns:
    persona: PersonaCard
    columns: tuple[ColumnLine, ...]


@dataclass(frozen=True, slots=True)
class CommunityPage:
    age_days: int | None
    signs: tuple[Message, ...]
    """What asks for attention."""
    shares: tuple[tuple[Value, int], ...]
    stage_shares: tuple[tuple[Stage, int], ...]
    """Empty when the columns decide."""
    personas: tuple[PersonaCard, ...]
    voices: tuple[VoiceCard, ...]
    products: tuple[ProductCard, ...]
    columns: tuple[PersonaColumns, ...]
    events: tuple[EventLine, ...]


@dataclass(frozen=True, slots=True)
class CommunityLine:
    id: int
    name: str
    brand: str
    purpose: str
    platform: Platform
    age_days: int | None
    persona_count: int


@dataclass(frozen=True, slots=True)
class ImportedCommunity:
    """How much of each a community of a file has."""

    name: str
    is_known: bool
    personas: int
    voices: int
    products: int
    columns: int
    events: int


@dataclass(frozen=True, slots=True)
class ImportPreview:
    communities: tuple[ImportedCommunity, ...]
    new_people: tuple[str, ...]
    known_people: tuple[str, ...]

    @property
    def adds_something(self) -> bool:
        return bool(self.new_people) or any(not community.is_known for community in self.communities)


@dataclass(frozen=True, slots=True)
class TagLine:
    text: str
    name: str
    personas: tuple[PersonaCard, ...]


def community_page(session: Session, community: Community, *, language: str, now: datetime) -> CommunityPage:
    """Everything in a community; six queries."""
    rows = _columns(session, community)
    counts = Counter(column.persona_id for column in rows)
    personas = tuple(persona_card(row, counts[row.id]) for row in _rows(session, community, Persona))
    return CommunityPage(
        age_days=age_in_days(community, now),
        signs=(
            *zone_trouble(community.timezone),
            *attention_signs(community.founded_on, last_interaction_on(session, community), _today(community, now)),
        ),
        shares=tuple((value, int(community.value_shares.get(value, 0))) for value in Value),
        stage_shares=tuple((Stage(name), int(share)) for name, share in community.stage_shares.items()),
        personas=personas,
        voices=tuple(voice_card(row) for row in _rows(session, community, Voice)),
        products=tuple(product_card(row) for row in _rows(session, community, Product)),
        columns=_by_persona(personas, rows, community, language, now),
        events=tuple(event_line(row, now) for row in _rows(session, community, Event)),
    )


def matrix(session: Session, user: User, now: datetime) -> tuple[CommunityLine, ...]:
    """The communities this person may see, side by side; two queries."""
    communities = communities_of(user)
    ids = [community.id for community in communities]
    owner = Persona.community_id
    counts = dict(session.execute(select(owner, func.count()).where(owner.in_(ids)).group_by(owner)).all())
    return tuple(_community_line(row, counts.get(row.id, 0), now) for row in communities)


def _community_line(row: Community, persona_count: int, now: datetime) -> CommunityLine:
    return CommunityLine(
        row.id, row.name, row.brand, row.purpose, row.platform, age_in_days(row, now), persona_count
    )


def age_in_days(community: Community, now: datetime) -> int | None:
    """Days since the community was founded, by its own calendar; None when it was not, or not yet."""
    if community.founded_on is None:
        return None
    days = (_today(community, now) - community.founded_on).days
    return days if days >= 0 else None


def tag_page(session: Session, community: Community) -> dict[str, tuple[TagLine, ...]]:
    """The community's tags by namespace, each with the personas that carry it; two queries."""
    personas = [persona_card(row, 0) for row in _rows(session, community, Persona)]
    stored = session.scalars(select(Tag).where(Tag.community_id == community.id))
    texts = sorted({str(tag) for tag in stored} | {tag for persona in personas for tag in persona.tags})
    lines = [TagLine(text, text.partition(":")[2], _carriers(text, personas)) for text in texts]
    spaces = dict.fromkeys(text.partition(":")[0] for text in texts)
    return {space: tuple(line for line in lines if line.text.startswith(f"{space}:")) for space in spaces}


def import_preview(session: Session, workspace: WorkspaceFile) -> ImportPreview:
    """What loading the file would add, and what is already here; two queries."""
    keys = set(session.scalars(select(Community.key)))
    addresses = set(session.scalars(select(User.email)))
    return ImportPreview(
        tuple(_imported(written, is_known=written.key in keys) for written in workspace.communities),
        tuple(person.name for person in workspace.people if person.email not in addresses),
        tuple(person.name for person in workspace.people if person.email in addresses),
    )


def _imported(written: WrittenCommunity, *, is_known: bool) -> ImportedCommunity:
    return ImportedCommunity(
        written.name, is_known, len(written.personas), len(written.voices), len(written.products),
        len(written.columns), len(written.events),
    )


def _carriers(text: str, personas: Sequence[PersonaCard]) -> tuple[PersonaCard, ...]:
    return tuple(persona for persona in personas if text in persona.tags)


def _rows(session: Session, community: Community, kind: type[Row]) -> Sequence[Row]:
    order = Event.starts_at if kind is Event else kind.id
    return session.scalars(select(kind).where(kind.community_id == community.id).order_by(order)).all()


def _columns(session: Session, community: Community) -> Sequence[Column]:
    query = (
        select(Column).join(Column.persona).where(Persona.community_id == community.id)
        .options(joinedload(Column.voice), joinedload(Column.product)).order_by(Column.id)
    )
    return session.scalars(query).all()


def _by_persona(
    personas: Sequence[PersonaCard], rows: Sequence[Column], community: Community, language: str, now: datetime
) -> tuple[PersonaColumns, ...]:
    zone = zone_or_utc(community.timezone)
    lines = [(row.persona_id, column_line(row, zone, language, now)) for row in rows]
    return tuple(
        PersonaColumns(persona, tuple(line for persona_id, line in lines if persona_id == persona.id))
        for persona in personas
    )


def _today(community: Community, now: datetime) -> date:
    return now.astimezone(zone_or_utc(community.timezone)).date()
