"""What the planner is told: campaigns, the team's days, what feedback knows; in few queries."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.calendar import queries
from app.calendar.days import marks
from app.calendar.plan_request import plan_request, plan_requests
from app.calendar.planning import Range
from app.core.database import db
from app.feedback.hours import hour_records
from app.feedback.service import Reading, record_feedback
from app.models import MarkedDay
from content_calendar.planning.plan import PlanRequest
from content_calendar.vocabulary import Counter, DayKind, Stage
from content_calendar.workflow import State
from tests.factories import COPY, Workspace, make_campaign, make_column, make_item, make_persona, published, write
from tests.statements import reading

START = date(2026, 9, 14)


def request(session: Session, workspace: Workspace, now: datetime) -> PlanRequest:
    return plan_request(
        session, workspace.persona, start=START, end=START + timedelta(days=13), seed=1, now=now
    )


def test_a_request_is_read_in_five_queries_however_much_stands(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    for day in range(20):
        make_item(session, workspace.column, now, slot_at=now + timedelta(days=day))
    session.expire(workspace.persona, ["columns"])
    with reading(db.engine) as statements:
        request(session, workspace, now)
    assert len(statements) <= 6, statements


def test_stage_shares_a_target_and_the_days_of_the_team_reach_the_planner(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    community = workspace.community
    community.stage_shares, community.weekly_target = {"interaction": 100}, 5
    for kind, name in ((DayKind.BLACKOUT, "默哀日"), (DayKind.OWN, "店庆")):
        session.add(MarkedDay(community_id=community.id, on=START, kind=kind, name=name, created_at=now))
    session.flush()
    asked = request(session, workspace, now)
    assert (asked.stage_shares, asked.weekly_target) == ({Stage.INTERACTION: 100}, 5)
    assert asked.blackout == {START}
    assert [own.zh for own in asked.own_days] == ["店庆"]
    assert asked.own_days == marks(session, community, START, START + timedelta(days=13)).own


def test_only_untouched_posts_of_a_plan_that_lie_ahead_are_loose(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    by_plan: dict[str, object] = {"reasons": [{"zh": "节奏", "en": "rhythm"}]}
    at = datetime(2026, 9, 15, 2, tzinfo=now.tzinfo)
    loose = make_item(session, workspace.column, now, slot_at=at, **by_plan)
    make_item(session, workspace.column, now, slot_at=at)
    make_item(session, workspace.column, now, slot_at=at, pinned=True, **by_plan)
    make_item(session, workspace.column, now, slot_at=at, state=State.FAILED, **by_plan)
    make_item(session, workspace.column, now, slot_at=at + timedelta(days=60), **by_plan)
    assert [one.item_id for one in request(session, workspace, now).loose] == [loose.id]


def test_hours_are_learned_from_mature_numbers_without_the_part_of_the_column(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    out_at = datetime(2026, 9, 1, 12, tzinfo=now.tzinfo)
    for days, engaged in ((3, 10), (1, 90)):
        item = make_item(session, workspace.column, now, slot_at=out_at)
        published(session, workspace, write(session, item, COPY, workspace.editor, now), out_at - timedelta(seconds=1))
        numbers = {Counter.VIEWS: 100, Counter.LIKES: engaged}
        seen = Reading(numbers, out_at + timedelta(days=days), "test")
        record_feedback(session, item, seen, actor=workspace.editor, now=now)
    zone = request(session, workspace, now).zone
    (record,) = hour_records(session, [workspace.persona], zone, now)[workspace.persona.id]
    assert (record.at_local.hour, round(record.rate, 6), record.weight) == (20, 0.1, 100.0)


def test_a_column_that_rests_until_somebody_resumes_it_is_told_apart(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    def resting(on: date) -> int:
        session.flush()
        return len(queries.personas(session, workspace.community, on)[0].resting)

    workspace.column.pauses = [{"first": START.isoformat(), "last": None}]
    assert [resting(START - timedelta(days=1)), resting(START), resting(START + timedelta(days=90))] == [0, 1, 1]
    workspace.column.pauses = [{"first": START.isoformat(), "last": (START + timedelta(days=3)).isoformat()}]
    assert resting(START) == 0, "a rest with an end is no farewell"
    workspace.column.active = False
    assert resting(START) == 1, "stopped by an older version"


def test_requests_for_several_personas_are_those_for_each(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    other = make_persona(session, workspace.community, now, key="other")
    column = make_column(session, other, workspace.voice, now)
    campaign = make_campaign(session, [other], now, first=START, last=START + timedelta(days=6))
    make_item(session, column, now, slot_at=now)
    make_item(session, workspace.column, now, slot_at=now)
    long_ago = now - timedelta(days=200)
    make_item(session, column, now, slot_at=long_ago, campaign_id=campaign.id, touch=1)
    make_item(session, workspace.column, now, slot_at=long_ago, campaign_id=campaign.id, touch=1)
    days = Range(start=START, end=START + timedelta(days=13), seed=1)
    personas = [other, workspace.persona]
    together = plan_requests(session, workspace.community, personas, **days, now=now)
    assert together == [plan_request(session, persona, **days, now=now) for persona in personas]
    assert len(together[0].placed) == 2
    assert all(post.at > long_ago for post in together[1].placed), "the campaign does not speak to this persona"
