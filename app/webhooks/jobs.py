"""What a worker does for webhooks. A process that dies while it sends leaves a lease behind; when that ends the
message goes out again under the same id, by which the endpoint knows it.
"""

from __future__ import annotations

import os
import secrets
import socket
import time
from datetime import timedelta

import structlog
from sqlalchemy import delete, exists, select

from app.core.clock import now
from app.core.queue import enqueue
from app.core.running import current_settings
from app.core.sealing import SealBroken
from app.core.transactions import transaction
from app.models import DeliveryStatus, WebhookDelivery, WebhookEndpoint, WebhookEvent
from app.webhooks import deliveries, endpoints
from app.webhooks.deliveries import Ending
from app.webhooks.sending import Letter, body_of, deliver
from app.webhooks.telling import JOB, QUEUE

SHIFT_SECONDS = 120.0
"""After this long a job leaves the rest to the sweeper: one slow endpoint holds no worker for ever."""
KEPT = timedelta(days=30)
_MOST_WOKEN = 200

log = structlog.get_logger(__name__)


def deliver_due(endpoint_id: int) -> int:
    """Send the endpoint what is due; how many it took."""
    owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    until, taken = time.monotonic() + SHIFT_SECONDS, 0
    while time.monotonic() < until:
        letter = _next_letter(endpoint_id, owner)
        if letter is None:
            break
        ending = _delivered(letter)
        taken += ending.is_taken
        with transaction() as session:
            deliveries.settle(session, letter.delivery_id, ending, owner=owner, now=now())
    return taken


def _next_letter(endpoint_id: int, owner: str) -> Letter | None:
    with transaction() as session:
        delivery = deliveries.take_next(session, endpoint_id, owner=owner, now=now())
        if delivery is None:
            return None
        message, endpoint = delivery.event, delivery.endpoint
        try:
            opened = endpoints.signing_secrets(endpoint, current_settings(), now())
        except SealBroken:
            opened = []
        return Letter(delivery.id, endpoint.url, message.message_id, body_of(message.payload), opened)


def _delivered(letter: Letter) -> Ending:
    """With no transaction open."""
    if not letter.secrets:
        return Ending("seal_broken", None, 0)
    try:
        return deliver(letter, current_settings().target_networks, now())
    except Exception as error:  # a mistake of ours must end visibly in the log of the endpoint
        log.warning("webhook failed", delivery=letter.delivery_id, cause=type(error).__name__)
        return Ending("failed_here", None, 0)


def wake_waiting() -> int:
    """Periodic: wake workers for endpoints with something due, whatever became of the queue."""
    moment = now()
    with transaction() as session:
        deliveries.give_up_lost(session, moment)
        query = (
            select(WebhookDelivery.endpoint_id).join(WebhookDelivery.endpoint)
            .where(WebhookEndpoint.active, deliveries.due(moment)).distinct().limit(_MOST_WOKEN)
        )
        endpoint_ids = session.scalars(query).all()
    for endpoint_id in endpoint_ids:
        enqueue(QUEUE, JOB, endpoint_id)
    return len(endpoint_ids)


def forget_old() -> None:
    """Periodic: messages that reached nobody any more within a month, or reached everybody, are not records."""
    before = now() - KEPT
    waiting = exists().where(
        WebhookDelivery.event_id == WebhookEvent.id,
        WebhookDelivery.status.in_((DeliveryStatus.PENDING, DeliveryStatus.RUNNING)),
    )
    with transaction() as session:
        session.execute(delete(WebhookEvent).where(WebhookEvent.created_at < before, ~waiting))
