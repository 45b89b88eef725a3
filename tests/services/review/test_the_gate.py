"""From a draft to an approval: who may say yes, to what, and what takes the yes away."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.copywriter.brief import Provenance
from app.core.errors import NotFound
from app.drafting import service as drafting
from app.library import service as library
from app.models import ContentItem
from app.review import service as review
from content_calendar.vocabulary import WriterKind
from content_calendar.workflow import Action, Role, State, TransitionRefused
from tests.factories import BLOCKED_COPY, COPY, Workspace, approved, in_review, make_item, write


def approve(
    session: Session, workspace: Workspace, item: ContentItem, now: datetime, by: Actor | None = None
) -> ContentItem:
    """Rita's yes, or somebody else's, to the item as it is now."""
    actor = by or workspace.reviewer
    return review.approve(session, workspace.community.id, item.id, version=item.version, actor=actor, now=now)


def test_a_draft_is_handed_in_and_approved(session: Session, workspace: Workspace, now: datetime) -> None:
    item = workspace.item
    handed = review.submit_for_review(
        session, workspace.community.id, item.id, version=item.version, actor=workspace.editor, now=now
    )
    assert handed.state is State.IN_REVIEW
    approve(session, workspace, item, now)
    assert (item.state, item.is_approved(), item.approved_by) == (State.APPROVED, True, workspace.rita)


def test_every_step_is_in_the_history_with_its_actor(session: Session, workspace: Workspace, now: datetime) -> None:
    item = approved(session, workspace, workspace.item, now)
    steps = [(event.action, event.from_state, event.to_state, event.actor) for event in item.history]
    assert steps == [
        (Action.SUBMIT, State.DRAFT, State.IN_REVIEW, workspace.bob),
        (Action.APPROVE, State.IN_REVIEW, State.APPROVED, workspace.rita),
    ]
    assert item.history[-1].fingerprint == item.approved_fingerprint


def test_an_edit_voids_the_approval(session: Session, workspace: Workspace, now: datetime) -> None:
    item = approved(session, workspace, workspace.item, now)
    changed = replace(COPY, body=COPY.body + "慢慢来。")
    library.edit_copy(session, item, changed, version=item.version, actor=workspace.editor, now=now)
    assert (item.state, item.is_approved(), item.approved_by_id) == (State.DRAFT, False, None)


def test_rescheduling_voids_the_approval(session: Session, workspace: Workspace, now: datetime) -> None:
    item = approved(session, workspace, workspace.item, now)
    later = now + timedelta(days=4)
    library.reschedule(session, item, later, version=item.version, actor=workspace.editor, now=now)
    assert (item.state, item.is_approved(), item.slot_at) == (State.DRAFT, False, later)


def test_moving_to_the_same_slot_keeps_the_approval(session: Session, workspace: Workspace, now: datetime) -> None:
    item = approved(session, workspace, workspace.item, now)
    library.reschedule(session, item, item.slot_at, version=item.version, actor=workspace.editor, now=now)
    assert item.is_approved()


def test_words_changed_behind_the_gate_are_not_approved(session: Session, workspace: Workspace, now: datetime) -> None:
    item = approved(session, workspace, workspace.item, now)
    item.current_revision.body += "偷偷加一句。"
    with pytest.raises(library.NotApproved):
        library.mark_published(session, item, url="", actor=workspace.editor, now=now)


def test_nobody_approves_their_own_words(session: Session, workspace: Workspace, now: datetime) -> None:
    own = make_item(session, workspace.column, now)
    write(session, own, COPY, workspace.reviewer, now)
    in_review(session, workspace, own, now)
    with pytest.raises(review.OwnCopy):
        approve(session, workspace, own, now)


def test_not_even_the_owner_approves_their_own_words(session: Session, workspace: Workspace, now: datetime) -> None:
    own = in_review(session, workspace, write(session, workspace.item, COPY, workspace.admin, now), now)
    with pytest.raises(review.OwnCopy):
        approve(session, workspace, own, now, by=workspace.admin)


def test_nobody_approves_their_own_words_that_were_chosen_again(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    own = write(session, make_item(session, workspace.column, now), COPY, workspace.reviewer, now)
    mine = own.current_revision_id
    assert mine is not None
    by_machine = Provenance(writer=WriterKind.OFFLINE)
    library.write_revision(session, own, COPY, provenance=by_machine, author=workspace.editor, now=now)
    drafting.choose_variant(session, own, mine, version=own.version, actor=workspace.editor, now=now)
    changed = replace(COPY, body=COPY.body + "慢慢来。")
    library.edit_copy(session, own, changed, version=own.version, actor=workspace.editor, now=now)
    in_review(session, workspace, own, now)
    with pytest.raises(review.OwnCopy):
        approve(session, workspace, own, now)


def test_words_that_a_machine_replaced_are_nobodys_any_more(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    item = write(session, make_item(session, workspace.column, now), COPY, workspace.reviewer, now)
    by_machine = Provenance(writer=WriterKind.OFFLINE)
    library.write_revision(session, item, COPY, provenance=by_machine, author=workspace.editor, now=now)
    assert approve(session, workspace, in_review(session, workspace, item, now), now).is_approved()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_a_small_role_cannot_approve(session: Session, workspace: Workspace, now: datetime, role: Role) -> None:
    item = in_review(session, workspace, workspace.item, now)
    with pytest.raises(TransitionRefused):
        approve(session, workspace, item, now, by=Actor(workspace.vic, role))
    assert item.state is State.IN_REVIEW


def test_a_draft_nobody_handed_in_cannot_be_approved(session: Session, workspace: Workspace, now: datetime) -> None:
    with pytest.raises(TransitionRefused):
        approve(session, workspace, workspace.item, now)


def test_a_stale_version_is_refused_everywhere(session: Session, workspace: Workspace, now: datetime) -> None:
    item, community = workspace.item, workspace.community.id
    stale = item.version - 1
    acts = (
        lambda: review.submit_for_review(session, community, item.id, version=stale, actor=workspace.editor, now=now),
        lambda: review.withdraw(session, community, item.id, version=stale, actor=workspace.editor, now=now),
        lambda: review.approve(session, community, item.id, version=stale, actor=workspace.reviewer, now=now),
        lambda: review.request_changes(
            session, community, item.id, reason="x", version=stale, actor=workspace.reviewer, now=now
        ),
        lambda: library.edit_copy(session, item, COPY, version=stale, actor=workspace.editor, now=now),
        lambda: library.reschedule(
            session, item, now + timedelta(days=5), version=stale, actor=workspace.editor, now=now
        ),
    )
    for act in acts:
        with pytest.raises(library.StaleVersion):
            act()
    assert item.state is State.DRAFT


def test_a_blocking_finding_stops_the_way_to_review(session: Session, workspace: Workspace, now: datetime) -> None:
    item = write(session, workspace.item, BLOCKED_COPY, workspace.editor, now)
    with pytest.raises(library.FindingsBlock):
        review.submit_for_review(
            session, workspace.community.id, item.id, version=item.version, actor=workspace.editor, now=now
        )
    assert item.state is State.DRAFT


def test_a_blocking_finding_stops_the_approval_too(session: Session, workspace: Workspace, now: datetime) -> None:
    item = in_review(session, workspace, write(session, workspace.item, BLOCKED_COPY, workspace.editor, now), now)
    with pytest.raises(review.BlockedByFindings):
        approve(session, workspace, item, now)


def test_a_slot_that_has_passed_cannot_be_approved(session: Session, workspace: Workspace, now: datetime) -> None:
    item = in_review(session, workspace, workspace.item, now)
    with pytest.raises(library.SlotInPast):
        approve(session, workspace, item, item.slot_at)


def test_changes_are_asked_for_with_a_reason(session: Session, workspace: Workspace, now: datetime) -> None:
    item = approved(session, workspace, workspace.item, now)
    review.request_changes(
        session, workspace.community.id, item.id, reason=" 第二句太长 ", version=item.version,
        actor=workspace.reviewer, now=now,
    )
    assert (item.state, item.is_approved()) == (State.CHANGES_REQUESTED, False)
    assert [(comment.author, comment.body) for comment in item.comments] == [(workspace.rita, "第二句太长")]
    assert item.history[-1].note == "第二句太长"


@pytest.mark.parametrize(("reason", "refusal"), [(" \n", review.ReasonMissing), ("长" * 5001, review.CommentTooLong)])
def test_a_reason_is_neither_empty_nor_endless(
    session: Session, workspace: Workspace, now: datetime, reason: str, refusal: type[Exception]
) -> None:
    item = in_review(session, workspace, workspace.item, now)
    with pytest.raises(refusal):
        review.request_changes(
            session, workspace.community.id, item.id, reason=reason, version=item.version, actor=workspace.reviewer,
            now=now,
        )
    assert item.state is State.IN_REVIEW


def test_a_text_can_be_taken_back_from_review(session: Session, workspace: Workspace, now: datetime) -> None:
    item = in_review(session, workspace, workspace.item, now)
    review.withdraw(session, workspace.community.id, item.id, version=item.version, actor=workspace.editor, now=now)
    assert item.state is State.DRAFT


def test_an_item_of_another_community_does_not_exist(session: Session, workspace: Workspace, now: datetime) -> None:
    with pytest.raises(NotFound):
        review.approve(
            session, workspace.elsewhere.id, workspace.item.id, version=workspace.item.version,
            actor=workspace.reviewer, now=now,
        )


def test_what_nobody_approved_in_time_expires_visibly(session: Session, workspace: Workspace, now: datetime) -> None:
    missed = in_review(session, workspace, workspace.item, now)
    second = write(session, make_item(session, workspace.column, now), COPY, workspace.editor, now)
    ready = approved(session, workspace, second, now)
    ahead = make_item(session, workspace.column, now, slot_at=now + timedelta(days=20))
    then = now + timedelta(days=8)
    assert review.expire_missed(session, now=then) == 1
    assert (missed.state, ready.state, ahead.state) == (State.EXPIRED, State.APPROVED, State.PLANNED)
    assert (missed.history[-1].action, missed.history[-1].actor) == (Action.EXPIRE, None)
    assert review.expire_missed(session, now=then) == 0


def test_an_item_expires_at_its_slot_and_not_before(session: Session, workspace: Workspace, now: datetime) -> None:
    slot = workspace.item.slot_at
    assert review.expire_missed(session, now=slot - timedelta(seconds=1)) == 0
    assert review.expire_missed(session, now=slot) == 1
