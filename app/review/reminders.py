"""The ladder of reminders: each step is taken once for a submission, however many schedulers climb it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.library.service import keeper_of
from app.models import Community, ContentItem
from app.review import news
from app.review.assignment import able, reviewers
from app.review.deadlines import LONG_BEFORE, before_slot, ladder
from content_calendar.workflow import State


class _Due(NamedTuple):
    """A step is due: `steps` of the ladder lie behind, the last of them at `at`."""

    item_id: int
    steps: int
    at: datetime
    deadline: datetime
    is_news: bool


def remind(session: Session, *, now: datetime) -> int:
    """Take every step that is due; the number of texts somebody was reminded of.

    Steps that were missed are made up for by the newest one; those before the submission are passed over in silence.
    """
    taken = [due for due in _due(session, now) if _take(session, due)]
    told = [due for due in taken if due.is_news]
    for due in told:
        _tell(session, due, now)
    return len(told)


def _due(session: Session, now: datetime) -> Iterator[_Due]:
    longest = session.scalar(select(func.max(Community.approve_by_hours))) or 0
    query = (
        select(
            ContentItem.id, ContentItem.slot_at, ContentItem.reminded, ContentItem.submitted_at,
            Community.approve_by_hours,
        )
        .join(Community, Community.id == ContentItem.community_id)
        .where(
            ContentItem.state == State.IN_REVIEW, ContentItem.slot_at > now,
            ContentItem.slot_at <= now + timedelta(hours=longest) + LONG_BEFORE,
        )
        .order_by(ContentItem.id)
    )
    for item_id, slot_at, reminded, submitted_at, hours in session.execute(query).all():
        if slot_at is None:
            continue
        rungs = ladder(slot_at, hours)
        steps = bisect_right(rungs, now)
        if steps > reminded:
            at = rungs[steps - 1]
            yield _Due(item_id, steps, at, before_slot(slot_at, hours), submitted_at is None or at > submitted_at)


def _take(session: Session, due: _Due) -> bool:
    """Whether the step was still to be taken. By one statement, so that of two schedulers one takes it."""
    step = (
        update(ContentItem)
        .where(
            ContentItem.id == due.item_id, ContentItem.state == State.IN_REVIEW, ContentItem.reminded < due.steps
        )
        .values(reminded=due.steps)
        .returning(ContentItem.id)
        .execution_options(synchronize_session=False)
    )
    return session.scalar(step) is not None


def _tell(session: Session, due: _Due, now: datetime) -> None:
    """Its reviewer before the deadline; from then on everybody who may decide, and who keeps the text."""
    item = session.get_one(ContentItem, due.item_id, populate_existing=True)
    people = {item.assigned_to_id}
    if item.assigned_to_id is None or due.at >= due.deadline:
        people |= {person.actor.user.id for person in able(item, reviewers(session, item.community_id))}
    if due.at >= due.deadline:
        people.add(keeper_of(item))
    told = [person for person in people if person is not None]
    news.tell_due(session, item, told, step=due.steps, at=due.deadline, now=now)
