"""Posts that are planned and not ordered yet, as the briefs they would be written from."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.copywriter.brief import Brief
from app.drafting import briefing, memory
from app.drafting.tasks import PARTS
from app.models import ContentItem, DraftingRun, DraftTask
from content_calendar.vocabulary import Language
from content_calendar.workflow import State


def upcoming(
    session: Session, community_ids: Collection[int], language: Language, now: datetime, *, limit: int
) -> tuple[ContentItem, ...]:
    """The communities' next planned posts in `language`, the earliest first, with all their parts; one query."""
    query = (
        select(ContentItem)
        .where(
            ContentItem.community_id.in_(community_ids), ContentItem.state == State.PLANNED,
            ContentItem.slot_at > now, ContentItem.language == language,
        )
        .options(*(joinedload(part) for part in PARTS))
        .order_by(ContentItem.slot_at, ContentItem.id)
        .limit(limit)
    )
    return tuple(session.scalars(query))


def outline(item: ContentItem) -> Brief:
    """What a first draft of `item` is about, without what its persona was told before; no query."""
    return briefing.brief_of(item, task=_first_task())


def first_brief(session: Session, item: ContentItem) -> Brief:
    """Everything a first draft of `item` would be written from at this moment."""
    said, approved = memory.said_around(session, [item]), memory.approved_texts(session, [item])
    avoid = memory.avoid_for(said, item.persona_id, memory.time_of(item), but=item.id)
    return briefing.brief_of(item, task=_first_task(), avoid=avoid, examples=memory.examples_for(approved, item))


def _first_task() -> DraftTask:
    """A row of work that no session knows and that is never stored."""
    return DraftTask(run=DraftingRun(note="", variants=1), variant=1)
