"""Slots that are planned and have no text yet, and what speaks around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from app.choices.uses import WEARS
from app.models import Community, ContentItem
from content_calendar.vocabulary import ContentKind
from content_calendar.workflow import OUT, State

MOST_AHEAD = 2000
"""Open slots that are looked at. Few are drawn for: words that were drawn once rest."""
Uses = Mapping[tuple[int, int | None], Sequence[datetime]]


class Range(NamedTuple):
    """The instants between which slots are looked for, `start` ≤ slot < `end`, of one persona or all."""

    start: datetime
    end: datetime
    persona_id: int | None = None


def open_until(community: Community, span: Range, now: datetime, *, lock: bool) -> Select[ContentItem]:
    """Planned posts without a text from now to the end of the range, soonest first."""
    query = (
        select(ContentItem)
        .where(
            ContentItem.community_id == community.id, ContentItem.state == State.PLANNED,
            ContentItem.kind == ContentKind.POST, ContentItem.current_revision_id.is_(None),
            ContentItem.slot_at >= now + timedelta(minutes=1), ContentItem.slot_at < span.end,
        )
        .options(joinedload(ContentItem.persona), joinedload(ContentItem.column))
        .order_by(ContentItem.slot_at, ContentItem.id).limit(MOST_AHEAD)
    )
    if span.persona_id is not None:
        query = query.where(ContentItem.persona_id == span.persona_id)
    if lock:
        query = query.with_for_update(of=ContentItem).execution_options(populate_existing=True)
    return query


def column_uses(session: Session, posts: Sequence[ContentItem]) -> Uses:
    """When each column speaks to each persona around these slots; one query."""
    slots = [post.slot_at for post in posts if post.slot_at]
    if not slots:
        return {}
    query = select(ContentItem.persona_id, ContentItem.column_id, ContentItem.slot_at).where(
        ContentItem.persona_id.in_({post.persona_id for post in posts}), ContentItem.column_id.is_not(None),
        ContentItem.state.in_(OUT), ContentItem.slot_at > min(slots) - WEARS, ContentItem.slot_at < max(slots),
    )
    found: dict[tuple[int, int | None], list[datetime]] = {}
    for row in session.execute(query):
        found.setdefault((row.persona_id, row.column_id), []).append(row.slot_at)
    return found
