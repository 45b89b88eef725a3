"""Many drafts while workers are killed again and again and the queue server once: none is lost, none comes twice.

`make test-faults` lets the storm blow and prints what happened. It takes minutes, so `make test` does not collect this
file; it has one worker killed once, in test_drafting_faults.py.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import ColumnElement, func, select

from app.core import embedded_valkey
from app.core.clock import now
from app.core.database import db
from app.core.embedded_valkey_folder import valkey_folder
from app.core.queue import init_app as connect_queue
from app.core.settings import Settings
from app.core.transactions import transaction
from app.drafting import jobs, service
from app.drafting.tasks import OPEN
from app.models import ContentItem, DraftTask, ItemEvent, ModelCall, Revision, TaskStatus
from benchmarks.model_server import model_server
from content_calendar.workflow import Action, State
from tests.databases import Databases, dispose, make_app
from tests.factories import make_item, make_workspace
from tests.workers import worker

DRAFTS = int(os.environ.get("QUNBI_TEST_STORM_DRAFTS", "500"))
KILL_EVERY_SECONDS = 3
KILLS_BEFORE_THE_QUEUE = 3
LATENCY_SECONDS = 0.5
LEASE_SECONDS = 3
PER_RUN = 100
PATIENCE_SECONDS = 500


@dataclass(frozen=True, slots=True)
class Wreckage:
    """What was left when it was over."""

    done: int
    failed: int
    unfinished: int
    lost: int
    twice: int
    asked: int
    kills: int
    seconds: float


@pytest.fixture
def folder() -> Iterator[Path]:
    """Short, as socket paths are limited."""
    place = Path(tempfile.mkdtemp(prefix="qs-"))
    yield place
    embedded_valkey.stop(place)
    shutil.rmtree(place, ignore_errors=True)


def test_no_draft_is_lost_and_none_comes_twice(
    databases: Databases, database: str, tmp_path: Path, folder: Path
) -> None:
    address = embedded_valkey.ensure_running(folder)
    app = make_app(tmp_path, databases.make(database), redis_url=address)
    try:
        with model_server(LATENCY_SECONDS) as endpoint:
            settings = hurried(app, endpoint)
            order(app, DRAFTS)
            begin = time.monotonic()
            kills = blow(app, settings, folder)
            left = wreckage(app, kills, time.monotonic() - begin)
    finally:
        dispose(app)
    sys.stdout.write(f"\n  {database}: {left}\n")
    assert (left.unfinished, left.lost, left.twice) == (0, 0, 0)
    assert left.done + left.failed == DRAFTS
    assert kills >= 1


def hurried(app: Flask, endpoint: str) -> Settings:
    """A lease of seconds, which nobody could choose, so that the test need not wait for a long one."""
    settings: Settings = app.extensions["qunbi-settings"].model_copy(
        update={
            "lease_seconds": LEASE_SECONDS, "openai_base_url": endpoint, "openai_model": "stand-in",
            "model_concurrency": 16,
        }
    )
    app.extensions["qunbi-settings"] = settings
    connect_queue(app, settings)
    return settings


def order(app: Flask, drafts: int) -> None:
    with app.app_context(), transaction() as session:
        workspace = make_workspace(session, now())
        ids = [make_item(session, workspace.column, now(), seed=number).id for number in range(drafts)]
        for start in range(0, drafts, PER_RUN):
            service.start_run(
                session, workspace.community, ids[start : start + PER_RUN], note="", submit=True,
                actor=workspace.editor, now=now(),
            )


def blow(app: Flask, settings: Settings, folder: Path) -> int:
    """Keep two workers and the sweeper going as the supervisor would, killing one and the other in turn; the kills.

    Nobody is killed before something was written since the last time, or a slow machine would never be done.
    """
    kills = victim = written = 0
    next_kill = time.monotonic() + KILL_EVERY_SECONDS
    end = time.monotonic() + PATIENCE_SECONDS
    stacks = [ExitStack(), ExitStack()]
    crew = [stack.enter_context(worker(settings)) for stack in stacks]
    while left := unfinished(app):
        assert time.monotonic() < end
        for place, process in enumerate(crew):
            if not process.is_alive():
                stacks[place].close()
                crew[place] = stacks[place].enter_context(worker(settings))
        if time.monotonic() >= next_kill and DRAFTS - left > written:
            written = DRAFTS - left
            os.kill(crew[victim].pid or 0, signal.SIGKILL)
            crew[victim].join()
            kills, victim, next_kill = kills + 1, 1 - victim, time.monotonic() + KILL_EVERY_SECONDS
            if kills == KILLS_BEFORE_THE_QUEUE:
                os.kill(int((valkey_folder(folder) / "valkey.pid").read_text()), signal.SIGKILL)
                assert embedded_valkey.ensure_running(folder) == settings.redis_url
        with app.app_context():
            jobs.wake_due_runs()
        time.sleep(0.2)
    for stack in stacks:
        stack.close()
    return kills


def unfinished(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).where(DraftTask.status.in_(OPEN))) or 0


def wreckage(app: Flask, kills: int, seconds: float) -> Wreckage:
    with app.app_context():
        texts = select(Revision.item_id).join(DraftTask, DraftTask.item_id == Revision.item_id)
        twice = texts.group_by(Revision.item_id).having(func.count() > 1)
        finished_twice = (
            select(ItemEvent.item_id).where(ItemEvent.action == Action.FINISH_DRAFTING)
            .group_by(ItemEvent.item_id).having(func.count() > 1)
        )
        return Wreckage(
            done=_count(DraftTask.status == TaskStatus.DONE),
            failed=_count(DraftTask.status == TaskStatus.FAILED),
            unfinished=_count(DraftTask.status.in_(OPEN)) + _count(ContentItem.state == State.DRAFTING),
            lost=_count(DraftTask.status == TaskStatus.DONE, DraftTask.revision_id.is_(None)),
            twice=len(db.session.scalars(twice).all()) + len(db.session.scalars(finished_twice).all()),
            asked=_count(ModelCall.id > 0), kills=kills, seconds=round(seconds, 1),
        )


def _count(*conditions: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).where(*conditions)) or 0
