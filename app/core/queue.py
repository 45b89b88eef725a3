"""The queue is a wake-up: it carries the id of a row and nothing else; the row is the truth.

A job that could not be enqueued is not lost: the sweeper finds its row.
"""

from __future__ import annotations

from typing import cast
from uuid import uuid4

import structlog
from flask import Flask, current_app
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

from app.core.settings import Settings
from app.core.transactions import after_commit

QUEUES = ("review", "drafting", "default")
"""In the order workers look at them: what takes milliseconds does not wait for what takes a minute."""
_EXTENSION = "qunbi-redis"
JOB_TIMEOUT_SECONDS = 600

log = structlog.get_logger(__name__)


def init_app(app: Flask, settings: Settings) -> None:
    """`settings.redis_url` is set by whoever starts the process; without one only reading works."""
    url = settings.redis_url
    app.extensions[_EXTENSION] = Redis.from_url(url, socket_connect_timeout=2, socket_timeout=10) if url else None


def redis_connection() -> Redis:
    """The shared connection pool. Raises RedisError when no server is configured."""
    connection = current_app.extensions[_EXTENSION]
    if connection is None:
        raise RedisError("no REDIS_URL: start Qunbi with `make run` or name a server")
    return cast("Redis", connection)


def wake(queue: str, job: str, row_id: int) -> None:
    """After the commit, tell a worker of `queue` to run the function at dotted path `job` with `row_id`."""
    after_commit(lambda: enqueue(queue, job, row_id))


def wake_one(queue: str, job: str, row_id: int) -> None:
    """`wake`, unless the same wake-up still waits: whoever begins it sees what was committed until then.

    For a job that does all there is to do for its row. A forked process for each of a thousand texts would keep the
    workers from everything else.
    """
    after_commit(lambda: _enqueue_one(queue, job, row_id), once_as=(queue, job, row_id))


def enqueue(queue: str, job: str, row_id: int) -> None:
    """Put the job on the queue now; an unreachable server is logged, the sweeper will come round."""
    try:
        _put(_queue(queue), job, row_id)
    except RedisError as error:
        _miss(queue, job, row_id, error)


def _enqueue_one(queue: str, job: str, row_id: int) -> None:
    try:
        if not _waits(waiting := _queue(queue), job, row_id):
            _put(waiting, job, row_id)
    except RedisError as error:
        _miss(queue, job, row_id, error)


def _queue(name: str) -> Queue:
    return Queue(name, connection=redis_connection(), serializer=JSONSerializer)


def _put(queue: Queue, job: str, row_id: int) -> None:
    queue.enqueue(
        job, row_id, job_id=f"{_mark(job, row_id)}{uuid4().hex}", job_timeout=JOB_TIMEOUT_SECONDS, result_ttl=0,
        failure_ttl=86_400,
    )


def _waits(queue: Queue, job: str, row_id: int) -> bool:
    return any(waiting.startswith(_mark(job, row_id)) for waiting in queue.get_job_ids())


def _mark(job: str, row_id: int) -> str:
    """How the ids of jobs that do the same begin; RQ allows letters, digits, underscores and dashes."""
    return f"{job.replace('.', '-')}-{row_id}-"


def _miss(queue: str, job: str, row_id: int, error: RedisError) -> None:
    log.warning("queue unreachable, the sweeper comes round", queue=queue, job=job, row=row_id, error=str(error))
