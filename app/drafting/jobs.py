"""What a worker does when it is woken: work off the due drafts of a run."""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import structlog
from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app import copywriter
from app.copywriter import make_copywriter
from app.copywriter.brief import Copywriter
from app.core.clock import now
from app.core.queue import enqueue
from app.core.running import current_settings
from app.core.settings import Settings
from app.core.transactions import transaction
from app.drafting import holds, leases, outcomes, service
from app.drafting.shift import Shift
from app.models import DraftTask
from app.prompt_library.service import in_production
from content_calendar.vocabulary import WriterKind

SHIFT_SECONDS = 60.0
"""After this long a job takes no new task but wakes a successor, so that runs take turns at the workers."""
OFFLINE_AHEAD = 16

log = structlog.get_logger(__name__)


def write_drafts(run_id: int) -> int:
    """Write what is due, the run's drafts first; the number written. Called by the worker inside an app context."""
    settings = current_settings()
    with transaction() as session:
        if session.scalar(leases.due(now()).limit(1)) is None:
            return 0
        writer = make_copywriter(settings, in_production(session))
    hands, ahead = capacity(settings, writer)
    owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    lease = timedelta(seconds=settings.lease_seconds)
    shift = Shift(run_id, writer, owner, lease, hands, ahead, until=time.monotonic() + SHIFT_SECONDS)
    with kept_leases(owner, lease):
        written = shift.work()
    if shift.is_over:
        enqueue(service.QUEUE, service.JOB, run_id)
    return written


def get_ready() -> None:
    """Before a worker's first job: load what its jobs need."""
    copywriter.get_ready(current_settings())


def capacity(settings: Settings, writer: Copywriter) -> tuple[int, int]:
    """How many drafts this worker writes at once and how many it claims ahead.

    The workers of an installation share the calls it allows itself at a time; each has at least one. Formulas are
    computed by one thread: there is nothing to wait for.
    """
    if writer.kind is not WriterKind.MODEL:
        return 1, OFFLINE_AHEAD
    share = max(1, settings.model_concurrency // settings.workers)
    return share, share


@contextmanager
def kept_leases(owner: str, lease: timedelta) -> Iterator[None]:
    """Extend this owner's leases at a third of their length until the block ends."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - a thread needs the app
    finished = threading.Event()

    def beat() -> None:
        while not finished.wait(lease.total_seconds() / 3):
            with app.app_context():
                _extend(owner, lease)

    thread = threading.Thread(target=beat, name="lease-heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        finished.set()
        thread.join()


def _extend(owner: str, lease: timedelta) -> None:
    """A beat that is missed is no harm, the next one comes before the lease ends."""
    try:
        with transaction() as session:
            leases.extend(session, owner=owner, now=now(), lease=lease)
    except OperationalError as error:
        log.warning("lease not extended", owner=owner, error=str(error))


def wake_due_runs() -> int:
    """Periodic: wake idle workers when work is due, whatever became of the queue; the number of runs it belongs to."""
    moment = now()
    with transaction() as session:
        outcomes.fail_abandoned(session, now=moment)
        holds.review(session, now=moment)
        runs = session.scalars(select(DraftTask.run_id).where(DraftTask.id.in_(leases.due(moment)))).all()
        at_work = len(leases.owners(session, moment))
    idle = max(0, current_settings().workers - at_work)
    for run_id in runs[:idle]:
        enqueue(service.QUEUE, service.JOB, run_id)
    return len(set(runs))
