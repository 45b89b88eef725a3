"""From columns to planned items."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.calendar import planning
from app.models import ContentItem
from content_calendar.planning.occasions import occasions_between
from content_calendar.planning.plan import Proposal
from content_calendar.vocabulary import Form
from content_calendar.workflow import State
from tests.factories import Workspace, make_column, make_event


def propose(session: Session, workspace: Workspace, now: datetime, days: int = 14) -> Proposal:
    """The columns alone: the occasions of these days, which would get posts of their own, are ignored."""
    workspace.community.ignored_occasions = [one.key for one in occasions_between(date(2026, 9, 1), date(2026, 10, 31))]
    start = now.astimezone(ZoneInfo(workspace.community.timezone)).date() + timedelta(days=1)
    return planning.propose_plan(
        session, workspace.persona, start=start, end=start + timedelta(days=days - 1), seed=1, now=now
    )


def accept(session: Session, workspace: Workspace, plan: Proposal, now: datetime) -> list[ContentItem]:
    keys = {change.key for change in plan.changes}
    accepted = planning.accept_plan(session, workspace.persona, plan, keys, actor=workspace.editor, now=now)
    return list(accepted.added)


def test_a_column_fills_its_days(session: Session, workspace: Workspace, now: datetime) -> None:
    plan = propose(session, workspace, now)
    zone = ZoneInfo(workspace.community.timezone)
    local = [slot.at.astimezone(zone) for slot in plan.slots]
    assert local
    assert {at.strftime("%a %H:%M") for at in local} <= {"Mon 10:00", "Thu 10:00"}


def test_proposing_changes_nothing(session: Session, workspace: Workspace, now: datetime) -> None:
    propose(session, workspace, now)
    assert session.scalars(select(ContentItem)).all() == [workspace.item]


def test_accepted_slots_become_planned_items_with_reasons(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    items = accept(session, workspace, propose(session, workspace, now), now)
    assert {item.state for item in items} == {State.PLANNED}
    assert {(item.persona, item.column, item.community) for item in items} == {
        (workspace.persona, workspace.column, workspace.community)
    }
    assert all(reason["zh"] and reason["en"] for item in items for reason in item.reasons)


def test_only_the_chosen_slots_are_placed(session: Session, workspace: Workspace, now: datetime) -> None:
    plan = propose(session, workspace, now)
    chosen = plan.changes[0]
    accepted = planning.accept_plan(session, workspace.persona, plan, {chosen.key}, actor=workspace.editor, now=now)
    assert [item.slot_at for item in accepted.added] == [chosen.slot and chosen.slot.at]


def test_the_same_request_gives_the_same_keys(session: Session, workspace: Workspace, now: datetime) -> None:
    first, second = (propose(session, workspace, now) for _ in range(2))
    assert [change.key for change in first.changes] == [change.key for change in second.changes]


def test_planning_again_places_nothing_twice(session: Session, workspace: Workspace, now: datetime) -> None:
    accept(session, workspace, propose(session, workspace, now), now)
    assert propose(session, workspace, now).changes == ()


def test_a_resting_column_is_not_planned(session: Session, workspace: Workspace, now: datetime) -> None:
    workspace.column.active = False
    session.flush()
    assert propose(session, workspace, now).slots == ()


def test_a_notice_names_the_event_members_can_still_join(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    make_event(session, workspace.community, now, key="gone", starts_at=now - timedelta(days=3),
               ends_at=now - timedelta(days=2))
    workspace.column.active = False
    make_column(
        session, workspace.persona, workspace.voice, now, key="events", name="活动预告", form=Form.EVENT_NOTICE,
        rule="FREQ=WEEKLY;BYDAY=WE",
    )
    session.expire_all()
    items = accept(session, workspace, propose(session, workspace, now, days=7), now)
    assert [item.event for item in items] == [workspace.event]
