"""What happens to a text once it was submitted: its findings are counted and a reviewer is found for it.

Each text is one transaction under the lock of its row, and asks first what is still to be done: killed half-way it was
never begun, done twice it was done once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.orm import Session, joinedload

from app.models import ContentItem, Membership, User
from app.review import news
from app.review.assignment import reviewer_for
from app.review.checking import note_findings
from app.review.service import approve_clean_reply
from content_calendar.workflow import Role, State

PATIENCE = timedelta(seconds=30)
"""How long a submitted text is left to its own job."""
MOST_AT_ONCE = 100


def take_in(session: Session, item_id: int, *, now: datetime) -> bool:
    """Count the findings, let a clean reply template pass, find a reviewer and tell them; whether it waits for review.

    What was done before is not done again.
    """
    item = _locked(session, item_id)
    if item is None:
        return False
    if item.must_fix is None:
        note_findings(session, item)
    if approve_clean_reply(session, item.community_id, item.id, now=now):
        return False
    _assign(session, item, now)
    return True


def submitted(session: Session, community_id: int) -> Sequence[int]:
    """Ids of the community's submitted texts that nobody has looked at yet."""
    return _waiting(session, ContentItem.community_id == community_id, ContentItem.must_fix.is_(None))


def forgotten(session: Session, *, now: datetime) -> Sequence[int]:
    """Ids of submitted texts that no job has looked at, whatever became of the queue."""
    waited = or_(ContentItem.submitted_at.is_(None), ContentItem.submitted_at < now - PATIENCE)
    return _waiting(session, ContentItem.must_fix.is_(None), waited)


def without_reviewer(session: Session) -> Sequence[int]:
    """Ids of texts that wait for nobody, or for somebody who no longer reviews there."""
    theirs = User.id == ContentItem.assigned_to_id
    reviews_there = exists().where(
        theirs, User.active, Membership.user_id == User.id, Membership.community_id == ContentItem.community_id,
        Membership.role.in_((Role.REVIEWER, Role.ADMIN)),
    )
    owns_all = exists().where(theirs, User.active, User.is_owner)
    return _waiting(session, or_(ContentItem.assigned_to_id.is_(None), ~or_(reviews_there, owns_all)))


def _waiting(session: Session, *which: ColumnElement[bool]) -> Sequence[int]:
    query = select(ContentItem.id).where(ContentItem.state == State.IN_REVIEW, *which)
    return session.scalars(query.order_by(ContentItem.slot_at, ContentItem.id).limit(MOST_AT_ONCE)).all()


def _locked(session: Session, item_id: int) -> ContentItem | None:
    """The item with what checks and modes look at, as long as it waits for review."""
    parts = (
        ContentItem.community, ContentItem.persona, ContentItem.column, ContentItem.voice, ContentItem.product,
        ContentItem.event, ContentItem.campaign, ContentItem.current_revision, ContentItem.reply,
    )
    query = (
        select(ContentItem)
        .where(ContentItem.id == item_id, ContentItem.state == State.IN_REVIEW)
        .options(*(joinedload(part) for part in parts))
        .with_for_update(of=ContentItem)
        .execution_options(populate_existing=True)
    )
    return session.scalar(query)


def _assign(session: Session, item: ContentItem, now: datetime) -> None:
    """By the statement: who has it is no new version of the text, and makes no open page stale."""
    reviewer_id = reviewer_for(session, item, now=now)
    if reviewer_id == item.assigned_to_id or reviewer_id is None:
        return
    chosen = update(ContentItem).where(ContentItem.id == item.id).values(assigned_to_id=reviewer_id)
    session.execute(chosen, execution_options={"synchronize_session": "evaluate"})
    news.tell_waiting(session, item, reviewer_id, now=now)
