"""The demo's worker: a real one, which finishes its job before it ends."""

from __future__ import annotations

import time
from pathlib import Path

from redis import Redis
from rq import Queue
from rq.job import JobStatus
from rq.serializers import JSONSerializer
from sqlalchemy import text

from app.cli.demo.house import House, working
from app.core.database import db
from app.core.running import current_settings
from tests.databases import SQLITE, Databases, dispose, make_app

JOB = "app.review.jobs.review_forgotten"
PATIENCE_SECONDS = 60


def test_nothing_is_held_that_the_last_job_of_the_worker_waits_for(
    databases: Databases, tmp_path: Path, valkey: str
) -> None:
    app = make_app(tmp_path, databases.make(SQLITE), redis_url=valkey)
    with app.app_context(), Redis.from_url(valkey) as connection:
        with working(House(app, current_settings(), tmp_path, valkey)):
            db.session.execute(text("SELECT 1"))  # holds the lock of whoever writes to SQLite
            job = Queue("review", connection=connection, serializer=JSONSerializer).enqueue(JOB)
            end = time.monotonic() + PATIENCE_SECONDS
            while job.get_status(refresh=True) is JobStatus.QUEUED:
                assert time.monotonic() < end
                time.sleep(0.02)  # the queue server tells nobody that a job was taken
        assert job.get_status(refresh=True) is JobStatus.FINISHED
    dispose(app)
