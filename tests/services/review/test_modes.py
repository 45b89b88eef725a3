"""Who must say yes: one reviewer, four eyes, two steps, or nobody for a clean reply template."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.core.errors import NotFound
from app.library import service as library
from app.models import ContentItem, Membership, Notice, NoticeKind
from app.review import service as review
from content_calendar.vocabulary import ApprovalMode, ChangeReason, ContentKind
from content_calendar.workflow import Action, Role, State, TransitionRefused
from tests.factories import BLOCKED_COPY, COPY, Workspace, approved, in_review, join, make_item, make_user, write

Approve = Callable[[Actor], ContentItem]


@pytest.fixture
def ruth(session: Session, workspace: Workspace, now: datetime) -> Actor:
    """A reviewer who checks compliance."""
    person = make_user(session, "ruth", now)
    join(session, person, workspace.community, Role.REVIEWER, now).compliance = True
    session.flush()
    return Actor(person, Role.REVIEWER)


@pytest.fixture
def waiting(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    return in_review(session, workspace, workspace.item, now)


@pytest.fixture
def approve(session: Session, waiting: ContentItem, now: datetime) -> Approve:
    def saying_yes(actor: Actor) -> ContentItem:
        return review.approve(
            session, waiting.community_id, waiting.id, version=waiting.version, actor=actor, now=now
        )

    return saying_yes


def test_where_one_reviewer_is_enough_they_may_approve_their_own_words(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    workspace.community.approval_mode = ApprovalMode.ONE_REVIEWER
    own = write(session, make_item(session, workspace.column, now), COPY, workspace.reviewer, now)
    assert approved(session, workspace, own, now).approved_by is workspace.rita


def test_two_steps_take_two_people_and_the_second_checks_compliance(
    workspace: Workspace, waiting: ContentItem, approve: Approve, ruth: Actor
) -> None:
    workspace.community.approval_mode = ApprovalMode.TWO_STEPS
    approve(workspace.reviewer)
    assert (waiting.state, waiting.is_approved(), waiting.editorial_by) == (State.IN_REVIEW, False, workspace.rita)
    with pytest.raises(review.SamePerson):
        approve(workspace.reviewer)
    approve(ruth)
    assert (waiting.state, waiting.approved_by, waiting.editorial_by) == (State.APPROVED, ruth.user, workspace.rita)
    assert [event.action for event in waiting.history[-2:]] == [Action.PASS_EDITORIAL, Action.APPROVE]


def test_the_second_step_is_not_for_who_does_not_check_compliance_or_wrote_the_text(
    session: Session, workspace: Workspace, approve: Approve, ruth: Actor, now: datetime
) -> None:
    workspace.community.approval_mode = ApprovalMode.TWO_STEPS
    approve(ruth)
    with pytest.raises(review.ComplianceOnly):
        approve(workspace.reviewer)
    own = in_review(session, workspace, write(session, make_item(session, workspace.column, now), COPY, ruth, now), now)
    for actor, refusal in ((workspace.reviewer, None), (ruth, review.OwnCopy)):
        assert type(review.obstacle(own, actor, now=now)) is (refusal or type(None))
        if refusal is None:
            review.approve(session, own.community_id, own.id, version=own.version, actor=actor, now=now)


def test_an_edit_between_the_two_steps_begins_anew(
    session: Session, workspace: Workspace, waiting: ContentItem, approve: Approve, ruth: Actor, now: datetime
) -> None:
    workspace.community.approval_mode = ApprovalMode.TWO_STEPS
    approve(workspace.reviewer)
    library.edit_copy(session, waiting, BLOCKED_COPY, version=waiting.version, actor=workspace.editor, now=now)
    assert (waiting.editorial_fingerprint, waiting.editorial_by_id) == (None, None)
    library.edit_copy(session, waiting, COPY, version=waiting.version, actor=workspace.editor, now=now)
    in_review(session, workspace, waiting, now)
    assert approve(ruth).state is State.IN_REVIEW


def test_a_role_counts_as_it_is_at_that_moment_and_not_as_a_page_knew_it(
    session: Session, workspace: Workspace, waiting: ContentItem, approve: Approve
) -> None:
    forged = Actor(workspace.bob, Role.ADMIN)
    with pytest.raises(TransitionRefused):
        approve(forged)
    session.execute(delete(Membership).where(Membership.user_id == workspace.rita.id))
    for act in (lambda: approve(workspace.reviewer), lambda: approve(Actor(workspace.charlie, Role.ADMIN))):
        with pytest.raises(NotFound):
            act()
    workspace.alice.active = False
    session.flush()
    with pytest.raises(NotFound):
        approve(workspace.admin)
    assert waiting.state is State.IN_REVIEW


@pytest.mark.parametrize("wanted", [True, False])
def test_a_reply_template_passes_by_itself_only_where_that_is_wanted(
    session: Session, workspace: Workspace, waiting: ContentItem, now: datetime, wanted: bool
) -> None:
    workspace.community.approves_clean_replies = wanted
    place = waiting.community_id
    assert not review.approve_clean_reply(session, place, waiting.id, now=now)
    waiting.kind = ContentKind.REPLY_TEMPLATE
    session.flush()
    assert review.approve_clean_reply(session, place, waiting.id, now=now) is wanted
    assert (waiting.is_approved(), waiting.approved_by_id) == (wanted, None)
    assert not review.approve_clean_reply(session, place, waiting.id, now=now)


def test_a_reply_template_with_a_finding_waits_for_a_person(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    workspace.community.approves_clean_replies = True
    item = write(session, workspace.item, BLOCKED_COPY, workspace.editor, now)
    item.kind = ContentKind.REPLY_TEMPLATE
    session.flush()
    in_review(session, workspace, item, now)
    assert not review.approve_clean_reply(session, item.community_id, item.id, now=now)


def test_a_decision_is_taken_back_by_who_took_it_while_nothing_else_happened(
    session: Session, workspace: Workspace, waiting: ContentItem, approve: Approve, ruth: Actor, now: datetime
) -> None:
    def back(actor: Actor, at: datetime) -> State:
        place = waiting.community_id
        return review.take_back(session, place, waiting.id, version=waiting.version, actor=actor, now=at).state

    approve(workspace.reviewer)
    for actor, at in ((ruth, now), (workspace.reviewer, now + timedelta(minutes=1))):
        with pytest.raises(review.DecisionStands):
            back(actor, at)
    assert (back(workspace.reviewer, now), waiting.approved_fingerprint) == (State.IN_REVIEW, None)
    with pytest.raises(review.DecisionStands):
        back(workspace.reviewer, now)


@pytest.mark.parametrize(("reasons", "words"), [([], " "), ([ChangeReason.OTHER], ""), ([ChangeReason.OTHER], "\n")])
def test_sending_back_takes_a_reason_or_words(
    session: Session, workspace: Workspace, waiting: ContentItem, now: datetime, reasons: list[ChangeReason], words: str
) -> None:
    with pytest.raises(review.ReasonMissing):
        review.request_changes(
            session, waiting.community_id, waiting.id, version=waiting.version, actor=workspace.reviewer, now=now,
            reason=words, reasons=reasons,
        )
    assert waiting.state is State.IN_REVIEW


def test_an_archived_or_deleted_item_is_not_approved(
    session: Session, workspace: Workspace, approve: Approve, waiting: ContentItem
) -> None:
    waiting.state = State.ARCHIVED
    session.flush()
    with pytest.raises(TransitionRefused):
        approve(workspace.reviewer)
    assert waiting.state is State.ARCHIVED
    with pytest.raises(NotFound):
        review.approve(
            session, waiting.community_id, waiting.id + 9, version=1, actor=workspace.reviewer, now=waiting.updated_at
        )


def test_the_people_behind_a_text_are_told_what_was_decided_and_nobody_else(
    session: Session, workspace: Workspace, waiting: ContentItem, approve: Approve, now: datetime
) -> None:
    approve(workspace.reviewer)
    review.request_changes(
        session, waiting.community_id, waiting.id, version=waiting.version, actor=workspace.reviewer, now=now,
        reasons=[ChangeReason.TOO_LONG],
    )
    told = session.execute(select(Notice.user_id, Notice.kind).order_by(Notice.id)).all()
    assert told == [(workspace.bob.id, NoticeKind.APPROVED), (workspace.bob.id, NoticeKind.CHANGES_REQUESTED)]
