"""How much a WeCom group was sent and would be sent, and where that is more than it may get."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from app.connections import service
from app.connections.service import Outgoing, Sketch
from app.models import Community, Connection, ContentItem, Push, PushStatus
from content_calendar.vocabulary import Platform
from content_calendar.workflow import State
from tests.factories import Workspace, make_item
from tests.services.connections.conftest import Connect
from tests.statements import reading
from tests.vendors.wecom import CORP, WecomServer

pytestmark = pytest.mark.parametrize("database", ["sqlite"])


@pytest.fixture
def groups(connect: Connect, workspace: Workspace) -> Connection:
    server = WecomServer()
    server.url = "https://qyapi.example.com"
    options = {"corp_id": CORP, "sender": "li.na", "chats": {"wrA": "一群", "wrB": "", "wrC": ""}, "quota": "month"}
    return connect("wecom_mass", server, **options)


@pytest.fixture
def noon(now: datetime) -> datetime:
    """The tenth of next month, midday in Shanghai."""
    return (now.replace(day=1) + timedelta(days=40)).replace(day=10, hour=4, minute=0, second=0, microsecond=0)


def sent(session: Session, connection: Connection, item: ContentItem, at: datetime, chats: list[str]) -> None:
    session.add(Push(
        community_id=item.community_id, connection_id=connection.id, item_id=item.id, ordered_by_id=1, slot_at=at,
        revision_id=item.current_revision_id, fingerprint=uuid4().hex, uid=uuid4().hex, status=PushStatus.DELIVERED,
        available_at=at, recipients=chats, sent_at=at, created_at=at,
    ))
    session.flush()


def test_sent_and_planned_are_counted_for_each_group_and_days_above_the_quota_are_named(
    session: Session, workspace: Workspace, ready: ContentItem, groups: Connection, now: datetime, noon: datetime
) -> None:
    for number in range(31):
        make_item(session, workspace.column, now, slot_at=noon + timedelta(minutes=number))
    make_item(session, workspace.column, now, slot_at=noon, state=State.EXPIRED)
    sent(session, groups, ready, noon - timedelta(days=1), ["wrB", "wrC"])
    found = service.quota_meters(session, workspace.community, noon.date(), noon.date(), now=now)
    limit = found[0].fullest.limit
    assert [(meter.name, meter.others, meter.fullest.sent, meter.fullest.planned) for meter in found] == [
        ("wrB", 1, 1, 31), ("一群", 0, 0, 31)
    ]
    assert (limit in {30, 31}, found[0].over) == (True, (noon.date(),))
    assert found[1].over == ((noon.date(),) if limit == 30 else ())


def test_what_another_persona_or_platform_gets_is_not_counted(
    session: Session, workspace: Workspace, groups: Connection, now: datetime, noon: datetime
) -> None:
    make_item(session, workspace.column, now, slot_at=noon)
    groups.platforms = ["x"]
    session.flush()
    (meter,) = service.quota_meters(session, workspace.community, noon.date(), noon.date(), now=now)
    assert (meter.others, meter.fullest.used) == (2, 0)


def test_a_plan_that_would_exceed_the_quota_is_told(
    session: Session, workspace: Workspace, groups: Connection, now: datetime, noon: datetime
) -> None:
    groups.options = groups.options | {"quota": "day"}
    here = make_item(session, workspace.column, now, slot_at=noon)
    day, platform = noon.date(), Platform.WECHAT_GROUP
    added = Outgoing(None, workspace.persona.id, platform, noon + timedelta(hours=1))

    def told(sketch: Sketch) -> list[str]:
        signs = service.quota_signs(session, workspace.community, day, day, now=now, sketch=sketch)
        return [sign.text("zh") for sign in signs]

    assert told(Sketch()) == []
    assert "「一群」" in told(Sketch([added]))[0]
    assert "请少选或改期 1 条" in told(Sketch([added]))[0]
    assert told(Sketch([added], {here.id: None})) == []
    assert told(Sketch([added], {here.id: noon + timedelta(days=1)})) == []


def test_a_community_without_wecom_pays_one_query(session: Session, workspace: Workspace, now: datetime) -> None:
    community = session.get_one(Community, workspace.community.id)
    with reading(session.get_bind().engine) as statements:
        assert service.quota_meters(session, community, now.date(), now.date(), now=now) == ()
    assert len(statements) == 1
