"""What a worker does for connections, and what the scheduler looks for, so that a lost wake-up loses nothing.

Nothing here waits for a target with a transaction open.
"""

from __future__ import annotations

import os
import secrets
import socket
import time

import structlog
from sqlalchemy import select

from app.connections import ordering, settling, withdrawing, work
from app.connections.judging import Report
from app.connections.sending import Exchange, exchange, read_outcome
from app.connections.work import Parcel
from app.core.clock import now
from app.core.queue import enqueue
from app.core.running import current_settings
from app.core.transactions import transaction
from app.models import Connection, Push, PushAction, PushStatus
from content_calendar.exporters.push.requests import Received

SHIFT_SECONDS = 240.0
"""After this long a job leaves the rest to the sweeper: others wait for the same workers."""
_MOST_WOKEN = 100

log = structlog.get_logger(__name__)


def push_due(connection_id: int) -> int:
    """Send what is due at one connection; how many pushes it took up."""
    owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    until, taken = time.monotonic() + SHIFT_SECONDS, 0
    while time.monotonic() < until:
        with transaction() as session:
            parcel = work.take_next(session, connection_id, owner=owner, now=now())
        if parcel is None:
            break
        carry(parcel)
        taken += 1
    return taken


def carry(parcel: Parcel) -> None:
    """Send the parcel, or look it up, and write down what came of it."""
    try:
        exchanged = exchange(parcel.line, parcel.request, uid=parcel.uid, at=now(), settings=current_settings())
    except Exception:  # a mistake of ours must end visibly at its push, as one that may have been sent
        log.exception("push failed", push=parcel.push_id)
        exchanged = Exchange(Report())
    if parcel.trace is not None:
        _settle_look_up(parcel, exchanged)
        return
    report = _report(parcel, exchanged.received, exchanged) if exchanged.received else exchanged.report
    with transaction() as session:
        status = settling.settle(session, parcel, report, now())
    if status is not PushStatus.DELIVERED:
        log.info("push not delivered", push=parcel.push_id, outcome=report.name(), status=status and status.value)


def _report(parcel: Parcel, received: Received, exchanged: Exchange) -> Report:
    target = parcel.line.target
    read = target.read_cancelled if parcel.action is PushAction.CANCEL else target.read
    try:
        return read_outcome(exchanged, read(received))
    except Exception:  # an answer no reader expects must not lose what became of the post
        log.exception("answer not understood", push=parcel.push_id)
        return read_outcome(exchanged, None)


def _settle_look_up(parcel: Parcel, exchanged: Exchange) -> None:
    found = None
    if exchanged.received is not None and parcel.trace is not None:
        line = parcel.line
        found = line.target.find(exchanged.received, parcel.trace, line.options, parcel.known)
    with transaction() as session:
        settling.settle_look_up(session, parcel, exchanged.report, found, now())


def order_approved() -> int:
    """Periodic: what was approved goes to the automatic connections that carry it; how many pushes were ordered."""
    with transaction() as session:
        automatic = select(Connection.id).where(Connection.automatic, Connection.active).order_by(Connection.id)
        connection_ids = session.scalars(automatic).all()
    return sum(map(_order_at, connection_ids))


def _order_at(connection_id: int) -> int:
    """Each connection in a transaction of its own: one that is set up badly keeps nobody else from going on."""
    with transaction() as session:
        connection = session.get(Connection, connection_id)
        if connection is None or not connection.active:
            return 0
        try:
            return ordering.order_waiting(session, connection, now())
        except ordering.SettingsIncomplete:
            return 0


def take_back_lost() -> int:
    """Periodic: what left and lost its approval is taken back, or becomes a task for a person; how many."""
    with transaction() as session:
        return len(withdrawing.withdraw_lost(session, now()))


def wake_due() -> int:
    """Periodic: wake workers for connections with something to do, whatever became of the queue."""
    moment = now()
    with transaction() as session:
        settling.give_up_lost(session, moment)
        rested = (Connection.held_until.is_(None)) | (Connection.held_until <= moment)
        query = (
            select(Push.connection_id).join(Push.connection).where(Connection.active, rested, work.due(moment))
            .distinct().limit(_MOST_WOKEN)
        )
        connection_ids = session.scalars(query).all()
    for connection_id in connection_ids:
        enqueue(ordering.QUEUE, ordering.JOB, connection_id)
    return len(connection_ids)
