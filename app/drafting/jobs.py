"""What a worker does when it is woken: work off the due drafts of a run."""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog
from flask import Flask, current_app
from sqlalchemy import select

from app.copywriter import make_copywriter
from app.copywriter.brief import Brief, Copywriter, CopywriterError
from app.core.clock import now
from app.core.database import db
from app.core.queue import enqueue
from app.core.running import current_settings
from app.core.transactions import transaction
from app.drafting import briefing, leases, service
from app.models import DraftTask
from content_calendar.vocabulary import WriterKind

SHIFT_SECONDS = 300.0
"""After this long a job takes no new task but wakes a successor, well inside the job's own time limit."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Assignment:
    """One claimed task as plain values, so that no transaction is open while the copy is written."""

    task_id: int
    brief: Brief


def write_drafts(run_id: int) -> int:
    """Write every due draft of the run; the number written. Called by the worker inside an app context."""
    settings = current_settings()
    writer = make_copywriter(settings)
    owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    lease = timedelta(seconds=settings.lease_seconds)
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - threads need the app itself
    hands = settings.model_concurrency if writer.kind is WriterKind.MODEL else 1
    shift = Shift(app, run_id, writer, owner, lease, until=time.monotonic() + SHIFT_SECONDS)
    with kept_leases(app, owner, lease), ThreadPoolExecutor(hands) as pool:
        written = sum(pool.map(lambda _hand: shift.work(), range(hands)))
    if time.monotonic() >= shift.until:
        enqueue(service.QUEUE, service.JOB, run_id)
    return written


@dataclass(frozen=True, slots=True)
class Shift:
    """One worker's turn at a run, done by several threads at once."""

    app: Flask
    run_id: int
    writer: Copywriter
    owner: str
    lease: timedelta
    until: float

    def work(self) -> int:
        """Claim, write and hand in until nothing is due or the shift ends."""
        done = 0
        with self.app.app_context():
            while time.monotonic() < self.until and (assignment := self._claim()):
                done += self._write(assignment)
        return done

    def _claim(self) -> Assignment | None:
        with transaction() as session:
            task = leases.claim_next(session, self.run_id, owner=self.owner, now=now(), lease=self.lease)
            if task is None:
                return None
            item = briefing.load_for_brief(session, task.item_id)
            seed = item.seed + 7919 * (item.current_revision.number if item.current_revision else 0)
            avoid = briefing.recent_texts(session, item)
            return Assignment(task.id, briefing.brief_of(item, avoid=avoid, seed=seed, note=task.run.note))

    def _write(self, assignment: Assignment) -> int:
        try:
            written = self.writer.write(assignment.brief)
        except CopywriterError as error:
            log.warning("draft failed", task=assignment.task_id, code=error.code, cause=str(error))
            with transaction() as session:
                service.fail_task(session, assignment.task_id, error, owner=self.owner, now=now())
            return 0
        with transaction() as session:
            revision = service.finish_task(session, assignment.task_id, written, owner=self.owner, now=now())
        return 0 if revision is None else 1


@contextmanager
def kept_leases(app: Flask, owner: str, lease: timedelta) -> Iterator[None]:
    """Extend this owner's leases at a third of their length until the block ends."""
    finished = threading.Event()

    def beat() -> None:
        while not finished.wait(lease.total_seconds() / 3):
            with app.app_context(), transaction() as session:
                leases.extend(session, owner=owner, now=now(), lease=lease)

    thread = threading.Thread(target=beat, name="lease-heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        finished.set()
        thread.join()


def wake_due_runs() -> int:
    """Periodic: wake a worker for every run with due work, whatever became of the queue; the number of runs."""
    with transaction() as session:
        service.fail_abandoned(session, now=now())
    runs = list(db.session.scalars(select(DraftTask.run_id).where(DraftTask.id.in_(leases.due(now()))).distinct()))
    for run_id in runs:
        enqueue(service.QUEUE, service.JOB, run_id)
    return len(runs)
