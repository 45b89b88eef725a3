"""What happens between an approved post and a scheduler, with real sockets on both sides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.connections import jobs, service
from app.connections.causes import read_cause
from app.connections.testing import ask
from app.connections.work import line_of, take_next
from app.core.outgoing import Call, send
from app.core.running import current_settings
from app.library import service as library
from app.models import Connection, ContentItem, ExportEntry, Push, PushAction, PushAttempt, PushStatus
from content_calendar.workflow import Action, State
from tests.factories import COPY, Workspace, approved
from tests.services.connections.conftest import LOOPBACK, Connect, only_push
from tests.vendors import brightbean, buffer, mixpost
from tests.vendors.brightbean import BrightBeanServer
from tests.vendors.buffer import BufferServer
from tests.vendors.mixpost import MixpostServer
from tests.vendors.postiz import PostizServer
from tests.vendors.server import Answered, Asked, Fault, Vendor
from tests.vendors.webhook import WebhookReceiver

pytestmark = [pytest.mark.usefixtures("open_loopback"), pytest.mark.parametrize("database", ["sqlite"])]
"""What depends on the database is in test_races.py, on both kinds."""

Start = Callable[[Any], Any]
Clock = Callable[..., datetime]

TARGETS = [
    ("postiz", PostizServer, {"accounts": {"*": "chan-1"}}),
    ("mixpost", MixpostServer, {"workspace": mixpost.WORKSPACE, "accounts": {"*": "1"}}),
    ("brightbean", BrightBeanServer, {"accounts": {"*": brightbean.ACCOUNT}}),
    ("buffer_api", BufferServer, {"organization": buffer.ORGANIZATION, "accounts": {"*": "65f0channel"}}),
]
FOUR = pytest.mark.parametrize(("key", "server", "options"), TARGETS, ids=[key for key, *_ in TARGETS])


@pytest.fixture
def postiz(start: Start) -> PostizServer:
    return start(PostizServer())


@pytest.fixture
def connection(connect: Connect, postiz: PostizServer) -> Connection:
    return connect("postiz", postiz, accounts={"*": "chan-1"}, as_draft=True)


def order(session: Session, workspace: Workspace, item: ContentItem, connection: Connection, now: datetime) -> Push:
    return service.order(session, item, connection, actor=workspace.editor, now=now)


@FOUR
def test_an_approved_post_arrives_once_and_is_taken_back_when_it_changes(
    session: Session, workspace: Workspace, ready: ContentItem, connect: Connect, start: Start, now: datetime,
    clock: Clock, key: str, server: Any, options: dict[str, Any],
) -> None:
    vendor = start(server())
    connection = connect(key, vendor, **options)
    tested = ask(line_of(connection, service.options_of(connection)), current_settings(), now)
    assert (tested.trouble, bool(tested.accounts)) == (None, True)
    order(session, workspace, ready, connection, now)
    assert order(session, workspace, ready, connection, now) is only_push(session)
    assert (jobs.push_due(connection.id), jobs.push_due(connection.id)) == (1, 0)
    push = only_push(session)
    assert (push.status, len(vendor.posts)) == (PushStatus.DELIVERED, 1)
    assert push.external_id in vendor.posts
    assert ready.state is State.EXPORTED
    entry = session.scalars(select(ExportEntry)).one()
    assert (entry.destination, entry.fingerprint) == (f"{key}:{connection.id}", push.fingerprint)

    library.edit_copy(session, ready, COPY, version=ready.version, actor=workspace.editor, now=clock())
    assert jobs.take_back_lost() == 1
    assert jobs.push_due(connection.id) == 1
    session.expire_all()
    withdrawal = session.scalars(select(Push).where(Push.action == PushAction.CANCEL)).one()
    assert (withdrawal.status, push.status) == (PushStatus.DELIVERED, PushStatus.CANCELLED)
    standing = [post for post in vendor.posts.values() if not post.get("trashed") and post.get("status") != "draft"]
    assert standing == []


def test_the_test_button_lists_accounts_and_names_those_that_vanished(
    session: Session, workspace: Workspace, connect: Connect, start: Start, now: datetime, app: Any
) -> None:
    connection = connect("mixpost", start(MixpostServer()), workspace=mixpost.WORKSPACE, accounts={"*": "99999"})
    session.commit()
    settings = app.extensions["qunbi-settings"]
    tested = service.try_out(session, workspace.community.id, connection.id, settings=settings, now=now)
    assert len(tested.accounts) == 2
    assert tested.trouble
    assert "99999" in tested.trouble.zh
    assert session.get_one(Connection, connection.id).trouble == tested.trouble.written()


@pytest.mark.parametrize("fault", [Fault.PAGE, Fault.DOWN])
def test_what_may_have_been_taken_is_unknown_and_never_sent_again(
    session: Session, workspace: Workspace, ready: ContentItem, connection: Connection, postiz: PostizServer,
    now: datetime, clock: Clock, fault: Fault,
) -> None:
    postiz.faults.append(fault)
    order(session, workspace, ready, connection, now)
    jobs.push_due(connection.id)
    assert only_push(session).status is PushStatus.UNKNOWN
    for _wait in range(4):
        clock(timedelta(hours=1))
        jobs.wake_due()
        jobs.push_due(connection.id)
    creates = [asked for asked in postiz.asked if asked.method == "POST"]
    assert len(creates) == 1
    assert only_push(session).status is (PushStatus.UNKNOWN if fault is Fault.DOWN else PushStatus.DELIVERED)


def test_a_time_out_is_settled_by_a_look_up(
    session: Session, workspace: Workspace, ready: ContentItem, connection: Connection, postiz: PostizServer,
    now: datetime, clock: Clock, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.connections.sending.SECONDS", 0.3)
    postiz.faults.append(Fault.SILENT)
    order(session, workspace, ready, connection, now)
    jobs.push_due(connection.id)
    assert only_push(session).status is PushStatus.UNKNOWN
    clock(timedelta(minutes=1))
    jobs.push_due(connection.id)
    push = only_push(session)
    assert (push.status, push.external_id) == (PushStatus.DELIVERED, "post-1")
    assert [row.outcome for row in session.scalars(select(PushAttempt).order_by(PushAttempt.id))] == [
        "timed_out", "found"
    ]


def test_a_target_that_replays_is_asked_again_and_makes_no_second_post(
    session: Session, workspace: Workspace, ready: ContentItem, connect: Connect, start: Start, now: datetime,
    clock: Clock,
) -> None:
    vendor = start(BrightBeanServer())
    connection = connect("brightbean", vendor, accounts={"*": brightbean.ACCOUNT})
    vendor.faults.extend([Fault.CUT, Fault.DOWN])
    order(session, workspace, ready, connection, now)
    for _turn in range(3):
        jobs.push_due(connection.id)
        clock(timedelta(hours=1))
    assert (only_push(session).status, len(vendor.posts)) == (PushStatus.DELIVERED, 1)


def test_a_target_that_replays_no_more_is_not_asked_again(
    session: Session, workspace: Workspace, ready: ContentItem, connect: Connect, start: Start, now: datetime,
    clock: Clock,
) -> None:
    vendor = start(BrightBeanServer())
    connection = connect("brightbean", vendor, accounts={"*": brightbean.ACCOUNT})
    vendor.faults.append(Fault.CUT)
    order(session, workspace, ready, connection, now)
    jobs.push_due(connection.id)
    clock(timedelta(hours=21))
    jobs.push_due(connection.id)
    assert (only_push(session).status, len(vendor.asked)) == (PushStatus.UNKNOWN, 1)


def test_a_200_with_an_error_in_it_is_no_delivery(
    session: Session, workspace: Workspace, ready: ContentItem, connect: Connect, start: Start, now: datetime,
    clock: Clock,
) -> None:
    vendor = start(BufferServer())
    vendor.mutation_error = "LimitReachedError"
    connection = connect(
        "buffer_api", vendor, organization=buffer.ORGANIZATION, accounts={"*": "65f0channel"}
    )
    order(session, workspace, ready, connection, clock())
    jobs.push_due(connection.id)
    push = only_push(session)
    why = read_cause(push.error)
    assert why
    assert (push.status, why.said) == (PushStatus.FAILED, "Your queue is full.")
    assert ready.state is State.APPROVED
    assert session.scalars(select(ExportEntry)).all() == []


def test_a_refused_key_stops_the_connection_and_is_shown_nowhere(
    session: Session, workspace: Workspace, ready: ContentItem, connection: Connection, postiz: PostizServer,
    clock: Clock, app: Any,
) -> None:
    postiz.key = "another"
    order(session, workspace, ready, connection, clock())
    jobs.push_due(connection.id)
    session.expire_all()
    push, attempt = only_push(session), session.scalars(select(PushAttempt)).one()
    assert (push.status, connection.active) == (PushStatus.WAITING, False)
    assert attempt.answer_status == 401
    assert PostizServer.key not in connection.trouble + push.error + attempt.answer + connection.credential
    postiz.key = PostizServer.key
    session.commit()
    tested = service.try_out(
        session, connection.community_id, connection.id, settings=app.extensions["qunbi-settings"], now=clock()
    )
    assert tested.trouble is None
    jobs.push_due(connection.id)
    assert only_push(session).status is PushStatus.DELIVERED


def test_a_refusal_names_the_field(
    session: Session, workspace: Workspace, ready: ContentItem, connect: Connect, start: Start, clock: Clock
) -> None:
    vendor = start(MixpostServer())
    vendor.accounts = [2]
    connection = connect("mixpost", vendor, workspace=mixpost.WORKSPACE, accounts={"*": "1"})
    order(session, workspace, ready, connection, clock())
    jobs.push_due(connection.id)
    why = read_cause(only_push(session).error)
    assert why
    assert "accounts.0" in why.zh
    assert only_push(session).status is PushStatus.FAILED


def test_a_used_up_quota_rests_the_connection_without_losing_anything(
    session: Session, workspace: Workspace, ready: ContentItem, connection: Connection, postiz: PostizServer,
    now: datetime, clock: Clock,
) -> None:
    postiz.creates = 90
    order(session, workspace, ready, connection, now)
    jobs.push_due(connection.id)
    session.expire_all()
    assert (only_push(session).status, connection.held_until) == (PushStatus.WAITING, now + timedelta(seconds=1800))
    postiz.creates = 0
    clock(timedelta(minutes=29))
    assert jobs.push_due(connection.id) == 0
    clock(timedelta(minutes=1))
    assert jobs.push_due(connection.id) == 1
    assert only_push(session).status is PushStatus.DELIVERED


def test_the_pace_of_a_target_is_kept_before_it_complains(
    session: Session, workspace: Workspace, ready: ContentItem, connection: Connection, postiz: PostizServer,
    now: datetime, clock: Clock,
) -> None:
    push = order(session, workspace, ready, connection, now)
    session.add_all(
        PushAttempt(push_id=push.id, number=1, milliseconds=1, outcome="delivered",
                    created_at=now - timedelta(minutes=59 - number / 90))
        for number in range(90)
    )
    session.flush()
    assert jobs.push_due(connection.id) == 0
    assert postiz.asked == []
    session.expire_all()
    assert connection.held_until == now + timedelta(minutes=1)


def test_words_changed_before_the_call_stay_at_home(
    session: Session, workspace: Workspace, ready: ContentItem, connection: Connection, postiz: PostizServer,
    now: datetime, clock: Clock,
) -> None:
    order(session, workspace, ready, connection, now)
    library.edit_copy(session, ready, COPY, version=ready.version, actor=workspace.editor, now=clock())
    jobs.push_due(connection.id)
    push = only_push(session)
    assert (push.status, postiz.asked) == (PushStatus.CANCELLED, [])
    with pytest.raises(library.NotApproved):
        order(session, workspace, ready, connection, now)


def test_what_was_approved_goes_to_automatic_connections_by_itself(
    session: Session, workspace: Workspace, ready: ContentItem, connect: Connect, postiz: PostizServer,
    now: datetime, clock: Clock,
) -> None:
    elsewhere = connect("postiz", postiz, automatic=True, accounts={"*": "chan-1"})
    elsewhere.platforms = ["x"]
    connect("postiz", postiz, automatic=True, accounts={"*": "chan-1"})
    session.flush()
    assert jobs.order_approved() == 0
    clock(timedelta(minutes=2))
    assert (jobs.order_approved(), jobs.order_approved()) == (1, 0)
    assert only_push(session).connection_id != elsewhere.id


def test_a_receiver_gets_the_same_signed_message_however_often_it_is_sent(
    session: Session, workspace: Workspace, ready: ContentItem, connect: Connect, start: Start, now: datetime,
    clock: Clock,
) -> None:
    receiver = start(WebhookReceiver())
    receiver.faults.append(Fault.CUT)
    connection = connect("webhook", receiver, at_slot=True)
    push = order(session, workspace, ready, connection, now)
    assert jobs.push_due(connection.id) == 0
    clock(ready.slot_at - now)
    jobs.push_due(connection.id)
    clock(timedelta(minutes=5))
    jobs.push_due(connection.id)
    assert len(receiver.asked) == 2
    assert list(receiver.messages) == [push.uid]
    assert receiver.messages[push.uid]["data"]["text"] == COPY.text()
    session.expire_all()
    assert (push.status, push.external_url) == (PushStatus.DELIVERED, "https://example.com/recv-1")


def test_a_person_settles_what_ended_unknown(
    session: Session, workspace: Workspace, ready: ContentItem, connection: Connection, postiz: PostizServer,
    now: datetime, clock: Clock,
) -> None:
    postiz.faults.append(Fault.DOWN)
    push = order(session, workspace, ready, connection, now)
    jobs.push_due(connection.id)
    session.expire_all()
    again = service.resolve(session, push, service.Resolution.AGAIN, actor=workspace.editor, now=now)
    assert (again.round, push.status) == (2, PushStatus.CANCELLED)
    with pytest.raises(service.NothingToResolve):
        service.resolve(session, push, service.Resolution.THERE, actor=workspace.editor, now=now)
    jobs.push_due(connection.id)
    session.expire_all()
    assert (again.status, len(postiz.posts)) == (PushStatus.DELIVERED, 1)


def test_what_cannot_be_withdrawn_from_here_becomes_a_task(
    session: Session, workspace: Workspace, ready: ContentItem, connection: Connection, now: datetime, clock: Clock
) -> None:
    push = order(session, workspace, ready, connection, now)
    jobs.push_due(connection.id)
    session.expire_all()
    clock(push.slot_at - now + timedelta(minutes=1))
    library.edit_copy(session, ready, COPY, version=ready.version, actor=workspace.editor, now=clock())
    assert jobs.take_back_lost() == 1
    task = session.scalars(select(Push).where(Push.action == PushAction.CANCEL)).one()
    assert task.status is PushStatus.FAILED
    service.resolve(session, task, service.Resolution.THERE, actor=workspace.editor, now=now)
    approved(session, workspace, ready, now)
    assert (task.status, push.status) == (PushStatus.DELIVERED, PushStatus.CANCELLED)


def test_an_address_in_our_own_network_is_refused_and_stops_the_connection(
    session: Session, workspace: Workspace, ready: ContentItem, connection: Connection, postiz: PostizServer,
    now: datetime, clock: Clock, app: Any,
) -> None:
    settings = app.extensions["qunbi-settings"]
    app.extensions["qunbi-settings"] = settings.model_copy(update={"target_networks": ()})
    order(session, workspace, ready, connection, now)
    jobs.push_due(connection.id)
    session.expire_all()
    assert (connection.active, postiz.asked) == (False, [])
    assert "QUNBI_TARGET_NETWORKS" in connection.trouble


def test_words_approved_again_before_they_were_asked_back_stay_there(
    session: Session, workspace: Workspace, ready: ContentItem, connection: Connection, postiz: PostizServer,
    now: datetime, clock: Clock,
) -> None:
    push = order(session, workspace, ready, connection, now)
    jobs.push_due(connection.id)
    other = replace(COPY, hook="别的话")
    for copy in (other, COPY):
        session.expire_all()
        library.edit_copy(session, ready, copy, version=ready.version, actor=workspace.editor, now=clock())
        jobs.take_back_lost()
    approved(session, workspace, ready, clock())
    assert order(session, workspace, ready, connection, now) is push
    jobs.push_due(connection.id)
    assert (only_push(session).status, len(postiz.posts), postiz.creates) == (PushStatus.DELIVERED, 1, 1)
    library.edit_copy(session, ready, other, version=ready.version, actor=workspace.editor, now=clock())
    assert (jobs.take_back_lost(), jobs.push_due(connection.id), len(postiz.posts)) == (1, 1, 0)


def test_words_ordered_while_they_are_taken_back_go_out_after_that(
    session: Session, workspace: Workspace, ready: ContentItem, connection: Connection, postiz: PostizServer,
    now: datetime, clock: Clock,
) -> None:
    push = order(session, workspace, ready, connection, now)
    jobs.push_due(connection.id)
    session.expire_all()
    library.edit_copy(
        session, ready, replace(COPY, hook="别的话"), version=ready.version, actor=workspace.editor, now=clock()
    )
    jobs.take_back_lost()
    assert take_next(session, connection.id, owner="a worker that dies", now=clock()) is not None
    session.expire_all()
    library.edit_copy(session, ready, COPY, version=ready.version, actor=workspace.editor, now=clock())
    approved(session, workspace, ready, clock())
    again = order(session, workspace, ready, connection, now)
    clock(timedelta(minutes=3))
    jobs.wake_due()
    assert jobs.push_due(connection.id) == 2
    session.expire_all()
    assert (push.status, again.round, again.status) == (PushStatus.CANCELLED, 2, PushStatus.DELIVERED)
    assert len(postiz.posts) == 1


def test_a_withdrawal_whose_answer_was_lost_is_done_when_nothing_is_there_any_more(
    session: Session, workspace: Workspace, ready: ContentItem, connection: Connection, postiz: PostizServer,
    now: datetime, clock: Clock,
) -> None:
    order(session, workspace, ready, connection, now)
    jobs.push_due(connection.id)
    session.expire_all()
    library.edit_copy(session, ready, COPY, version=ready.version, actor=workspace.editor, now=clock())
    jobs.take_back_lost()
    postiz.changes = lambda asked: asked.method == "DELETE"  # type: ignore[method-assign]
    postiz.faults.append(Fault.CUT)
    jobs.push_due(connection.id)
    clock(timedelta(minutes=5))
    jobs.push_due(connection.id)
    session.expire_all()
    ended = {push.action: push.status for push in session.scalars(select(Push))}
    assert ended == {PushAction.CREATE: PushStatus.CANCELLED, PushAction.CANCEL: PushStatus.DELIVERED}


def test_a_look_up_does_not_take_the_post_of_another_connection_for_its_own(
    session: Session, workspace: Workspace, ready: ContentItem, connection: Connection, connect: Connect,
    postiz: PostizServer, now: datetime, clock: Clock,
) -> None:
    order(session, workspace, ready, connection, now)
    jobs.push_due(connection.id)
    session.expire_all()
    twin = connect("postiz", postiz, accounts={"*": "chan-1"}, as_draft=True)
    second = order(session, workspace, ready, twin, now)
    postiz.faults.append(Fault.DOWN)
    jobs.push_due(twin.id)
    clock(timedelta(minutes=2))
    jobs.push_due(twin.id)
    session.expire_all()
    assert (second.status, len(postiz.posts)) == (PushStatus.UNKNOWN, 1)


def test_what_is_out_already_is_not_sent_a_second_time(
    session: Session, workspace: Workspace, ready: ContentItem, connection: Connection, postiz: PostizServer,
    now: datetime, clock: Clock,
) -> None:
    order(session, workspace, ready, connection, now)
    library.mark_published(session, ready, url="", actor=workspace.editor, now=now)
    jobs.push_due(connection.id)
    push = only_push(session)
    assert (push.status, postiz.asked) == (PushStatus.CANCELLED, [])
    with pytest.raises(service.AlreadyOut):
        order(session, workspace, ready, connection, now)


def test_a_post_that_went_out_and_was_archived_is_nobodys_task(
    session: Session, workspace: Workspace, ready: ContentItem, connection: Connection, now: datetime, clock: Clock
) -> None:
    push = order(session, workspace, ready, connection, now)
    jobs.push_due(connection.id)
    session.expire_all()
    after = clock(push.slot_at - now + timedelta(minutes=1))
    library.mark_published(session, ready, url="", actor=workspace.editor, now=after)
    library.advance(session, ready, Action.ARCHIVE, actor=workspace.editor, now=after)
    assert jobs.take_back_lost() == 0
    assert only_push(session).status is PushStatus.DELIVERED


class CookieGiver(Vendor):
    def answer(self, asked: Asked) -> Answered:
        return Answered(headers={"Set-Cookie": "session=theirs; Path=/"})


def test_a_cookie_of_a_server_comes_along_with_nobody(start: Start) -> None:
    vendor = start(CookieGiver())
    for _ in range(2):
        send(Call("POST", vendor.url, {}, b"{}"), LOOPBACK)
    assert ["cookie" in asked.headers for asked in vendor.asked] == [False, False]
