"""What a worker does when it is woken: gather what a person was told into messages and send those that are due.

A process that dies while it sends leaves a lease behind; when that ends the message is taken up again. Whether the
other side has it then, nobody knows: a message that came twice is chosen over one that never came.
"""

from __future__ import annotations

import os
import secrets
import socket
import time
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import delete, select, union
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.queue import enqueue
from app.core.running import current_settings
from app.core.sealing import SealBroken, unseal
from app.core.transactions import transaction
from app.models import Channel, Delivery, DeliveryStatus, Notice
from app.notifications import deliveries
from app.notifications.notices import tellings
from app.notifications.service import JOB, QUEUE
from app.notifications.trouble import NotDelivered, Trouble
from app.notifications.words import TITLE, Piece, message, say

SHIFT_SECONDS = 240.0
"""After this long a job leaves the rest to the sweeper: other people's news wait for the same workers."""
MOST_WOKEN = 200
KEPT = {"deliveries": timedelta(days=30), "notices": timedelta(days=180)}

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A leased message, ready to go without the database; `address` is still sealed."""

    delivery_id: int
    address: str
    body: str


def carry_news(user_id: int) -> int:
    """Send the person what is due; the number of messages that went out."""
    with transaction() as session:
        deliveries.route(session, user_id, now())
    owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    until, sent = time.monotonic() + SHIFT_SECONDS, 0
    while time.monotonic() < until and (parcel := _next_parcel(user_id, owner)):
        failure = _sent(parcel)
        sent += failure is None
        with transaction() as session:
            deliveries.settle(session, parcel.delivery_id, failure, owner=owner, now=now())
    return sent


def _next_parcel(user_id: int, owner: str) -> Parcel | None:
    """Lease the next message; what may not go out now is put off, and what has become needless is dropped."""
    while True:
        with transaction() as session:
            delivery = deliveries.next_due(session, user_id, now())
            if delivery is None:
                return None
            if deliveries.hold(session, delivery, now()):
                continue
            body = _body(session, delivery)
            if not body:
                session.delete(delivery)
            elif deliveries.claim(session, delivery, owner=owner, now=now()):
                return Parcel(delivery.id, delivery.channel.address, body)


def _body(session: Session, delivery: Delivery) -> str:
    """What the message says; "" when everything in it has been read or is gone."""
    language = delivery.channel.user.language
    if deliveries.is_test(delivery):
        return say(Piece.TEST, language, name=delivery.channel.name)
    told = tellings(session, delivery.notice_ids, language)
    return message(told, current_settings().address, language) if told else ""


def _sent(parcel: Parcel) -> NotDelivered | None:
    """Hand the message over, with no transaction open; why it did not work, or None."""
    from app.notifications.sending import send

    settings = current_settings()
    try:
        address = unseal(parcel.address, settings)
        send(address, title=TITLE, body=parcel.body, networks=settings.notification_networks)
    except SealBroken:
        failure = NotDelivered(Trouble.SEAL_BROKEN)
    except NotDelivered as error:
        failure = error
    except Exception as error:  # a messenger's mistake must end visibly at its channel
        log.warning("messenger failed", delivery=parcel.delivery_id, cause=type(error).__name__)
        failure = NotDelivered(Trouble.REFUSED, type(error).__name__)
    else:
        return None
    log.info("message not sent", delivery=parcel.delivery_id, trouble=failure.trouble.value)
    return failure


def wake_waiting() -> int:
    """Periodic: wake workers for people with news or messages that are due, whatever became of the queue."""
    moment = now()
    with transaction() as session:
        deliveries.give_up_lost(session, moment)
        told = select(Notice.user_id).where(Notice.routed_at.is_(None))
        waiting = select(Channel.user_id).join(Delivery).where(deliveries.due(moment))
        users = session.scalars(union(told, waiting).limit(MOST_WOKEN)).all()
    for user_id in users:
        enqueue(QUEUE, JOB, user_id)
    return len(users)


def forget_old() -> None:
    """Periodic: notices and messages are news, not records."""
    moment = now()
    over = Delivery.status.in_((DeliveryStatus.SENT, DeliveryStatus.FAILED))
    with transaction() as session:
        session.execute(delete(Delivery).where(over, Delivery.created_at < moment - KEPT["deliveries"]))
        session.execute(delete(Notice).where(Notice.created_at < moment - KEPT["notices"]))
