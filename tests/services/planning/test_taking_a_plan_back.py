"""A plan moves and takes away only what nobody touched, exactly once, and can be taken back."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.calendar import planning, service, taking_back
from app.calendar.accepting import Accepted
from app.core.database import db
from app.core.errors import NotFound
from app.models import ContentItem, Persona, User
from content_calendar.planning.occasions import occasions_between
from content_calendar.planning.plan import ChangeKind, Proposal
from content_calendar.workflow import Action, Role, State
from tests.factories import Workspace, make_workspace
from tests.threads import at_once


@pytest.fixture
def planned(session: Session, workspace: Workspace, now: datetime) -> list[ContentItem]:
    """Two weeks of the column on Monday and Thursday, placed by a plan."""
    coming = occasions_between(now.date(), now.date() + timedelta(days=60))
    workspace.community.ignored_occasions = sorted({occasion.key for occasion in coming})
    return list(accept(session, workspace, propose(session, workspace, now), now).added)


def propose(session: Session, workspace: Workspace, now: datetime) -> Proposal:
    start = (now + timedelta(days=7)).date()
    return planning.propose_plan(
        session, workspace.persona, start=start, end=start + timedelta(days=13), seed=1, now=now
    )


def accept(session: Session, workspace: Workspace, plan: Proposal, now: datetime) -> Accepted:
    keys = {change.key for change in plan.changes}
    return planning.accept_plan(session, workspace.persona, plan, keys, actor=workspace.editor, now=now)


def replan(session: Session, workspace: Workspace, now: datetime) -> Accepted:
    """The column comes an hour later, and no longer on Thursday."""
    workspace.column.rule, workspace.column.at = "FREQ=WEEKLY;BYDAY=MO", time(11)
    return accept(session, workspace, propose(session, workspace, now), now)


def test_a_changed_rhythm_moves_posts_and_takes_others_away_with_the_reason(
    session: Session, workspace: Workspace, planned: list[ContentItem], now: datetime
) -> None:
    done = replan(session, workspace, now)
    assert [item.id for item in done.moved] == [planned[0].id, planned[2].id]
    assert [item.id for item in done.removed] == [planned[1].id, planned[3].id]
    assert {item.state for item in done.removed} == {State.ARCHIVED}
    assert not any(item.pinned for item in done.moved)
    notes = [item.history[-1].note for item in (*done.moved, *done.removed)]
    assert all(note.startswith(("按计划改期：", "按计划撤下：")) for note in notes)
    assert propose(session, workspace, now).changes == ()


def test_what_a_person_moved_wrote_or_restored_stays(
    session: Session, workspace: Workspace, planned: list[ContentItem], now: datetime
) -> None:
    by_hand, written, restored, loose = planned
    actor, community = workspace.editor, workspace.community
    slot = datetime(2026, 9, 15, 16)
    service.move(session, community, by_hand.id, slot, version=by_hand.version, actor=actor, now=now)
    written.state = State.DRAFT
    for action in (Action.ARCHIVE, Action.RESTORE):
        service.set_aside(session, community, restored.id, action, version=restored.version, actor=actor, now=now)
    done = replan(session, workspace, now)
    assert {item.id for item in (*done.moved, *done.removed)} == {loose.id}


def test_what_changed_after_the_proposal_is_lost_and_not_applied(
    session: Session, workspace: Workspace, planned: list[ContentItem], now: datetime
) -> None:
    workspace.column.at = time(11)
    plan = propose(session, workspace, now)
    first = planned[0]
    service.move(
        session, workspace.community, first.id, datetime(2026, 9, 15, 16), version=first.version,
        actor=workspace.editor, now=now,
    )
    done = accept(session, workspace, plan, now)
    assert [change.item_id for change in done.lost] == [first.id]
    assert first.id not in {item.id for item in done.moved}
    assert first.slot_at == datetime.fromisoformat("2026-09-15T08:00+00:00")


def test_an_accepted_plan_is_taken_back_as_far_as_nobody_went_on(
    session: Session, workspace: Workspace, planned: list[ContentItem], now: datetime
) -> None:
    before = {item.id: (item.slot_at, item.column_day, item.state) for item in planned}
    done = replan(session, workspace, now)
    kept = taking_back.keep(session, workspace.community, done.traces, actor=workspace.editor, now=now)
    service.move(
        session, workspace.community, planned[0].id, datetime(2026, 9, 14, 16), version=planned[0].version,
        actor=workspace.editor, now=now,
    )
    back = taking_back.take_back(session, workspace.community, kept.id, actor=workspace.editor, now=now)
    assert (back.undone, back.left) == (len(done.traces) - 1, 1)
    after = {item.id: (item.slot_at, item.column_day, item.state) for item in planned}
    assert [item.id for item in planned if after[item.id] != before[item.id]] == [planned[0].id]
    with pytest.raises(taking_back.TakenBackAlready):
        taking_back.take_back(session, workspace.community, kept.id, actor=workspace.editor, now=now)


def test_what_a_plan_added_goes_to_the_archive_when_it_is_taken_back(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    done = accept(session, workspace, propose(session, workspace, now), now)
    assert {trace.kind for trace in done.traces} == {ChangeKind.ADD}
    kept = taking_back.keep(session, workspace.community, done.traces, actor=workspace.editor, now=now)
    with pytest.raises(NotFound):
        taking_back.take_back(session, workspace.elsewhere, kept.id, actor=workspace.editor, now=now)
    taking_back.take_back(session, workspace.community, kept.id, actor=workspace.editor, now=now)
    assert {item.state for item in done.added} == {State.ARCHIVED}


def test_three_people_who_accept_one_replan_and_take_it_back_do_so_once(own_app: Flask, now: datetime) -> None:
    with own_app.app_context():
        workspace = make_workspace(db.session, now)
        placed = len(accept(db.session, workspace, propose(db.session, workspace, now), now).added)
        workspace.column.rule = "FREQ=WEEKLY;BYDAY=MO"
        persona_id, bob = workspace.persona.id, workspace.bob.id
        db.session.commit()

    def replanned(session: Session) -> int:
        persona, actor = session.get_one(Persona, persona_id), Actor(session.get_one(User, bob), Role.EDITOR)
        planning.hold_calendars(session, [persona])
        start = (now + timedelta(days=7)).date()
        plan = planning.propose_plan(session, persona, start=start, end=start + timedelta(days=13), seed=1, now=now)
        keys = {change.key for change in plan.changes}
        done = planning.accept_plan(session, persona, plan, keys, actor=actor, now=now)
        return taking_back.keep(session, persona.community, done.traces, actor=actor, now=now).id if done.items else 0

    kept = sorted(at_once(own_app, *[replanned] * 3))
    assert kept[:2] == [0, 0]

    def undone(session: Session) -> int:
        persona, actor = session.get_one(Persona, persona_id), Actor(session.get_one(User, bob), Role.EDITOR)
        return taking_back.take_back(session, persona.community, kept[2], actor=actor, now=now).undone

    answers = at_once(own_app, *[undone] * 3)
    assert sum(isinstance(answer, taking_back.TakenBackAlready) for answer in answers) == 2
    with own_app.app_context():
        standing = db.session.scalars(select(ContentItem.slot_at).where(ContentItem.state == State.PLANNED)).all()
        assert len(standing) == placed == len(set(standing))
