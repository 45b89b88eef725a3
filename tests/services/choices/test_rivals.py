"""Rivals for a slot: made from another text, approved by people, decided by the ranking, one of them at most leaves."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.choices import undoing
from app.choices.refusals import ChoiceStands, NoOtherText, NothingToDecide, SlotTaken, TooManyRivals
from app.choices.rivals import decide, make_rival, other_texts, rivals_of
from app.exports.service import Wish, dry_run
from app.library import service as library
from app.models import Choice, ContentItem, ItemEvent
from app.models.learning import Contest
from app.review import service as review
from app.review.service import OwnCopy
from content_calendar.content import Copy
from content_calendar.exporters.registry import profile
from content_calendar.workflow import Action, State
from tests.databases import KINDS
from tests.factories import COPY, Workspace, approved, make_item, make_workspace, write
from tests.threads import at_once

OLDER = Copy(
    hook="夜里醒三次，先看白天", body="白天睡得太晚，夜里就容易醒。先把最后一觉提前半小时。", tags=("阶段:断奶",)
)


def _two_texts(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    item = write(session, make_item(session, workspace.column, now), OLDER, workspace.editor, now)
    return write(session, item, COPY, workspace.editor, now)


def _rival(session: Session, workspace: Workspace, item: ContentItem, now: datetime) -> ContentItem:
    session.refresh(item, ["revisions"])
    return make_rival(
        session, workspace.community, item.id, other_texts(item)[0].id, version=item.version, actor=workspace.editor,
        now=now,
    )


def _both_approved(session: Session, workspace: Workspace, now: datetime) -> tuple[ContentItem, ContentItem]:
    item = _two_texts(session, workspace, now)
    rival = _rival(session, workspace, item, now)
    approved(session, workspace, item, now)
    _approve(session, workspace, rival, now)
    return item, rival


def _approve(session: Session, workspace: Workspace, item: ContentItem, now: datetime) -> None:
    review.approve(session, item.community_id, item.id, version=item.version, actor=workspace.reviewer, now=now)


def _leaving(session: Session, workspace: Workspace, now: datetime) -> list[ContentItem]:
    wish = Wish(profile("generic_csv"), now, now + timedelta(days=30))
    return [row.item for row in dry_run(session, workspace.community, wish, now=now).leaving]


def test_a_rival_carries_another_text_to_review_and_is_approved_by_nobody(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    item = _two_texts(session, workspace, now)
    rival = _rival(session, workspace, item, now)
    assert rival.current_revision
    assert rival.current_revision.copy() == OLDER
    assert (rival.state, rival.is_approved(), rival.slot_at) == (State.IN_REVIEW, False, item.slot_at)
    assert [one.id for one in rivals_of(session, item)] == [rival.id]


def test_whoever_wrote_the_words_cannot_approve_them_as_a_rival(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    item = make_item(session, workspace.column, now)
    write(session, item, OLDER, workspace.reviewer, now)
    write(session, item, COPY, workspace.editor, now)
    rival = _rival(session, workspace, item, now)
    with pytest.raises(OwnCopy):
        _approve(session, workspace, rival, now)


def test_the_present_text_is_no_rival_of_itself(session: Session, workspace: Workspace, now: datetime) -> None:
    item = _two_texts(session, workspace, now)
    with pytest.raises(NoOtherText):
        make_rival(
            session, workspace.community, item.id, item.current_revision_id or 0, version=item.version,
            actor=workspace.editor, now=now,
        )


def test_a_slot_has_at_most_five_rivals(session: Session, workspace: Workspace, now: datetime) -> None:
    item = _two_texts(session, workspace, now)
    for _number in range(4):
        _rival(session, workspace, item, now)
    with pytest.raises(TooManyRivals):
        _rival(session, workspace, item, now)


def test_one_is_chosen_with_its_chance_and_the_other_set_aside(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    both = _both_approved(session, workspace, now)
    assert _leaving(session, workspace, now) == []
    choice = decide(session, workspace.community, both[0].id, actor=workspace.editor, now=now)
    assert (choice.contest, choice.item_id in {one.id for one in both}) == (Contest.RIVALS, True)
    assert 0 < choice.propensity <= 1
    assert sum(one["propensity"] for one in choice.candidates) == pytest.approx(1)
    assert sorted(one.state for one in both) == [State.APPROVED, State.ARCHIVED]
    assert [item.id for item in _leaving(session, workspace, now)] == [choice.item_id]


def test_even_all_chance_is_logged_as_the_control(session: Session, workspace: Workspace, now: datetime) -> None:
    workspace.community.control_percent = 100
    choice = decide(
        session, workspace.community, _both_approved(session, workspace, now)[0].id, actor=workspace.editor, now=now
    )
    assert (choice.pick.value, choice.propensity, choice.weights["floor"]) == ("control", 0.5, 1.0)


def test_one_approved_post_needs_no_decision(session: Session, workspace: Workspace, now: datetime) -> None:
    item = approved(session, workspace, _two_texts(session, workspace, now), now)
    with pytest.raises(NothingToDecide):
        decide(session, workspace.community, item.id, actor=workspace.editor, now=now)


def test_what_left_already_holds_the_slot(session: Session, workspace: Workspace, now: datetime) -> None:
    item, rival = _both_approved(session, workspace, now)
    library.advance(session, item, Action.EXPORT, actor=workspace.editor, now=now)
    with pytest.raises(SlotTaken):
        decide(session, workspace.community, rival.id, actor=workspace.editor, now=now)


def test_an_undone_decision_brings_no_approval_back(session: Session, workspace: Workspace, now: datetime) -> None:
    both = _both_approved(session, workspace, now)
    choice = decide(session, workspace.community, both[0].id, actor=workspace.editor, now=now)
    undoing.undo(session, workspace.community, [choice.id], actor=workspace.editor, now=now)
    other = next(one for one in both if one.id != choice.item_id)
    assert (other.state, other.is_approved(), choice.undone_at) == (State.IN_REVIEW, False, now)
    with pytest.raises(ChoiceStands):
        undoing.undo(session, workspace.community, [choice.id], actor=workspace.editor, now=now)


@pytest.mark.parametrize("database", KINDS, indirect=True)
def test_of_two_who_decide_at_once_one_does_and_one_post_is_left(own_app: Flask, now: datetime) -> None:
    from app.core.transactions import transaction

    with own_app.app_context(), transaction() as session:
        workspace = make_workspace(session, now)
        community_id, ids = workspace.community.id, [one.id for one in _both_approved(session, workspace, now)]
        deciders = [workspace.bob.id, workspace.alice.id]

    def deciding(number: int) -> object:
        def decision(session: Session) -> object:
            from app.accounts.access import Actor
            from app.models import Community, User
            from content_calendar.workflow import Role

            community, user = session.get_one(Community, community_id), session.get_one(User, deciders[number])
            actor = Actor(user, Role.EDITOR)
            return decide(session, community, ids[number], actor=actor, now=now).item_id

        return decision

    results = at_once(own_app, deciding(0), deciding(1))  # type: ignore[arg-type] # each is a call of a session
    with own_app.app_context(), transaction() as session:
        states = sorted(session.scalars(select(ContentItem.state).where(ContentItem.id.in_(ids))))
        choices = session.scalars(select(Choice)).all()
        archived = session.scalars(select(ItemEvent).where(ItemEvent.action == Action.ARCHIVE)).all()
        assert (states, len(choices), len(archived)) == ([State.APPROVED, State.ARCHIVED], 1, 1)
    assert sorted(isinstance(result, NothingToDecide) for result in results) == [False, True]
