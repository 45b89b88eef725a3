"""What the calendar pages read. One query per function, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session, joinedload

from app.calendar.filters import Filters
from app.communities.series_rows import rests_until_resumed
from app.core import zones
from app.core.errors import NotFound
from app.models import Column, Community, ContentItem, ItemEvent, Persona, Revision
from content_calendar.planning.concerns import Neighbour
from content_calendar.vocabulary import Form
from content_calendar.workflow import State


@dataclass(frozen=True, slots=True)
class Named:
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class PersonaMark:
    """A persona as chips and filters show it; `resting` are columns that rest until somebody resumes them."""

    id: int
    name: str
    color: int
    columns: tuple[Named, ...] = ()
    resting: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One post in a calendar; `at` is in the community's zone. `pinned`: a person placed it, no plan moves it."""

    id: int
    version: int
    headline: str
    at: datetime
    persona: PersonaMark
    state: State
    form: Form
    pinned: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A planned post without a text."""

    id: int
    persona_id: int


def zone_of(community: Community) -> ZoneInfo:
    """The zone all its wall-clock times are in."""
    return zones.zone_of(community.timezone)


def day_start(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a local day begins."""
    return datetime.combine(day, time.min, zone)


def personas(session: Session, community: Community, today: date) -> tuple[PersonaMark, ...]:
    """The community's personas in their order, each with its columns as they are on this local day; one query."""
    rows = session.execute(
        select(Persona.id, Persona.name, Persona.color, Column.id, Column.name, Column.active, Column.pauses)
        .outerjoin(Column, Column.persona_id == Persona.id)
        .where(Persona.community_id == community.id)
        .order_by(Persona.id, Column.id)
    )
    return tuple(_persona_mark(tuple(found), today) for _persona, found in groupby(rows, key=itemgetter(0)))


def _persona_mark(rows: Sequence[Any], today: date) -> PersonaMark:
    """A persona from one row for each of its columns, or from a single one without."""
    number, name, color = rows[0][:3]
    columns = [
        (Named(row[3], row[4]), rests_until_resumed(active=row[5], pauses=row[6], day=today))
        for row in rows if row[3] is not None
    ]
    return PersonaMark(
        number, name, color, tuple(column for column, rests in columns if not rests),
        tuple(column for column, rests in columns if rests),
    )


def entries(session: Session, community: Community, first: date, last: date, filters: Filters) -> tuple[Entry, ...]:
    """The posts on the local days from `first` to `last`, both included, by time; the archive only when asked for."""
    zone = zone_of(community)
    query = _shown_fields().where(
        ContentItem.community_id == community.id,
        ContentItem.slot_at >= day_start(first, zone),
        ContentItem.slot_at < day_start(last + timedelta(days=1), zone),
    )
    rows = session.execute(_filtered(query, filters).order_by(ContentItem.slot_at, ContentItem.id))
    marks: dict[int, PersonaMark] = {}
    return tuple(_entry(row, marks, zone) for row in rows)


def _shown_fields() -> Select[Any]:
    return (
        select(
            ContentItem.id, ContentItem.version, ContentItem.slot_at, ContentItem.topic, ContentItem.occasion,
            ContentItem.state, ContentItem.form, ContentItem.pinned,
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
    query = query.where(ContentItem.state == filters.state if filters.state else ContentItem.state != State.ARCHIVED)
    chosen = {
        ContentItem.value: filters.value, ContentItem.form: filters.form, ContentItem.column_id: filters.column,
        ContentItem.campaign_id: filters.campaign,
    }
    return query.where(*(field == wanted for field, wanted in chosen.items() if wanted is not None))


def _entry(row: Row[Any], marks: dict[int, PersonaMark], zone: ZoneInfo) -> Entry:
    if row.persona_id not in marks:
        marks[row.persona_id] = PersonaMark(row.persona_id, row.persona_name, row.color)
    return Entry(
        id=row.id,
        version=row.version,
        headline=_headline(row),
        at=row.slot_at.astimezone(zone),
        persona=marks[row.persona_id],
        state=row.state,
        form=row.form,
        pinned=row.pinned,
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
    named = (ContentItem.persona, ContentItem.column, ContentItem.product, ContentItem.event, ContentItem.campaign)
    parts = [joinedload(part) for part in (*named, ContentItem.current_revision)]
    item = session.scalar(
        select(ContentItem).where(ContentItem.id == item_id, ContentItem.community_id == community.id).options(*parts)
    )
    if item is None:
        raise NotFound
    return item


def last_event(session: Session, item: ContentItem) -> ItemEvent | None:
    """The last step in the item's life, with who took it."""
    query = select(ItemEvent).where(ItemEvent.item_id == item.id).options(joinedload(ItemEvent.actor))
    return session.scalar(query.order_by(ItemEvent.id.desc()).limit(1))


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
