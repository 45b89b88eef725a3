"""A house with the sample workspace, planned slots and real workers, for benchmarks of drafting."""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

from flask import Flask
from redis import Redis
from rq import Queue, Worker
from rq.serializers import JSONSerializer
from sqlalchemy import func, select

from app import create_app
from app.accounts.access import Actor
from app.communities.workspace import load_sample
from app.copywriter import make_copywriter
from app.core import embedded_valkey, worker
from app.core.clock import now
from app.core.database import db, migrate
from app.core.queue import enqueue
from app.core.running import current_settings
from app.core.settings import load_settings
from app.core.transactions import transaction
from app.drafting import leases, outcomes, service
from app.drafting.assignments import assignments_of
from app.drafting.outcomes import Outcome
from app.drafting.tasks import OPEN
from app.models import Column, ContentItem, DraftTask, TaskStatus, User
from content_calendar.workflow import Role

MAX_ITEMS_PER_RUN = 160
BASELINE_JOB = "benchmarks.drafting_house.write_one"


@dataclass(frozen=True, slots=True)
class DraftingHouse:
    """The application and the address of its queue server."""

    app: Flask
    address: str

    def rate(self, drafts: int, *, workers: int) -> float:
        """Drafts per second from the wake-up of so many idle worker processes to the last saved revision."""
        self._order(drafts)
        return self._timed(drafts, workers, _wake_runs)

    def rate_of_single_jobs(self, drafts: int, *, workers: int) -> float:
        """The same when every draft is a forked job of its own."""
        self._order(drafts)
        return self._timed(drafts, workers, partial(self._wake_for_each, drafts))

    def _wake_for_each(self, drafts: int) -> None:
        with Redis.from_url(self.address) as connection:
            queue = Queue(service.QUEUE, connection=connection, serializer=JSONSerializer)
            for _ in range(drafts):
                queue.enqueue(BASELINE_JOB, result_ttl=0)

    def _order(self, drafts: int) -> None:
        ids = _planned(drafts)
        for start in range(0, drafts, MAX_ITEMS_PER_RUN):
            with transaction() as session:
                editor = Actor(user=session.scalars(select(User).where(User.is_owner)).one(), role=Role.ADMIN)
                chosen = ids[start : start + MAX_ITEMS_PER_RUN]
                community = session.get_one(ContentItem, chosen[0]).community
                service.start_run(session, community, chosen, note="", submit=True, actor=editor, now=now())

    def _timed(self, drafts: int, workers: int, wake: Callable[[], None]) -> float:
        """What was ordered is not begun before the workers are there, as in a service that runs."""
        db.engine.dispose()
        with Redis.from_url(self.address) as connection:
            connection.flushall()
            with _working(self, workers):
                _until(lambda: len(Worker.all(connection=connection)) == workers)
                begin = time.perf_counter()
                wake()
                _until(_nothing_open)
                seconds = time.perf_counter() - begin
        done = db.session.scalar(select(func.count(DraftTask.id)).where(DraftTask.status != TaskStatus.DONE))
        db.session.rollback()
        if done:
            raise RuntimeError(f"{done} drafts were not written")
        return drafts / seconds


@contextmanager
def drafting_house(variables: Mapping[str, str]) -> Iterator[DraftingHouse]:
    """A house in a folder of its own with these settings; the context of its application is open."""
    with ExitStack() as open_things:
        folder = Path(open_things.enter_context(tempfile.TemporaryDirectory(prefix="qunbi-bench-")))
        address = embedded_valkey.ensure_running(folder)
        open_things.callback(embedded_valkey.stop, folder)
        own = {"QUNBI_DATA_DIR": str(folder), "REDIS_URL": address, "QUNBI_LOG_LEVEL": "error"}
        app = create_app(load_settings({**own, **variables}))
        migrate(app)
        open_things.enter_context(app.app_context())
        with transaction() as session:
            load_sample(session, now=now())
        yield DraftingHouse(app, address)


def write_one() -> None:
    """The plain way: a job that takes one row, writes it and ends."""
    owner, lease = uuid4().hex, timedelta(seconds=90)
    with transaction() as session:
        tasks = leases.claim(session, 0, owner=owner, now=now(), lease=lease, limit=1)
        assignments = assignments_of(session, tasks)
    writer = make_copywriter(current_settings())
    brought = [Outcome(work.task_id, writer.write(work.brief)) for work in assignments]
    with transaction() as session:
        outcomes.hand_in(session, brought, owner=owner, now=now())


@contextmanager
def _working(house: DraftingHouse, workers: int) -> Iterator[None]:
    fork = multiprocessing.get_context("fork")
    processes = [fork.Process(target=worker.work, args=(house.app, house.address)) for _ in range(workers)]
    for process in processes:
        process.start()
    try:
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()


def _planned(count: int) -> list[int]:
    """Slots of one persona's columns, each with a topic of its bank."""
    with transaction() as session:
        columns: Sequence[Column] = session.scalars(select(Column).order_by(Column.id).limit(5)).all()
        items = [_item(columns[number % len(columns)], number) for number in range(count)]
        session.add_all(items)
        session.flush()
        return [item.id for item in items]


def _item(column: Column, number: int) -> ContentItem:
    moment = now()
    persona = column.persona
    return ContentItem(
        uid=uuid4().hex, community_id=persona.community_id, persona_id=persona.id, column_id=column.id,
        voice_id=column.voice_id, product_id=column.product_id, value=column.value, stage=column.stage,
        form=column.form, topic=column.topics[number % len(column.topics)], platform=persona.community.platform,
        language=persona.language, slot_at=moment + timedelta(hours=number + 1), seed=number, created_at=moment,
        updated_at=moment,
    )


def _wake_runs() -> None:
    open_runs = select(DraftTask.run_id).where(DraftTask.status.in_(OPEN)).distinct()
    for run_id in db.session.scalars(open_runs).all():
        enqueue(service.QUEUE, service.JOB, run_id)
    db.session.rollback()


def _nothing_open() -> bool:
    still = db.session.scalar(select(func.count(DraftTask.id)).where(DraftTask.status.in_(OPEN)))
    db.session.rollback()
    return not still


def _until(reached: Callable[[], bool]) -> None:
    while not reached():
        time.sleep(0.05)
