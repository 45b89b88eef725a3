"""How fast drafts come without a model: from the wake-up to the last saved revision, by one real worker process.

    python -m benchmarks.drafting [--json FILE]

Everything counts: claiming by lease, the brief, writing, the findings, revision, history and commit on SQLite with
synchronous=FULL. Baseline is the usual way of one forked job per draft, on the same slots.
"""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from flask import Flask
from sqlalchemy import func, select

from app import create_app
from app.accounts.access import Actor
from app.communities.workspace import load_sample
from app.core import embedded_valkey, worker
from app.core.clock import now
from app.core.database import db, migrate
from app.core.settings import load_settings
from app.core.transactions import transaction
from app.drafting import service
from app.models import Column, ContentItem, DraftTask, TaskStatus, User
from benchmarks.report import Figure, asked, publish
from content_calendar.workflow import Role

DRAFTS = 120
WANTED_PER_SECOND = 20.0


def main() -> None:
    """Measure and publish."""
    arguments = asked("Offline drafts per second.")
    with tempfile.TemporaryDirectory(prefix="qunbi-bench-") as name:
        address = embedded_valkey.ensure_running(Path(name))
        try:
            app = create_app(load_settings({"QUNBI_DATA_DIR": name, "REDIS_URL": address, "QUNBI_LOG_LEVEL": "error"}))
            migrate(app)
            with app.app_context():
                with transaction() as session:
                    load_sample(session, now=now())
                ours = _rate(app, address, per_run=DRAFTS)
                single = _rate(app, address, per_run=1)
        finally:
            embedded_valkey.stop(Path(name))
    figure = Figure("offline drafts", ours, "drafts/s", "≥", WANTED_PER_SECOND, single, "one forked job per draft")
    publish("Drafting", [figure], arguments.json)


def _rate(app: Flask, address: str, *, per_run: int) -> float:
    """Drafts per second when `per_run` drafts share one job."""
    ids = _planned()
    with transaction() as session:
        editor = Actor(user=session.scalars(select(User).where(User.is_owner)).one(), role=Role.ADMIN)
        for start in range(0, len(ids), per_run):
            community = session.get_one(ContentItem, ids[start]).community
            chosen = ids[start : start + per_run]
            service.start_run(session, community, chosen, note="", submit=True, actor=editor, now=now())
    db.engine.dispose()
    process = multiprocessing.get_context("fork").Process(target=worker.work, args=(app, address))
    begin = time.perf_counter()
    process.start()
    try:
        _wait()
        return len(ids) / (time.perf_counter() - begin)
    finally:
        process.terminate()
        process.join()


def _planned() -> list[int]:
    """Slots of one persona's columns, each with a topic of its bank."""
    with transaction() as session:
        columns = session.scalars(select(Column).order_by(Column.id).limit(5)).all()
        items = [_item(columns[number % len(columns)], number) for number in range(DRAFTS)]
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


def _wait() -> None:
    waiting = select(func.count(DraftTask.id)).where(DraftTask.status.in_((TaskStatus.PENDING, TaskStatus.RUNNING)))
    while db.session.scalar(waiting):
        db.session.rollback()
        time.sleep(0.05)
    db.session.rollback()


if __name__ == "__main__":
    main()
