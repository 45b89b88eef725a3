"""Expired posts are proposed slots that suit the calendar as it is."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.models import ContentItem
from app.review import service as review
from app.review.new_slots import next_good_slot, next_good_slots
from content_calendar.workflow import State
from tests.factories import Workspace, make_item


def expired(session: Session, workspace: Workspace, now: datetime, **fields: object) -> ContentItem:
    item = make_item(session, workspace.column, now, state=State.PLANNED, **fields)
    review.expire_missed(session, now=now)
    assert item.state is State.EXPIRED
    return item


def test_expired_posts_take_the_next_turns_of_their_column_each_another(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    """The column comes on Mondays and Thursdays at ten; now it is Monday at ten, and Thursday has a post."""
    was = [now - timedelta(days=days) for days in (7, 4)]
    first, second = (expired(session, workspace, now, slot_at=at, column_day=at.date()) for at in was)
    alone = {item.id: next_good_slot(session, item, now) for item in (second, first)}
    assert alone == next_good_slots(session, [first, second], now), "the same on every page"
    assert (alone[first.id], alone[second.id]) == (now + timedelta(days=7), now + timedelta(days=10))


def test_the_deadline_of_the_new_slot_lies_ahead(session: Session, workspace: Workspace, now: datetime) -> None:
    workspace.community.approve_by_hours = 9 * 24
    item = expired(session, workspace, now, slot_at=now - timedelta(days=4))
    assert next_good_slot(session, item, now) == now + timedelta(days=10)


def test_other_posts_are_proposed_nothing(session: Session, workspace: Workspace, now: datetime) -> None:
    assert next_good_slot(session, workspace.item, now) is None
