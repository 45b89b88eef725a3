"""Drafting while parts of the house fall: every draft ends done exactly once, or failed with its cause."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.clock import now
from app.core.database import db
from app.core.queue import init_app as connect_queue
from app.core.settings import Settings
from app.core.transactions import transaction
from app.drafting import jobs, service
from app.models import ContentItem, DraftTask, Revision, TaskStatus
from content_calendar.workflow import State
from tests.databases import POSTGRESQL, Databases, dispose, make_app
from tests.factories import make_item, make_workspace
from tests.services.copywriter.model_server import Exchange, ModelServer, drafts, sends
from tests.workers import work_off, worker

COUNT = 5
LEASE_SECONDS = 1


@pytest.fixture
def database() -> str:
    """Where rows are locked one by one; on the embedded database the storm and tests/jobs try the same."""
    return POSTGRESQL


@pytest.fixture
def queued_app(databases: Databases, database: str, tmp_path: Path, valkey: str) -> Iterator[Flask]:
    application = make_app(tmp_path, databases.make(database), redis_url=valkey, model_concurrency=1)
    yield application
    dispose(application)


def order(app: Flask, count: int = COUNT) -> int:
    """A run over `count` planned slots, committed; its id."""
    with app.app_context(), transaction() as session:
        workspace = make_workspace(session, now())
        ids = [make_item(session, workspace.column, now(), seed=number).id for number in range(count)]
        return service.start_run(
            session, workspace.community, ids, note="", submit=True, actor=workspace.editor, now=now()
        ).id


def change(app: Flask, **values: object) -> Settings:
    """Settings a person could not choose, such as a lease of seconds, so that a test need not wait."""
    settings = app.extensions["qunbi-settings"].model_copy(update=values)
    app.extensions["qunbi-settings"] = settings
    connect_queue(app, settings)
    return settings


def until(reached: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.05)


def everything_done_once(app: Flask, count: int = COUNT) -> bool:
    with app.app_context():
        statuses = dict(iter(db.session.execute(select(DraftTask.status, func.count()).group_by(DraftTask.status))))
        drafted_items = select(func.count(Revision.id)).join(DraftTask, DraftTask.item_id == Revision.item_id)
        return statuses == {TaskStatus.DONE: count} and db.session.scalar(drafted_items) == count


def keeps_waiting(exchange: Exchange) -> None:
    exchange.pause(60)


def test_a_worker_killed_while_writing_is_replaced_and_each_draft_exists_once(queued_app: Flask) -> None:
    with ModelServer(drafts(), drafts(), keeps_waiting, drafts()) as model:
        settings = change(
            queued_app, lease_seconds=LEASE_SECONDS, openai_base_url=model.base_url, openai_model="stand-in"
        )
        run_id = order(queued_app)
        with worker(settings) as process:
            until(lambda: len(model.requests) == 3)
            os.kill(process.pid, signal.SIGKILL)
            process.join()
        assert not everything_done_once(queued_app)

        def swept_and_done() -> bool:
            with queued_app.app_context():
                if jobs.wake_due_runs():
                    jobs.write_drafts(run_id)
            return everything_done_once(queued_app)

        until(swept_and_done)
    with queued_app.app_context():
        attempts = db.session.scalars(select(DraftTask.attempt).order_by(DraftTask.id)).all()
        assert attempts == [1, 1, 2, 2, 1], "the one being written and the one claimed ahead are begun anew"
        states = set(db.session.scalars(select(ContentItem.state).where(ContentItem.seed < COUNT)))
        assert State.DRAFTING not in states


def test_an_order_given_while_the_queue_server_is_away_is_carried_out_later(
    queued_app: Flask, valkey: str, tmp_path: Path
) -> None:
    change(queued_app, redis_url=f"unix://{tmp_path}/nobody.sock")
    order(queued_app)
    settings = change(queued_app, redis_url=valkey)
    with queued_app.app_context():
        assert jobs.wake_due_runs() == 1
    work_off(settings)
    assert everything_done_once(queued_app)


def test_a_busy_model_is_asked_again_when_it_said(queued_app: Flask) -> None:
    with ModelServer(sends("{}", 429, {"Retry-After": "120"})) as model:
        change(queued_app, openai_base_url=model.base_url, openai_model="stand-in")
        before = now()
        with queued_app.app_context():
            assert jobs.write_drafts(order(queued_app, 1)) == 0
    with queued_app.app_context():
        (task,) = db.session.scalars(select(DraftTask)).all()
        assert (task.status, task.error_code, task.item.state) == (
            TaskStatus.PENDING, "endpoint_rate_limited", State.DRAFTING,
        )
        assert (task.available_at - before).total_seconds() >= 119
        assert jobs.wake_due_runs() == 0


def test_a_model_that_refuses_fails_the_draft_with_its_cause(queued_app: Flask) -> None:
    with ModelServer(sends('{"error": {"message": "bad key"}}', 401)) as model:
        change(queued_app, openai_base_url=model.base_url, openai_model="stand-in")
        with queued_app.app_context():
            assert jobs.write_drafts(order(queued_app, 1)) == 0
    with queued_app.app_context():
        (task,) = db.session.scalars(select(DraftTask)).all()
        assert (task.status, task.item.state) == (TaskStatus.FAILED, State.FAILED)
        assert task.error_code
        assert task.error_detail
