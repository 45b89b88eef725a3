"""Two people at one item at the same moment: one wins, the other is told, nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.accounts.access import Actor
from app.core.database import db
from app.core.transactions import transaction
from app.library import service as library
from app.models import Community, ContentItem, ItemEvent, Membership, Revision, User
from app.review import bulk
from app.review import service as review
from content_calendar.vocabulary import ApprovalMode
from content_calendar.workflow import Action, Role, State
from tests.databases import POSTGRESQL
from tests.factories import COPY, Workspace, in_review, join, make_user, make_workspace
from tests.statements import reading
from tests.threads import Call, at_once


@dataclass(frozen=True, slots=True)
class Desk:
    """An item in review, by ids: rows do not cross threads."""

    community: int
    item: int
    version: int
    bob: int
    rita: int
    ruth: int


@pytest.fixture
def desk(own_app: Flask, now: datetime) -> Desk:
    with own_app.app_context(), transaction() as session:
        workspace: Workspace = make_workspace(session, now)
        ruth = make_user(session, "ruth", now)
        join(session, ruth, workspace.community, Role.REVIEWER, now)
        item = in_review(session, workspace, workspace.item, now)
        people = (workspace.bob.id, workspace.rita.id, ruth.id)
        return Desk(workspace.community.id, item.id, item.version, *people)


def approving(desk: Desk, reviewer: int, now: datetime) -> Call:
    def call(session: Session) -> State:
        actor = Actor(session.get_one(User, reviewer), Role.REVIEWER)
        return review.approve(session, desk.community, desk.item, version=desk.version, actor=actor, now=now).state

    return call


def editing(desk: Desk, now: datetime) -> Call:
    def call(session: Session) -> State:
        actor = Actor(session.get_one(User, desk.bob), Role.EDITOR)
        item = library.get_item(session, desk.community, desk.item, lock=True)
        library.edit_copy(session, item, replace(COPY, body="全新的正文。"), version=desk.version, actor=actor, now=now)
        return item.state

    return call


def outcome(own_app: Flask, desk: Desk) -> tuple[State, bool, int, int]:
    """State, whether approved, number of approvals and of revisions."""
    with own_app.app_context(), transaction() as session:
        item = session.get_one(ContentItem, desk.item)
        approvals = session.scalars(select(ItemEvent).where(ItemEvent.action == Action.APPROVE)).all()
        revisions = session.scalars(select(Revision).where(Revision.item_id == desk.item)).all()
        return item.state, item.is_approved(), len(approvals), len(revisions)


def test_of_two_reviewers_one_approves(own_app: Flask, desk: Desk, now: datetime) -> None:
    results = at_once(own_app, approving(desk, desk.rita, now), approving(desk, desk.ruth, now))
    assert sorted(type(result).__name__ for result in results) == ["StaleVersion", "State"]
    assert outcome(own_app, desk) == (State.APPROVED, True, 1, 1)


def test_an_approval_and_an_edit_never_both_stand(own_app: Flask, desk: Desk, now: datetime) -> None:
    results = at_once(own_app, approving(desk, desk.rita, now), editing(desk, now))
    assert sorted(type(result).__name__ for result in results) == ["StaleVersion", "State"]
    state, is_approved, _, revisions = outcome(own_app, desk)
    assert (state, is_approved, revisions) in {(State.APPROVED, True, 1), (State.DRAFT, False, 2)}


def leaving(desk: Desk, reviewer: int, now: datetime) -> Call:
    def call(session: Session) -> str:
        accounts.grant_role(session, session.get_one(User, reviewer), desk.community, None, now=now)
        return "gone"

    return call


def test_a_double_click_approves_once(own_app: Flask, desk: Desk, now: datetime) -> None:
    results = at_once(own_app, approving(desk, desk.rita, now), approving(desk, desk.rita, now))
    assert sorted(type(result).__name__ for result in results) == ["StaleVersion", "State"]
    assert outcome(own_app, desk) == (State.APPROVED, True, 1, 1)


def test_whose_role_is_taken_away_approves_before_it_or_not_at_all(own_app: Flask, desk: Desk, now: datetime) -> None:
    said, gone = at_once(own_app, approving(desk, desk.rita, now), leaving(desk, desk.rita, now))
    assert gone == "gone"
    if isinstance(said, State):
        assert outcome(own_app, desk) == (State.APPROVED, True, 1, 1)
    else:
        assert (type(said).__name__, outcome(own_app, desk)) == ("NotFound", (State.IN_REVIEW, False, 0, 1))


def test_several_at_once_lock_the_person_before_the_texts(own_app: Flask, desk: Desk, now: datetime) -> None:
    """Whoever takes a role away locks in that order; in the other one both would wait for each other."""
    with own_app.app_context(), transaction() as session:
        actor = Actor(session.get_one(User, desk.rita), Role.REVIEWER)
        with reading(db.engine) as asked:
            bulk.approve_clean(session, desk.community, desk.item, version=desk.version, actor=actor, now=now)
    tables = [statement.partition("FROM ")[2].split()[0] for statement in asked]
    assert tables.index("membership") < tables.index("content_item")


def ruling(desk: Desk, mode: ApprovalMode) -> Call:
    def call(session: Session) -> None:
        session.get_one(Community, desk.community).approval_mode = mode

    return call


@pytest.mark.parametrize("database", [POSTGRESQL])  # SQLite lets nobody else write from the first statement on
def test_a_mode_counts_as_it_is_at_the_moment_of_the_yes(own_app: Flask, desk: Desk, now: datetime) -> None:
    at_once(own_app, ruling(desk, ApprovalMode.ONE_REVIEWER))

    def own_words(session: Session) -> State:
        seen = session.get_one(Community, desk.community)
        assert seen.approval_mode is ApprovalMode.ONE_REVIEWER
        at_once(own_app, ruling(desk, ApprovalMode.FOUR_EYES))
        session.scalars(select(Membership).where(Membership.user_id == desk.bob)).one().role = Role.REVIEWER
        return approving(desk, desk.bob, now)(session)

    assert [type(result) for result in at_once(own_app, own_words)] == [review.OwnCopy]
