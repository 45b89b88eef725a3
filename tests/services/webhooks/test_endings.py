"""How messages end when several workers, an admin and an endpoint that fails meet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.database import db
from app.core.running import current_settings
from app.core.transactions import transaction
from app.models import (
    AuditEntry,
    Connection,
    DeliveryStatus,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEvent,
    WebhookKind,
)
from app.webhooks import callbacks, deliveries, endpoints, jobs
from app.webhooks.deliveries import Ending
from app.webhooks.endpoints import Wishes
from app.webhooks.service import announce_once
from app.webhooks.telling import write
from tests.factories import Workspace, approved, make_workspace
from tests.services.webhooks.conftest import Receiver
from tests.services.webhooks.test_hearing import message, publication
from tests.services.webhooks.test_telling import only, tell
from tests.threads import at_once
from tests.vendors.server import Answered

Clock = Callable[..., datetime]
SQLITE = pytest.mark.parametrize("database", ["sqlite"])
REFUSED = Ending("refused", 500, 1)


def _taken(session: Session, workspace: Workspace, endpoint: WebhookEndpoint, now: datetime) -> int:
    """A message on its way to an endpoint that was switched off meanwhile."""
    tell(session, workspace, now)
    delivery = deliveries.take_next(session, endpoint.id, owner="worker", now=now)
    assert delivery is not None
    endpoints.switch(session, endpoint, active=False)
    session.commit()
    return delivery.id


@SQLITE
def test_what_was_on_its_way_when_an_endpoint_was_switched_off_is_a_dead_letter(
    session: Session, workspace: Workspace, endpoint: WebhookEndpoint, clock: Clock
) -> None:
    delivery_id = _taken(session, workspace, endpoint, clock())
    deliveries.settle(session, delivery_id, REFUSED, owner="worker", now=clock())
    assert only(session).status is DeliveryStatus.FAILED


@SQLITE
def test_what_a_lost_worker_held_for_an_endpoint_that_is_off_is_a_dead_letter(
    session: Session, workspace: Workspace, endpoint: WebhookEndpoint, clock: Clock
) -> None:
    _taken(session, workspace, endpoint, clock())
    clock(timedelta(minutes=3))
    jobs.wake_waiting()
    assert only(session).status is DeliveryStatus.FAILED


@SQLITE
def test_what_workers_note_is_no_change_of_an_admin(
    session: Session, workspace: Workspace, endpoint: WebhookEndpoint, receiver: Receiver, clock: Clock
) -> None:
    session.commit()
    version = endpoint.version
    receiver.answers = [Answered(500)]
    tell(session, workspace, clock())
    jobs.deliver_due(endpoint.id)
    endpoints.change(session, endpoint, Wishes("改名", endpoint.url), version=version)
    with pytest.raises(endpoints.ChangedMeanwhile):
        endpoints.change(session, endpoint, Wishes("又改", endpoint.url), version=version)


@SQLITE
def test_a_savepoint_between_does_not_tell_twice(
    session: Session, workspace: Workspace, endpoint: WebhookEndpoint, now: datetime
) -> None:
    session.commit()
    for _ in range(2):
        announce_once(session, WebhookKind.RANKING_UPDATED, community_id=workspace.community.id, subject={}, now=now)
        with session.begin_nested():
            session.flush()
    assert len(session.scalars(select(WebhookEvent)).all()) == 1


@SQLITE
def test_the_audit_trail_tells_who_made_an_endpoint_and_no_secret(session: Session, endpoint: WebhookEndpoint) -> None:
    session.commit()
    made = session.scalars(select(AuditEntry).where(AuditEntry.subject == "webhook_endpoint")).one()
    assert (made.action, made.subject_id) == ("webhook_endpoint.create", endpoint.id)
    assert {made.after["secret"], made.after["url"]} == {"•••"}


def test_two_messages_that_fail_at_once_are_both_written_down(own_app: Flask, now: datetime) -> None:
    with own_app.app_context(), transaction() as session:
        workspace = make_workspace(session, now)
        made, _secret = endpoints.create(
            session, workspace.community, Wishes("仓库", "http://127.0.0.1:9/"), actor=workspace.admin,
            settings=current_settings(), now=now,
        )
        endpoint_id = made.id
        for owner in ("one", "two"):
            write(
                session, WebhookKind.TEST, [endpoint_id], community_id=workspace.community.id, subject={}, now=now
            )
            session.flush()
            deliveries.take_next(session, endpoint_id, owner=owner, now=now)
        held = {row.lease_owner: row.id for row in session.scalars(select(WebhookDelivery))}
    both_have_looked = Barrier(2)

    def settle(owner: str) -> Callable[[Session], None]:
        def fail(session: Session) -> None:
            if session.get_bind().dialect.name == "postgresql":  # SQLite lets one writer look after the other
                session.get_one(WebhookEndpoint, endpoint_id)
                both_have_looked.wait(10)
            deliveries.settle(session, held[owner], REFUSED, owner=owner, now=now)
        return fail

    at_once(own_app, settle("one"), settle("two"))
    with own_app.app_context():
        statuses = db.session.scalars(select(WebhookDelivery.status)).all()
    assert statuses == [DeliveryStatus.PENDING, DeliveryStatus.PENDING]


def test_a_callback_that_comes_twice_at_once_is_heard_once(own_app: Flask, now: datetime) -> None:
    with own_app.app_context(), transaction() as session:
        workspace = make_workspace(session, now)
        item = approved(session, workspace, workspace.item, now)
        connection = Connection(
            community_id=workspace.community.id, created_by_id=workspace.alice.id, name="排期工具", target="postiz",
            created_at=now,
        )
        session.add(connection)
        session.flush()
        secret, connection_id = callbacks.make_secret(session, connection, current_settings()), connection.id
        said = message(secret, publication(item))

    def hear(session: Session) -> str:
        return callbacks.hear(session, connection_id, said, settings=current_settings(), now=now).outcome

    assert sorted(at_once(own_app, *[hear] * 4)) == ["heard_before"] * 3 + ["published"]
