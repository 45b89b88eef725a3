"""The process that runs jobs: it listens to the queues and forks a fresh process for each job.

RQ decides when a job is woken, the row's lease decides who may work on it. The short intervals let a job whose
worker died be woken again within about a minute instead of after a quarter of an hour.
"""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import cast

from flask import Flask
from redis import Redis
from rq import Queue, Worker
from rq.executions import Execution
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.utils import import_attribute

from app.core.database import db
from app.core.origins import job_at_work
from app.core.parentage import end_with_parent
from app.core.queue import QUEUES

_CONNECT_SECONDS = 5
PREPARATIONS = ("app.drafting.jobs.get_ready",)
"""Called before the first job, inside the application: what is loaded here is shared by all forked jobs."""


class JobWorker(Worker):
    """An RQ worker whose jobs run inside the application, with connections of their own."""

    app: Flask
    asked_to_end = False

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Finish the job at hand, then end."""
        self.asked_to_end = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]  # RQ left this one without types

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        """In the forked process. It ends with its worker: nobody would watch over it, and the lease takes care."""
        end_with_parent(signal.SIGKILL, cast("int", self.pid))
        with self.app.app_context():
            db.engine.dispose(close=False)
        super().main_work_horse(job, queue)

    def perform_job(self, job: Job, queue: Queue, execution: Execution) -> bool:
        """Run the job in an application context of its own."""
        with self.app.app_context(), job_at_work(job.id):
            return bool(super().perform_job(job, queue, execution))


def _prepare(app: Flask) -> None:
    with app.app_context():
        for path in PREPARATIONS:
            import_attribute(path)()


def work(app: Flask, address: str, *, burst: bool = False) -> None:
    """Run jobs from the server at `address` until SIGTERM, or with `burst` until the queues are empty.

    Ends with exit code 1 when the server is lost, so that a supervisor starts it anew.
    """
    worker = JobWorker(
        QUEUES,
        connection=Redis.from_url(address, socket_connect_timeout=_CONNECT_SECONDS),
        serializer=JSONSerializer,
        maintenance_interval=10,
        job_monitoring_interval=5,
        worker_ttl=30,
        log_job_description=False,
    )
    worker.app = app
    _prepare(app)
    worker.work(burst=burst, logging_level="WARNING")
    if not burst and not worker.asked_to_end:
        sys.exit(1)
