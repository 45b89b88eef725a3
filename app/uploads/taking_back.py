"""The way back from a file whose rows became items."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.accounts.access import Actor
from app.library import service as library
from app.models import CalendarImport, Comment, Community, ContentItem, FeedbackRecord, ReplyImport, ReplyUse
from content_calendar.workflow import Action, State

_AS_IMPORTED = (State.PLANNED, State.DRAFT)
_SPEAKING: tuple[type[Comment | FeedbackRecord | ReplyUse], ...] = (Comment, FeedbackRecord, ReplyUse)


def archive_untouched(
    session: Session, community: Community, kept: CalendarImport | ReplyImport, *, actor: Actor, now: datetime
) -> tuple[int, int]:
    """Archive what came from this file and nobody has changed, commented on, measured or used since.

    What is archived here may be imported again. Returns how many were archived and how many are left as they are.
    """
    items = session.scalars(
        select(ContentItem)
        .where(ContentItem.community_id == community.id, ContentItem.uid.in_(kept.item_uids), ContentItem.version == 1,
               ContentItem.state.in_(_AS_IMPORTED), *(~_speaks_of_it(rows) for rows in _SPEAKING))
        .order_by(ContentItem.id)
        .options(selectinload(ContentItem.current_revision), joinedload(ContentItem.reply))
        .with_for_update(of=ContentItem)
        .execution_options(populate_existing=True)
    ).all()
    for item in items:
        library.step(session, item, Action.ARCHIVE, actor=actor, now=now)
        item.import_key = None
    archived = {item.uid for item in items}
    kept.item_uids = [uid for uid in kept.item_uids if uid not in archived]
    session.flush()
    return len(items), len(kept.item_uids)


def _speaks_of_it(rows: type[Comment | FeedbackRecord | ReplyUse]) -> ColumnElement[bool]:
    return select(rows.id).where(rows.item_id == ContentItem.id).exists()
