"""Mass messages and moments between an approved post and WeCom, with real sockets on both sides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.connections import jobs, queries, service
from app.connections.causes import read_cause
from app.library import service as library
from app.models import Connection, ContentItem, ExportEntry, Push, PushAction, PushStatus
from content_calendar.workflow import State
from tests.factories import COPY, Workspace
from tests.services.connections.conftest import Connect, only_push
from tests.vendors.server import Fault
from tests.vendors.wecom import CORP, WecomServer

pytestmark = [pytest.mark.usefixtures("open_loopback"), pytest.mark.parametrize("database", ["sqlite"])]

Start = Callable[[Any], Any]
Clock = Callable[..., datetime]


@pytest.fixture
def wecom(start: Start) -> WecomServer:
    return start(WecomServer())


@pytest.fixture
def groups(connect: Connect, wecom: WecomServer) -> Connection:
    return connect("wecom_mass", wecom, corp_id=CORP, sender="li.na", chats={"wrA": "一群", "wrB": "二群"})


@pytest.fixture
def moments(connect: Connect, wecom: WecomServer) -> Connection:
    return connect("wecom_moments", wecom, corp_id=CORP, senders=["li.na", "wang.wei"])


def at_its_slot(
    session: Session, workspace: Workspace, item: ContentItem, connection: Connection, clock: Clock
) -> None:
    """Ordered now, nothing leaves before the slot."""
    service.order(session, item, connection, actor=workspace.editor, now=clock())
    assert jobs.push_due(connection.id) == 0
    clock(item.slot_at - clock())
    jobs.push_due(connection.id)


def test_a_mass_message_goes_out_once_at_its_slot_and_names_who_must_confirm(
    session: Session, workspace: Workspace, ready: ContentItem, groups: Connection, wecom: WecomServer, clock: Clock
) -> None:
    at_its_slot(session, workspace, ready, groups, clock)
    jobs.push_due(groups.id)
    push = only_push(session)
    assert (push.status, push.external_id, len(wecom.messages)) == (PushStatus.DELIVERED, "msg-1", 1)
    assert wecom.messages["msg-1"]["text"]["content"] == COPY.text()
    assert (push.recipients, [row["sender"] for row in push.confirmations]) == (["wrA", "wrB"], ["li.na"])
    assert (ready.state, session.scalars(select(ExportEntry)).one().destination) == (
        State.EXPORTED, f"wecom_mass:{groups.id}"
    )
    told = [asked.path for asked in wecom.asked]
    assert not any(wecom.key in path for path in told if "gettoken" not in path)


def test_a_token_that_ended_is_fetched_anew_once(
    session: Session, workspace: Workspace, ready: ContentItem, groups: Connection, wecom: WecomServer, clock: Clock,
    app: Any,
) -> None:
    session.commit()
    settings = app.extensions["qunbi-settings"]
    assert service.try_out(session, workspace.community.id, groups.id, settings=settings, now=clock()).trouble is None
    wecom.expire()
    connection = session.get_one(Connection, groups.id)
    at_its_slot(session, workspace, session.get_one(ContentItem, ready.id), connection, clock)
    assert (only_push(session).status, len(wecom.messages), wecom.tokens_given) == (PushStatus.DELIVERED, 1, 2)


def test_what_timed_out_is_looked_up_and_never_sent_again(
    session: Session, workspace: Workspace, ready: ContentItem, groups: Connection, wecom: WecomServer, clock: Clock
) -> None:
    wecom.faults.append(Fault.CUT)
    at_its_slot(session, workspace, ready, groups, clock)
    assert only_push(session).status is PushStatus.UNKNOWN
    clock(timedelta(minutes=1))
    jobs.push_due(groups.id)
    assert (only_push(session).external_id, len(wecom.messages)) == ("msg-1", 1)


def test_groups_that_get_nothing_are_named_and_nobody_left_is_a_failure(
    session: Session, workspace: Workspace, ready: ContentItem, groups: Connection, wecom: WecomServer, clock: Clock
) -> None:
    wecom.sent["wrB"] = wecom.quota
    at_its_slot(session, workspace, ready, groups, clock)
    push = only_push(session)
    why = read_cause(push.error)
    assert why
    assert "wrB" in why.zh
    assert (push.status, push.recipients) == (PushStatus.DELIVERED, ["wrA"])


def test_a_used_up_quota_of_every_group_fails_with_its_remedy(
    session: Session, workspace: Workspace, ready: ContentItem, groups: Connection, wecom: WecomServer, clock: Clock
) -> None:
    wecom.quota = 0
    at_its_slot(session, workspace, ready, groups, clock)
    why = read_cause(only_push(session).error)
    assert why
    assert "额度" in why.zh
    assert (only_push(session).status, ready.state) == (PushStatus.FAILED, State.APPROVED)


@pytest.mark.parametrize(("code", "told", "status", "active"), [
    (60020, "可信 IP", PushStatus.WAITING, False), (45009, "放慢", PushStatus.WAITING, True),
    (45002, "没有接受", PushStatus.FAILED, True), (-1, "无法确定", PushStatus.UNKNOWN, True),
])
def test_refusals_in_a_200_say_what_to_do(
    session: Session, workspace: Workspace, ready: ContentItem, groups: Connection, wecom: WecomServer, clock: Clock,
    code: int, told: str, status: PushStatus, *, active: bool,
) -> None:
    wecom.code = code
    at_its_slot(session, workspace, ready, groups, clock)
    push = only_push(session)
    why = read_cause(push.error)
    assert why
    assert told in why.zh
    assert (push.status, push.connection.active, wecom.messages) == (status, active, {})


def test_a_moment_is_delivered_when_its_job_is_done(
    session: Session, workspace: Workspace, ready: ContentItem, moments: Connection, wecom: WecomServer, clock: Clock
) -> None:
    wecom.busy_looks = 1
    wecom.staff.remove("wang.wei")
    at_its_slot(session, workspace, ready, moments, clock)
    push = only_push(session)
    assert (push.status, push.external_id) == (PushStatus.UNKNOWN, "job-1")
    assert queries.open_count(session, workspace.community.id) == 0
    for _look in range(2):
        clock(timedelta(minutes=6))
        jobs.push_due(moments.id)
    push = only_push(session)
    assert (push.status, push.external_id, len(wecom.jobs)) == (PushStatus.DELIVERED, "moment-job-1", 1)
    assert [row["sender"] for row in push.confirmations] == ["li.na"]
    assert "wang.wei" in push.error


def test_a_job_that_never_ends_becomes_a_persons_question(
    session: Session, workspace: Workspace, ready: ContentItem, moments: Connection, wecom: WecomServer, clock: Clock
) -> None:
    wecom.busy_looks = 9
    at_its_slot(session, workspace, ready, moments, clock)
    for _look in range(5):
        clock(timedelta(hours=1))
        jobs.push_due(moments.id)
    assert (only_push(session).status, len(wecom.jobs)) == (PushStatus.UNKNOWN, 1)
    assert queries.open_count(session, workspace.community.id) == 1


def test_what_nobody_confirmed_is_stopped_when_it_loses_its_approval(
    session: Session, workspace: Workspace, ready: ContentItem, groups: Connection, wecom: WecomServer, clock: Clock
) -> None:
    at_its_slot(session, workspace, ready, groups, clock)
    library.edit_copy(session, ready, COPY, version=ready.version, actor=workspace.editor, now=clock())
    assert jobs.take_back_lost() == 1
    jobs.push_due(groups.id)
    session.expire_all()
    withdrawal = session.scalars(select(Push).where(Push.action == PushAction.CANCEL)).one()
    assert (withdrawal.status, wecom.messages) == (PushStatus.DELIVERED, {})
