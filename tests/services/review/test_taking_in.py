"""What a submitted text goes through before a reviewer sees it, and who that reviewer is."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import ContentItem, Membership, Notice, NoticeKind, User
from app.review import intake, jobs
from app.review import service as review
from content_calendar.vocabulary import ApprovalMode, ContentKind
from content_calendar.workflow import Role, State
from tests.factories import COPY, Workspace, in_review, join, make_item, make_user, write


def submitted(session: Session, workspace: Workspace, now: datetime, **fields: object) -> ContentItem:
    """A text of bob that waits for review."""
    item = make_item(session, workspace.column, now, **fields)
    return in_review(session, workspace, write(session, item, COPY, workspace.editor, now), now)


def another(session: Session, workspace: Workspace, name: str, now: datetime, **fields: object) -> User:
    """One more reviewer."""
    person = make_user(session, name, now)
    member = join(session, person, workspace.community, Role.REVIEWER, now)
    for field, value in fields.items():
        setattr(member, field, value)
    session.flush()
    return person


def reviewer_of(session: Session, item: ContentItem, now: datetime) -> int | None:
    intake.take_in(session, item.id, now=now)
    return item.assigned_to_id


def told(session: Session, kind: NoticeKind) -> list[int]:
    """Who was told that, in the order of being told."""
    return list(session.scalars(select(Notice.user_id).where(Notice.kind == kind).order_by(Notice.id)))


def test_a_submitted_text_is_checked_assigned_and_announced_once(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    item = in_review(session, workspace, workspace.item, now)
    version = item.version
    assert [intake.take_in(session, item.id, now=now) for _ in range(2)] == [True, True]
    assert (item.must_fix, item.to_check, item.assigned_to_id) == (0, 0, workspace.rita.id)
    assert told(session, NoticeKind.REVIEW_WAITING) == [workspace.rita.id]
    session.refresh(item)
    assert item.version == version, "a page that is open must not go stale by it"


def test_what_no_worker_heard_of_is_found_again(session: Session, workspace: Workspace, now: datetime) -> None:
    then = now - timedelta(minutes=1)
    item = in_review(session, workspace, workspace.item, then)
    session.commit()
    assert intake.forgotten(session, now=then) == []
    assert [jobs.review_forgotten(), jobs.review_forgotten()] == [1, 0]
    assert (item.must_fix, item.assigned_to_id) == (0, workspace.rita.id)


def test_a_review_that_broke_off_was_never_begun(
    session: Session, workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = in_review(session, workspace, workspace.item, now)
    session.commit()
    with monkeypatch.context() as killed:
        killed.setattr("app.review.news.tell_waiting", lambda *_args, **_named: sys.exit(1))
        with pytest.raises(SystemExit):
            jobs.review_item(item.id)
    assert (item.must_fix, item.assigned_to_id) == (None, None)
    assert jobs.review_item(item.id)
    assert told(session, NoticeKind.REVIEW_WAITING) == [workspace.rita.id]


@pytest.mark.parametrize("state", [State.DRAFT, State.APPROVED])
def test_what_no_longer_waits_is_left_alone(
    session: Session, workspace: Workspace, now: datetime, state: State
) -> None:
    item = in_review(session, workspace, workspace.item, now)
    if state is State.DRAFT:
        review.withdraw(
            session, workspace.community.id, item.id, version=item.version, actor=workspace.editor, now=now
        )
    else:
        review.approve(
            session, workspace.community.id, item.id, version=item.version, actor=workspace.reviewer, now=now
        )
    assert not intake.take_in(session, item.id, now=now)
    assert (item.must_fix, told(session, NoticeKind.REVIEW_WAITING)) == (None, [])


def test_urgent_reviews_weigh_more_than_distant_ones(session: Session, workspace: Workspace, now: datetime) -> None:
    sara = another(session, workspace, "sara", now)
    urgent = submitted(session, workspace, now, slot_at=now + timedelta(hours=20))
    distant = [submitted(session, workspace, now, slot_at=now + timedelta(days=9)) for _ in range(4)]
    assert reviewer_of(session, urgent, now) == workspace.rita.id
    assert [reviewer_of(session, item, now) for item in distant] == [sara.id] * 3 + [workspace.rita.id]


def test_nobody_is_given_their_own_words(session: Session, workspace: Workspace, now: datetime) -> None:
    workspace.community.approval_mode = ApprovalMode.ONE_REVIEWER
    own = write(session, make_item(session, workspace.column, now), COPY, workspace.reviewer, now)
    in_review(session, workspace, own, now)
    assert reviewer_of(session, own, now) == workspace.alice.id, "the admin, since rita wrote it"


def test_who_left_or_lost_the_role_is_replaced(session: Session, workspace: Workspace, now: datetime) -> None:
    sara = another(session, workspace, "sara", now)
    item = submitted(session, workspace, now)
    assert reviewer_of(session, item, now) == workspace.rita.id
    assert intake.without_reviewer(session) == []
    workspace.rita.active = False
    session.flush()
    assert intake.without_reviewer(session) == [item.id]
    assert reviewer_of(session, item, now) == sara.id
    session.scalars(select(Membership).where(Membership.user_id == sara.id)).one().role = Role.EDITOR
    session.flush()
    assert intake.without_reviewer(session) == [item.id]
    assert reviewer_of(session, item, now) == workspace.alice.id


def test_what_was_handed_to_the_owner_stays_with_them(session: Session, workspace: Workspace, now: datetime) -> None:
    item = submitted(session, workspace, now)
    item.assigned_to_id = make_user(session, "owner of all", now, is_owner=True).id
    session.flush()
    assert intake.without_reviewer(session) == []


def test_the_second_of_two_steps_falls_to_compliance(session: Session, workspace: Workspace, now: datetime) -> None:
    workspace.community.approval_mode = ApprovalMode.TWO_STEPS
    mine = session.scalars(select(Membership).where(Membership.user_id == workspace.rita.id)).one()
    mine.compliance = True
    sara = another(session, workspace, "sara", now)
    item = submitted(session, workspace, now)
    assert reviewer_of(session, item, now) == sara.id, "rita is needed for the second step"
    first = replace(workspace.reviewer, user=sara)
    review.approve(session, workspace.community.id, item.id, version=item.version, actor=first, now=now)
    assert reviewer_of(session, item, now) == workspace.rita.id
    assert told(session, NoticeKind.REVIEW_WAITING) == [sara.id, workspace.rita.id]


@pytest.mark.parametrize("wanted", [True, False])
def test_a_clean_reply_template_passes_by_itself_where_that_is_wanted(
    session: Session, workspace: Workspace, now: datetime, wanted: bool
) -> None:
    workspace.community.approves_clean_replies = wanted
    item = submitted(session, workspace, now, kind=ContentKind.REPLY_TEMPLATE, slot_at=None)
    assert intake.take_in(session, item.id, now=now) is not wanted
    assert item.state is (State.APPROVED if wanted else State.IN_REVIEW)
    assert told(session, NoticeKind.REVIEW_WAITING) == ([] if wanted else [workspace.rita.id])
