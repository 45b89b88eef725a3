"""Until when a text should be approved, who is reminded of it, and what becomes of it when nobody was in time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import ContentItem, Notice, NoticeKind
from app.review import intake
from app.review import service as review
from app.review.deadlines import approve_by, is_late, ladder
from app.review.reminders import remind
from content_calendar.workflow import State
from tests.factories import Workspace, in_review

HOUR = timedelta(hours=1)


@pytest.fixture
def waiting(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    """A text of bob that rita has for review; its slot is three days ahead."""
    item = in_review(session, workspace, workspace.item, now)
    intake.take_in(session, item.id, now=now)
    return item


def reminders(session: Session) -> list[set[int]]:
    """Who was reminded, step by step."""
    rows = session.execute(
        select(Notice.key, Notice.user_id).where(Notice.kind == NoticeKind.REVIEW_OVERDUE).order_by(Notice.id)
    ).all()
    keys = dict.fromkeys(row.key for row in rows)
    return [{row.user_id for row in rows if row.key == key} for key in keys]


def test_a_text_should_be_approved_as_long_before_its_slot_as_the_community_asks(workspace: Workspace) -> None:
    workspace.community.approve_by_hours = 6
    assert approve_by(workspace.item, workspace.community) == workspace.item.slot_at - 6 * HOUR
    workspace.item.slot_at = None
    assert approve_by(workspace.item, workspace.community) is None


def test_what_passed_its_deadline_unapproved_is_late(now: datetime) -> None:
    slot = now + 24 * HOUR
    assert is_late(State.IN_REVIEW, slot, 24, now=now)
    assert not is_late(State.IN_REVIEW, slot, 23, now=now)
    assert not is_late(State.APPROVED, slot, 24, now=now)


def test_the_ladder_has_each_moment_once(now: datetime) -> None:
    assert ladder(now, 24) == (now - 48 * HOUR, now - 28 * HOUR, now - 24 * HOUR, now - HOUR)
    assert ladder(now, 1) == (now - 25 * HOUR, now - 5 * HOUR, now - HOUR)


def test_each_step_is_taken_once_and_the_circle_widens_at_the_deadline(
    session: Session, workspace: Workspace, waiting: ContentItem, now: datetime
) -> None:
    slot, version = now + 72 * HOUR, waiting.version
    taken = [remind(session, now=now + hours * HOUR) for hours in (23, 24, 24, 44, 45, 48, 48, 71)]
    assert taken == [0, 1, 0, 1, 0, 1, 0, 1]
    rita, everybody = workspace.rita.id, {workspace.rita.id, workspace.alice.id, workspace.bob.id}
    assert reminders(session) == [{rita}, {rita}, everybody, everybody]
    session.refresh(waiting)
    assert (waiting.slot_at, waiting.reminded, waiting.version) == (slot, 4, version)


def test_missed_steps_are_made_up_for_by_one(session: Session, waiting: ContentItem, now: datetime) -> None:
    assert [remind(session, now=now + 50 * HOUR) for _ in range(2)] == [1, 0]
    assert len(reminders(session)) == 1


def test_steps_before_the_submission_are_silent(session: Session, workspace: Workspace, now: datetime) -> None:
    handed_in = now + 46 * HOUR
    in_review(session, workspace, workspace.item, handed_in)
    assert remind(session, now=handed_in + HOUR) == 0
    assert remind(session, now=handed_in + 2 * HOUR) == 1


def test_an_approved_text_reminds_nobody(
    session: Session, workspace: Workspace, waiting: ContentItem, now: datetime
) -> None:
    review.approve(
        session, workspace.community.id, waiting.id, version=waiting.version, actor=workspace.reviewer, now=now
    )
    assert remind(session, now=now + 50 * HOUR) == 0


def test_author_and_reviewer_hear_of_an_expired_text_once(
    session: Session, workspace: Workspace, waiting: ContentItem, now: datetime
) -> None:
    assert [review.expire_missed(session, now=now + 72 * HOUR) for _ in range(2)] == [1, 0]
    told = session.scalars(select(Notice.user_id).where(Notice.kind == NoticeKind.EXPIRED)).all()
    assert sorted(told) == sorted([workspace.bob.id, workspace.rita.id])
