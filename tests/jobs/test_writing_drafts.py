"""The way of a draft from the order to the reviewers: queue server, worker process and database are real."""

from __future__ import annotations

import json
import pickle
import sqlite3
import zlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import event, select

from app.core.clock import now
from app.core.database import db
from app.core.settings import Settings
from app.core.transactions import transaction
from app.drafting import jobs, service, shift
from app.models import DraftTask, ModelCall, Revision, TaskStatus
from app.review import jobs as review_jobs
from content_calendar.vocabulary import WriterKind
from content_calendar.workflow import State
from tests.databases import Databases, dispose, make_app
from tests.factories import make_item, make_workspace
from tests.services.copywriter.model_server import ModelServer, drafts
from tests.workers import work_off


@pytest.fixture
def queued_app(databases: Databases, database: str, tmp_path: Path, valkey: str) -> Iterator[Flask]:
    """An application with a queue server and a database that other processes see."""
    application = make_app(tmp_path, databases.make(database), redis_url=valkey)
    yield application
    dispose(application)


def order(app: Flask, count: int) -> int:
    """A run over `count` planned slots, committed; its id."""
    with app.app_context(), transaction() as session:
        workspace = make_workspace(session, now())
        items = [make_item(session, workspace.column, now(), seed=number) for number in range(count)]
        ids = [item.id for item in items]
        return service.start_run(
            session, workspace.community, ids, note="", submit=True, actor=workspace.editor, now=now()
        ).id


def settings_of(app: Flask) -> Settings:
    return app.extensions["qunbi-settings"]


def jobs_in(app: Flask) -> list[bytes]:
    """What waits in the drafting queue, as the queue server keeps it."""
    with Redis.from_url(settings_of(app).redis_url) as connection:
        ids = Queue("drafting", connection=connection, serializer=JSONSerializer).job_ids
        return [zlib.decompress(connection.hget(f"rq:job:{key}", "data")) for key in ids]


def test_a_worker_process_writes_every_draft_once(queued_app: Flask) -> None:
    order(queued_app, 4)
    work_off(settings_of(queued_app))
    with queued_app.app_context():
        tasks = db.session.scalars(select(DraftTask)).all()
        assert {task.status for task in tasks} == {TaskStatus.DONE}
        assert {task.item.state for task in tasks} <= {State.IN_REVIEW, State.DRAFT}
        handed_in = [task.item for task in tasks if task.item.state is State.IN_REVIEW]
        assert handed_in
        assert all(item.must_fix is not None and item.assigned_to_id for item in handed_in), "reviewed by a worker too"
        for task in tasks:
            (revision,) = task.item.revisions
            assert (revision.writer, revision.id) == (WriterKind.OFFLINE, task.revision_id)
            assert revision.body


@pytest.mark.parametrize("database", ["sqlite"])
def test_texts_of_one_run_differ(queued_app: Flask) -> None:
    run_id = order(queued_app, 4)
    with queued_app.app_context():
        assert jobs.write_drafts(run_id) == 4
        bodies = db.session.scalars(select(Revision.body).where(Revision.writer == WriterKind.OFFLINE)).all()
        assert len(set(bodies)) == 4


@pytest.mark.parametrize("database", ["sqlite"])
def test_the_queue_carries_the_id_of_a_row_as_json_and_nothing_else(queued_app: Flask) -> None:
    run_id = order(queued_app, 1)
    (data,) = jobs_in(queued_app)
    assert json.loads(data) == [service.JOB, None, [run_id], {}]


def test_an_order_that_is_rolled_back_wakes_nobody(queued_app: Flask) -> None:
    with queued_app.app_context():
        edge = transaction()
        session = edge.__enter__()
        workspace = make_workspace(session, now())
        item = make_item(session, workspace.column, now())
        service.start_run(
            session, workspace.community, [item.id], note="", submit=True, actor=workspace.editor, now=now()
        )
        edge.__exit__(RuntimeError, RuntimeError(), None)
        assert db.session.scalars(select(DraftTask)).all() == []
    assert jobs_in(queued_app) == []


class Planted:
    """What somebody with access to the queue server might leave there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.folder / "executed",)


@pytest.mark.parametrize("database", ["sqlite"])
def test_a_planted_pickle_is_not_executed(queued_app: Flask, tmp_path: Path) -> None:
    order(queued_app, 1)
    with Redis.from_url(settings_of(queued_app).redis_url) as connection:
        (key,) = Queue("drafting", connection=connection, serializer=JSONSerializer).job_ids
        connection.hset(f"rq:job:{key}", "data", zlib.compress(pickle.dumps(Planted(tmp_path))))
    work_off(settings_of(queued_app))
    assert not (tmp_path / "executed").exists()


def test_the_sweeper_wakes_what_the_queue_forgot(queued_app: Flask, valkey: str) -> None:
    order(queued_app, 2)
    with Redis.from_url(valkey) as connection:
        connection.flushall()
    with queued_app.app_context():
        assert jobs.wake_due_runs() == 1
    for data in jobs_in(queued_app):
        _, _, (woken_for,), _ = json.loads(data)
        with queued_app.app_context():
            jobs.write_drafts(woken_for)
    with queued_app.app_context():
        assert jobs.wake_due_runs() == 0
        assert set(db.session.scalars(select(DraftTask.status))) == {TaskStatus.DONE}


def test_a_job_woken_twice_writes_once(queued_app: Flask) -> None:
    run_id = order(queued_app, 3)
    with queued_app.app_context():
        assert [jobs.write_drafts(run_id), jobs.write_drafts(run_id)] == [3, 0]


@pytest.mark.parametrize("database", ["sqlite"])
def test_what_was_paid_for_while_the_database_was_away_is_written_down_when_it_is_back(
    queued_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shift, "AWAY_SECONDS", 0.0)
    outages = iter((True, True))

    def refuse(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO model_call") and next(outages, False):
            raise sqlite3.OperationalError("disk I/O error")

    with ModelServer(drafts()) as model, queued_app.app_context():
        update = {"openai_base_url": model.base_url, "openai_model": "stand-in"}
        queued_app.extensions["qunbi-settings"] = settings_of(queued_app).model_copy(update=update)
        run_id = order(queued_app, 1)
        event.listen(db.engine, "before_cursor_execute", refuse)
        assert jobs.write_drafts(run_id) == 1
        assert len(model.requests) == len(db.session.scalars(select(ModelCall)).all()) == 1
        assert next(outages, None) is None


def test_missed_slots_expire_on_schedule(own_app: Flask) -> None:
    then = now() - timedelta(days=30)
    with own_app.app_context():
        with transaction() as session:
            make_workspace(session, then)
        assert [review_jobs.expire_missed_slots(), review_jobs.expire_missed_slots()] == [1, 0]
