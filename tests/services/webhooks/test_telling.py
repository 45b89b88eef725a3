"""Endpoints are told once, in the transaction in which it happens, signed, and again for three days when they fail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.running import current_settings
from app.library import service as library
from app.models import DeliveryStatus, Notice, NoticeKind, WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookKind
from app.webhooks import deliveries, endpoints, jobs
from app.webhooks.endpoints import Wishes
from app.webhooks.service import announce
from content_calendar.content import Copy
from tests.factories import Workspace, approved
from tests.services.webhooks.conftest import Receiver
from tests.vendors.server import Answered, Fault

Clock = Callable[..., datetime]
SECRET_WORDS = "没有人批准过的句子"


def only(session: Session) -> WebhookDelivery:
    session.expire_all()
    return session.scalars(select(WebhookDelivery)).one()


def tell(session: Session, workspace: Workspace, now: datetime) -> None:
    announce(session, WebhookKind.EXPORT_MADE, community_id=workspace.community.id, subject={"rows": 1}, now=now)
    session.commit()


def test_an_approved_post_and_its_lost_approval_are_told_without_their_words(
    session: Session, workspace: Workspace, endpoint: WebhookEndpoint, receiver: Receiver, clock: Clock, now: datetime
) -> None:
    item = approved(session, workspace, workspace.item, now)
    words = Copy(hook=SECRET_WORDS, body=SECRET_WORDS)
    library.edit_copy(session, item, words, version=item.version, actor=workspace.editor, now=now)
    session.commit()
    jobs.deliver_due(endpoint.id)
    told = [message["type"] for message in receiver.messages]
    assert told[-2:] == ["item.approved", "item.approval_voided"]
    assert receiver.messages[-1]["data"]["uid"] == f"{item.uid}@qunbi"  # type: ignore[index]
    assert all(SECRET_WORDS not in asked.body.decode() for asked in receiver.asked)
    assert len({asked.headers["webhook-id"] for asked in receiver.asked}) == len(receiver.asked)


def test_what_was_rolled_back_is_told_to_nobody(
    session: Session, workspace: Workspace, endpoint: WebhookEndpoint, receiver: Receiver, clock: Clock, now: datetime
) -> None:
    session.commit()
    announce(session, WebhookKind.EXPORT_MADE, community_id=workspace.community.id, subject={}, now=now)
    session.rollback()
    assert jobs.deliver_due(endpoint.id) == 0
    assert receiver.asked == []


def test_an_endpoint_hears_only_what_it_wants_and_another_community_nothing(
    session: Session, workspace: Workspace, endpoint: WebhookEndpoint, now: datetime
) -> None:
    endpoint.kinds = [WebhookKind.PUSH_FAILED.value]
    session.commit()
    tell(session, workspace, now)
    announce(session, WebhookKind.PUSH_FAILED, community_id=workspace.elsewhere.id, subject={}, now=now)
    session.commit()
    assert session.scalars(select(WebhookDelivery)).all() == []


def test_a_message_that_failed_comes_again_under_its_own_id(
    session: Session, workspace: Workspace, endpoint: WebhookEndpoint, receiver: Receiver, clock: Clock, now: datetime
) -> None:
    receiver.answers = [Answered(500, "<h1>broken</h1>"), Answered(429, {}, {"Retry-After": "3600"})]
    tell(session, workspace, clock())
    assert jobs.deliver_due(endpoint.id) == 0
    assert jobs.deliver_due(endpoint.id) == 0
    clock(timedelta(seconds=10))
    assert jobs.deliver_due(endpoint.id) == 0
    clock(timedelta(minutes=59))
    assert jobs.deliver_due(endpoint.id) == 0
    assert (only(session).status, len(receiver.asked)) == (DeliveryStatus.PENDING, 2)
    receiver.secrets.clear()  # the library refuses a clock an hour ahead
    clock(timedelta(minutes=2))
    assert jobs.deliver_due(endpoint.id) == 1
    assert len({asked.headers["webhook-id"] for asked in receiver.asked}) == 1
    assert len({asked.body for asked in receiver.asked}) == 1
    numbers = session.scalars(select(WebhookAttempt.answer_status).order_by(WebhookAttempt.id)).all()
    assert numbers == [500, 429, 204]
    assert (only(session).status, endpoint.failing_since) == (DeliveryStatus.SENT, None)


@pytest.mark.parametrize("fault", [Fault.CUT, Fault.PAGE, Fault.DOWN])
def test_whatever_goes_wrong_is_tried_again(
    session: Session, workspace: Workspace, endpoint: WebhookEndpoint, receiver: Receiver, clock: Clock, fault: Fault
) -> None:
    receiver.faults.append(fault)
    tell(session, workspace, clock())
    jobs.deliver_due(endpoint.id)
    clock(timedelta(seconds=10))
    jobs.deliver_due(endpoint.id)
    assert only(session).status is DeliveryStatus.SENT


def test_after_three_days_it_is_a_dead_letter_that_can_be_sent_again(
    session: Session, workspace: Workspace, endpoint: WebhookEndpoint, receiver: Receiver, clock: Clock
) -> None:
    receiver.answers = [Answered(503)] * deliveries.ATTEMPTS
    receiver.secrets.clear()
    tell(session, workspace, clock())
    began = clock()
    for _ in range(deliveries.ATTEMPTS):
        jobs.deliver_due(endpoint.id)
        clock(max(only(session).available_at - clock(), timedelta()))
    assert (only(session).status, only(session).attempts) == (DeliveryStatus.FAILED, deliveries.ATTEMPTS)
    assert timedelta(days=2.9) < clock() - began < timedelta(days=3.2)
    assert deliveries.order_replay(session, endpoint, clock()) == 1
    session.commit()
    assert jobs.deliver_due(endpoint.id) == 1
    assert len({asked.headers["webhook-id"] for asked in receiver.asked}) == 1


def test_an_endpoint_that_says_farewell_or_stays_silent_is_switched_off_and_its_maker_told(
    session: Session, workspace: Workspace, endpoint: WebhookEndpoint, receiver: Receiver, clock: Clock
) -> None:
    receiver.answers = [Answered(410)]
    tell(session, workspace, clock())
    tell(session, workspace, clock())
    jobs.deliver_due(endpoint.id)
    session.expire_all()
    assert not endpoint.active
    assert set(session.scalars(select(WebhookDelivery.status))) == {DeliveryStatus.FAILED}
    assert session.scalars(select(Notice.kind)).all() == [NoticeKind.WEBHOOK_OFF]
    tell(session, workspace, clock())
    assert len(session.scalars(select(WebhookDelivery)).all()) == 2


def test_during_a_rotation_both_secrets_fit(
    session: Session, workspace: Workspace, endpoint: WebhookEndpoint, receiver: Receiver, clock: Clock
) -> None:
    receiver.secrets.append(endpoints.rotate(session, endpoint, settings=current_settings(), now=clock()))
    tell(session, workspace, clock())
    assert jobs.deliver_due(endpoint.id) == 1
    session.refresh(endpoint)
    assert len(endpoints.signing_secrets(endpoint, current_settings(), clock() + timedelta(hours=25))) == 1


def test_a_process_that_died_leaves_a_lease_and_nothing_is_lost(
    session: Session, workspace: Workspace, endpoint: WebhookEndpoint, receiver: Receiver, clock: Clock
) -> None:
    tell(session, workspace, clock())
    assert deliveries.take_next(session, endpoint.id, owner="gone", now=clock()) is not None
    session.commit()
    assert jobs.deliver_due(endpoint.id) == 0
    clock(timedelta(minutes=3))
    assert jobs.deliver_due(endpoint.id) == 1
    deliveries.settle(
        session, only(session).id, deliveries.Ending("refused", 500, 1), owner="gone", now=clock()
    )
    assert only(session).status is DeliveryStatus.SENT


def test_a_network_closed_to_us_is_never_asked(
    session: Session, workspace: Workspace, receiver: Receiver, clock: Clock
) -> None:
    made, _secret = endpoints.create(
        session, workspace.community, Wishes("云", "http://169.254.169.254/latest"), actor=workspace.admin,
        settings=current_settings(), now=clock(),
    )
    tell(session, workspace, clock())
    jobs.deliver_due(made.id)
    assert only(session).error == "address_refused"


def test_secrets_are_sealed(endpoint: WebhookEndpoint, receiver: Receiver) -> None:
    assert receiver.secrets[0] not in endpoint.secret
    assert endpoints.signing_secrets(endpoint, current_settings(), datetime.now().astimezone()) == receiver.secrets
