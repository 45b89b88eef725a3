"""Messages on their way to endpoints: leased, sent, settled, tried again over three days, then kept as dead letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session, joinedload

from app.core.queue import wake_one
from app.models import DeliveryStatus, NoticeKind, WebhookAttempt, WebhookDelivery, WebhookEndpoint
from app.notifications.service import tell
from app.webhooks.endpoints import fail_waiting
from app.webhooks.telling import JOB, QUEUE

LEASE = timedelta(minutes=2)
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (0.1, 5, 30, 120, 300, 600, 840, 1_200, 1_260))
"""Waits after each attempt that failed: 72 hours in all, as Standard Webhooks advises."""
ATTEMPTS = len(DELAYS) + 1
LONGEST_WAIT = timedelta(hours=24)
SILENT_TO_OFF = timedelta(days=5)
"""An endpoint that took nothing for so long switches itself off."""
_EXCERPT = 500


@dataclass(frozen=True, slots=True)
class Ending:
    """What came of one attempt. `status` is the answer's, None without one; `wait` what it asked for."""

    outcome: str
    status: int | None
    milliseconds: int
    answer: str = ""
    wait: timedelta | None = None

    @property
    def is_taken(self) -> bool:
        """Whether the endpoint has it."""
        return self.outcome == "delivered"

    @property
    def is_farewell(self) -> bool:
        """Whether the endpoint says that it wants nothing any more (410)."""
        return self.outcome == "gone"


def due(now: datetime) -> ColumnElement[bool]:
    """Deliveries anybody may take: waiting and due, or left by a process whose lease ended."""
    return or_(
        and_(WebhookDelivery.status == DeliveryStatus.PENDING, WebhookDelivery.available_at <= now),
        and_(WebhookDelivery.status == DeliveryStatus.RUNNING, WebhookDelivery.lease_until < now),
    )


def take_next(session: Session, endpoint_id: int, *, owner: str, now: datetime) -> WebhookDelivery | None:
    """Lease the oldest due message of the endpoint; None when nothing is due or it is off."""
    query = (
        select(WebhookDelivery).join(WebhookDelivery.endpoint)
        .where(WebhookDelivery.endpoint_id == endpoint_id, WebhookEndpoint.active, due(now))
        .options(joinedload(WebhookDelivery.endpoint), joinedload(WebhookDelivery.event))
        .order_by(WebhookDelivery.id).limit(1).with_for_update(of=WebhookDelivery, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    delivery = session.scalar(query)
    if delivery is None:
        return None
    delivery.status, delivery.attempts = DeliveryStatus.RUNNING, delivery.attempts + 1
    delivery.lease_owner, delivery.lease_until = owner, now + LEASE
    session.flush()
    return delivery


def settle(session: Session, delivery_id: int, ending: Ending, *, owner: str, now: datetime) -> None:
    """Write down what came of the attempt, unless the lease went to somebody else meanwhile."""
    endpoint, delivery = _locked_endpoint(session, delivery_id), _mine(session, delivery_id, owner)
    if endpoint is None or delivery is None:
        return
    session.add(WebhookAttempt(
        delivery_id=delivery.id, number=delivery.attempts, milliseconds=ending.milliseconds,
        answer_status=ending.status, outcome=ending.outcome, answer=ending.answer[:_EXCERPT], created_at=now,
    ))
    delivery.lease_owner = delivery.lease_until = None
    if ending.is_taken:
        delivery.status, delivery.delivered_at, delivery.error = DeliveryStatus.SENT, now, ""
        endpoint.failing_since = None
    else:
        _fail(session, endpoint, delivery, ending, now)
    session.flush()


def _locked_endpoint(session: Session, delivery_id: int) -> WebhookEndpoint | None:
    """Held first and until the transaction ends: of two that fail at once, both count and one switches it off."""
    query = (
        select(WebhookEndpoint).join(WebhookDelivery, WebhookDelivery.endpoint_id == WebhookEndpoint.id)
        .where(WebhookDelivery.id == delivery_id).with_for_update(of=WebhookEndpoint, key_share=True)
    )
    return session.scalar(query.execution_options(populate_existing=True))


def _mine(session: Session, delivery_id: int, owner: str) -> WebhookDelivery | None:
    query = (
        select(WebhookDelivery).where(WebhookDelivery.id == delivery_id, WebhookDelivery.lease_owner == owner)
        .with_for_update()
    )
    return session.scalar(query.execution_options(populate_existing=True))


def _fail(
    session: Session, endpoint: WebhookEndpoint, delivery: WebhookDelivery, ending: Ending, now: datetime
) -> None:
    is_over = delivery.attempts >= ATTEMPTS or ending.is_farewell or not endpoint.active
    delivery.error = ending.outcome
    delivery.status = DeliveryStatus.FAILED if is_over else DeliveryStatus.PENDING
    if not is_over:
        wait = max(DELAYS[delivery.attempts - 1], min(ending.wait or timedelta(), LONGEST_WAIT))
        delivery.available_at = now + wait
    endpoint.failing_since = endpoint.failing_since or now
    if endpoint.active and (ending.is_farewell or now - endpoint.failing_since > SILENT_TO_OFF):
        _switch_off(session, endpoint, now)


def _switch_off(session: Session, endpoint: WebhookEndpoint, now: datetime) -> None:
    endpoint.active = False
    session.flush()
    fail_waiting(session, endpoint)
    tell(
        session, [endpoint.created_by_id], NoticeKind.WEBHOOK_OFF, key=f"webhook-off:{endpoint.id}:{now.isoformat()}",
        community_id=endpoint.community_id, item_id=None, params={"title": endpoint.name}, now=now,
    )


def give_up_lost(session: Session, now: datetime) -> None:
    """What every process disappeared over is a dead letter: its lease ended and no attempt is left.

    So is what an endpoint that is off was told while it was being switched off.
    """
    is_off = WebhookDelivery.endpoint_id.in_(select(WebhookEndpoint.id).where(WebhookEndpoint.active.is_(False)))
    is_lost = and_(WebhookDelivery.status == DeliveryStatus.RUNNING, WebhookDelivery.lease_until < now)
    for left, why in (
        (and_(is_lost, WebhookDelivery.attempts >= ATTEMPTS), "lost"),
        (and_(is_off, or_(is_lost, WebhookDelivery.status == DeliveryStatus.PENDING)), "switched_off"),
    ):
        session.execute(
            update(WebhookDelivery).where(left)
            .values(status=DeliveryStatus.FAILED, error=why, lease_owner=None, lease_until=None)
            .execution_options(synchronize_session=False)
        )


def order_replay(session: Session, endpoint: WebhookEndpoint, now: datetime, *, delivery_id: int | None = None) -> int:
    """Send dead letters of the endpoint again, or the one message of that number whatever became of it; how many.

    A message keeps its id, by which the endpoint knows what it has already.
    """
    which = (
        WebhookDelivery.status == DeliveryStatus.FAILED if delivery_id is None
        else and_(WebhookDelivery.id == delivery_id, WebhookDelivery.status != DeliveryStatus.RUNNING)
    )
    changed = session.execute(
        update(WebhookDelivery)
        .where(WebhookDelivery.endpoint_id == endpoint.id, which)
        .values(status=DeliveryStatus.PENDING, attempts=0, available_at=now, error="")
        .returning(WebhookDelivery.id).execution_options(synchronize_session=False)
    )
    count = len(changed.all())
    if count:
        wake_one(QUEUE, JOB, endpoint.id)
    return count
