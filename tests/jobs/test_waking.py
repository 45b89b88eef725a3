"""What waits in the queue after a commit: the queue server and the database are real."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import select

from app.core.clock import now
from app.core.database import db
from app.core.errors import NotFound
from app.core.queue import wake, wake_one
from app.core.transactions import transaction
from app.drafting import jobs, service
from app.models import ContentItem
from app.review import jobs as review_jobs
from content_calendar.workflow import State
from tests.databases import Databases, dispose, make_app
from tests.factories import make_item, make_workspace

JOB = "app.review.jobs.review_submitted"


@pytest.fixture
def queued_app(databases: Databases, tmp_path: Path, valkey: str) -> Iterator[Flask]:
    """An application with a queue server, its context open."""
    application = make_app(tmp_path, databases.make("sqlite"), redis_url=valkey)
    with application.app_context():
        yield application
    dispose(application)


@pytest.fixture
def review_queue(queued_app: Flask, valkey: str) -> Iterator[Queue]:
    with Redis.from_url(valkey) as connection:
        yield Queue("review", connection=connection, serializer=JSONSerializer)


def _wake_and_fail() -> None:
    wake_one("review", JOB, 1)
    raise NotFound


def waiting(queue: Queue) -> list[tuple[str, int]]:
    return [(str(job.func_name).rpartition(".")[2], job.args[0]) for job in queue.get_jobs()]


def test_one_wake_up_stands_for_many(review_queue: Queue) -> None:
    for community_id in (1, 11, 1):
        with transaction():
            wake_one("review", JOB, community_id)
            wake_one("review", JOB, community_id)
    assert waiting(review_queue) == [("review_submitted", 1), ("review_submitted", 11)]


def test_a_wake_up_that_has_begun_stands_for_nobody_who_comes_later(review_queue: Queue) -> None:
    with transaction():
        wake_one("review", JOB, 1)
    assert review_queue.pop_job_id()
    with transaction():
        wake_one("review", JOB, 1)
    assert waiting(review_queue) == [("review_submitted", 1)]


def test_as_many_workers_are_woken_as_were_asked_for(review_queue: Queue) -> None:
    with transaction():
        wake("review", JOB, 1)
        wake("review", JOB, 1)
    assert len(waiting(review_queue)) == 2


def test_nobody_is_woken_for_what_did_not_happen(review_queue: Queue) -> None:
    with pytest.raises(NotFound), transaction():
        _wake_and_fail()
    with transaction():
        pass
    assert waiting(review_queue) == []


def test_many_drafts_submitted_one_after_another_are_one_job_for_the_review_desk(review_queue: Queue) -> None:
    with transaction() as session:
        workspace = make_workspace(session, now())
        ids = [make_item(session, workspace.column, now(), seed=number).id for number in range(12)]
        run = service.start_run(
            session, workspace.community, ids, note="", submit=True, actor=workspace.editor, now=now()
        )
        community_id, run_id = workspace.community.id, run.id
    jobs.write_drafts(run_id)
    assert waiting(review_queue) == [("review_submitted", community_id)]
    handed_in = review_jobs.review_submitted(community_id)
    assert handed_in > 1
    assert review_jobs.review_submitted(community_id) == 0
    items = db.session.scalars(select(ContentItem).where(ContentItem.state == State.IN_REVIEW)).all()
    assert len(items) == handed_in
    assert all(item.must_fix is not None and item.assigned_to_id for item in items)
