"""What the database knows about the rows of a table. Each function is one query."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.core.zones import zone_of
from app.imports.choices import Choices
from app.imports.dates import Reading
from app.imports.post import Post, Setting
from app.models import Column, Community, ContentItem, Persona, Revision
from app.uploads.names import Names
from content_calendar.workflow import State


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A post that stands at a persona's moment already."""

    headline: str
    words: tuple[str, ...]


def personas_of(session: Session, community: Community, *, lock: bool = False) -> Sequence[Persona]:
    """The personas with their columns, held until the commit if asked: who imports for them takes turns."""
    query = (
        select(Persona)
        .where(Persona.community_id == community.id)
        .order_by(Persona.id)
        .options(selectinload(Persona.columns).options(joinedload(Column.voice), joinedload(Column.product)))
    )
    return session.scalars(query.with_for_update(of=Persona, key_share=True) if lock else query).all()


def today_in(community: Community, now: datetime) -> date:
    """The day on the community's clocks."""
    return now.astimezone(zone_of(community.timezone)).date()


def setting_of(community: Community, choices: Choices, personas: Sequence[Persona], now: datetime) -> Setting:
    """What the cells are read by. Raises ZoneUnknown."""
    zone = zone_of(community.timezone)
    return Setting(
        choices=choices,
        reading=Reading(choices.order, now.astimezone(zone).date(), zone),
        personas=Names.of((one, (one.key, one.name)) for one in personas),
        columns={
            one.id: Names.of((column, (column.key, column.name)) for column in one.columns) for one in personas
        },
        platform=community.platform,
        now=now,
    )


def imported_before(session: Session, community: Community, keys: Collection[str]) -> Mapping[str, bool]:
    """Of these keys those that were imported; true for what is archived now."""
    query = select(ContentItem.import_key, ContentItem.state).where(
        ContentItem.community_id == community.id, ContentItem.import_key.in_(keys)
    )
    return {row.import_key: row.state is State.ARCHIVED for row in session.execute(query) if row.import_key}


def standing_at(
    session: Session, community: Community, posts: Sequence[Post]
) -> Mapping[tuple[int, datetime], Sequence[Neighbour]]:
    """What stands at the very moments of these posts, by persona."""
    query = (
        select(
            ContentItem.persona_id, ContentItem.slot_at, ContentItem.topic, Revision.title, Revision.hook,
            Revision.body, Revision.call_to_action,
        )
        .outerjoin(Revision, Revision.id == ContentItem.current_revision_id)
        .where(
            ContentItem.community_id == community.id, ContentItem.state != State.ARCHIVED,
            ContentItem.slot_at.in_({post.slot_at for post in posts}),
        )
    )
    found: dict[tuple[int, datetime], list[Neighbour]] = {}
    for row in session.execute(query):
        words = (row.title or "", row.hook or "", row.body or "", row.call_to_action or "")
        headline = next(filter(None, words), "") or row.topic.get("title", "")
        found.setdefault((row.persona_id, row.slot_at), []).append(Neighbour(headline, words))
    return found
