"""What the calendar pages read. One query per function, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, joinedload

from app.calendar.filters import Filters
from app.core.errors import NotFound
from app.models import Column, Community, ContentItem, Persona, Revision
from content_calendar.planning.concerns import Neighbour
from content_calendar.vocabulary import Form, Platform
from content_calendar.workflow import State


@dataclass(frozen=True, slots=True)
class PersonaMark:
    """A persona as chips and filters show it; `columns` counts the active ones."""

    id: int
    name: str
    color: int
    columns: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One post in a calendar; `at` is in the community's zone."""

    id: int
    version: int
    headline: str
    at: datetime
    persona: PersonaMark
    state: State
    form: Form
    platform: Platform


@dataclass(frozen=True, slots=True)
class Waiting:
    """A planned post without a text."""

    id: int
    persona_id: int


def zone_of(community: Community) -> ZoneInfo:
    """The zone all its wall-clock times are in."""
    return ZoneInfo(community.timezone)


def day_start(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a local day begins."""
    return datetime.combine(day, time.min, zone)


def personas(session: Session, community: Community) -> tuple[PersonaMark, ...]:
    """The community's personas in their order, each with the number of its active columns."""
    rows = session.execute(
        select(Persona.id, Persona.name, Persona.color, func.count(Column.id))
        .outerjoin(Column, (Column.persona_id == Persona.id) & Column.active)
        .where(Persona.community_id == community.id)
        .group_by(Persona.id, Persona.name, Persona.color)
        .order_by(Persona.id)
    )
    return tuple(PersonaMark(*row) for row in rows)


def entries(session: Session, community: Community, first: date, last: date, filters: Filters) -> tuple[Entry, ...]:
    """The posts on the local days from `first` to `last`, both included, by time; the archive only when asked for."""
    zone = zone_of(community)
    query = _shown_fields().where(
        ContentItem.community_id == community.id,
        ContentItem.slot_at >= day_start(first, zone),
        ContentItem.slot_at < day_start(last + timedelta(days=1), zone),
    )
    rows = session.execute(_filtered(query, filters).order_by(ContentItem.slot_at, ContentItem.id))
    return tuple(_entry(row, zone) for row in rows)


def _shown_fields() -> Select[Any]:
    return (
        select(
            ContentItem.id, ContentItem.version, ContentItem.slot_at, ContentItem.topic, ContentItem.occasion,
            ContentItem.state, ContentItem.form, ContentItem.platform,
            Persona.id.label("persona_id"), Persona.name.label("persona_name"), Persona.color,
            Column.name.label("column_name"), Revision.title, Revision.hook,
        )
        .join(Persona, Persona.id == ContentItem.persona_id)
        .outerjoin(Column, Column.id == ContentItem.column_id)
        .outerjoin(Revision, Revision.id == ContentItem.current_revision_id)
    )


def _filtered(query: Select[Any], filters: Filters) -> Select[Any]:
    if filters.personas:
        query = query.where(ContentItem.persona_id.in_(filters.personas))
    return query.where(ContentItem.state == filters.state if filters.state else ContentItem.state != State.ARCHIVED)


def _entry(row: Row[Any], zone: ZoneInfo) -> Entry:
    return Entry(
        id=row.id,
        version=row.version,
        headline=_headline(row),
        at=row.slot_at.astimezone(zone),
        persona=PersonaMark(row.persona_id, row.persona_name, row.color),
        state=row.state,
        form=row.form,
        platform=row.platform,
    )


def _headline(row: Row[Any]) -> str:
    """As ContentItem.headline, without loading the text."""
    candidates = (row.title, row.hook, row.topic.get("title", ""), row.occasion, row.column_name)
    return next((text for text in candidates if text), "")


def neighbours(session: Session, item: ContentItem, at: datetime) -> tuple[Neighbour, ...]:
    """The other posts of the community in the eight days either side of `at`: more than a week and any least gap."""
    rows = session.execute(
        select(ContentItem.slot_at, ContentItem.persona_id, Persona.name)
        .join(Persona, Persona.id == ContentItem.persona_id)
        .where(
            ContentItem.community_id == item.community_id,
            ContentItem.id != item.id,
            ContentItem.state != State.ARCHIVED,
            ContentItem.slot_at.between(at - timedelta(days=8), at + timedelta(days=8)),
        )
        .order_by(ContentItem.slot_at)
    )
    return tuple(Neighbour(slot, name, persona == item.persona_id) for slot, persona, name in rows if slot)


def item_in_full(session: Session, community: Community, item_id: int) -> ContentItem:
    """The item with everything its page names. Raises NotFound outside the community."""
    named = (ContentItem.persona, ContentItem.column, ContentItem.product, ContentItem.event)
    parts = [joinedload(part) for part in (*named, ContentItem.current_revision)]
    item = session.scalar(
        select(ContentItem).where(ContentItem.id == item_id, ContentItem.community_id == community.id).options(*parts)
    )
    if item is None:
        raise NotFound
    return item


def persona_of(session: Session, community: Community, persona_id: int) -> Persona:
    """Raises NotFound outside the community."""
    persona = session.get(Persona, persona_id)
    if persona is None or persona.community_id != community.id:
        raise NotFound
    return persona


def still_planned(session: Session, community: Community, item_ids: Collection[int]) -> tuple[Waiting, ...]:
    """Those of the items that wait for their first draft, in the order of their slots."""
    query = select(ContentItem.id, ContentItem.persona_id).where(
        ContentItem.community_id == community.id, ContentItem.id.in_(item_ids), ContentItem.state == State.PLANNED
    )
    rows = session.execute(query.order_by(ContentItem.slot_at, ContentItem.id))
    return tuple(Waiting(*row) for row in rows)
