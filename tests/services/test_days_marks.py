"""What a team marked, as the calendar and its plans are told of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.calendar.days import marks
from app.calendar.plan_request import plan_request
from app.models import MarkedDay
from content_calendar.vocabulary import DayKind
from tests.factories import Workspace
from tests.statements import reading


def test_marked_days_are_read_at_once_and_reach_the_plan(session: Session, workspace: Workspace, now: datetime) -> None:
    community = workspace.community
    community.ignored_occasions = ["christmas"]
    for kind, on, lead, yearly in (
        (DayKind.OWN, date(2025, 12, 30), 9, True), (DayKind.HOLIDAY, date(2026, 12, 25), 0, False),
        (DayKind.WORKDAY, date(2026, 12, 27), 0, False), (DayKind.BLACKOUT, date(2024, 12, 13), 0, True),
        (DayKind.BLACKOUT, date(2027, 3, 1), 0, False),
    ):
        session.add(MarkedDay(
            community_id=community.id, on=on, kind=kind, name=kind.zh, lead_days=lead, yearly=yearly, created_at=now
        ))
    session.commit()
    session.refresh(community)
    first, last = date(2026, 12, 1), date(2026, 12, 25)
    with reading(session.get_bind().engine) as said:
        found = marks(session, community, first, last)
    assert len(said) == 1
    assert [(one.on, one.lead_days) for one in found.own] == [(date(2026, 12, 30), 9)]
    assert (list(found.holidays), list(found.workdays)) == ([date(2026, 12, 25)], [])
    assert list(found.blackout) == [date(2026, 12, 13)]
    assert "christmas" not in [one.key for one in found.occasions()]
    asked = plan_request(session, workspace.persona, start=first, end=last, seed=1, now=now)
    assert asked.own_days == found.own
    assert asked.blackout == frozenset(found.blackout)
    assert asked.holidays == frozenset(found.holidays)
    assert asked.ignored_occasions == {"christmas"}
