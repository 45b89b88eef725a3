"""How fast the review desk answers with thousands of texts waiting, and whether nothing slips when many decide at once.

    python -m benchmarks.review [--json FILE]

Pages go through the whole application, as a reviewer who is signed in gets them. The peer's figures are what it
published; they know neither a fingerprint nor an audit trail.
"""

from __future__ import annotations

import gc
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from flask import Flask
from sqlalchemy import select, text

from app.core.clock import now
from app.core.database import db
from app.core.transactions import transaction
from app.library.findings import findings_of
from app.models import ContentItem
from benchmarks import review_search, review_storm
from benchmarks.calendar_pages import p95
from benchmarks.report import Figure, asked, publish
from benchmarks.review_posts import Queue, fill_queue
from content_calendar.workflow import State
from tests.browser import Visitor, sign_in
from tests.databases import KINDS, POSTGRESQL, Databases, dispose, make_app
from tests.statements import reading

ITEMS, WAITING = 50_000, 2_000
STORM_WAITING = 20_000
QUEUE_MILLISECONDS, QUEUE_QUERIES = 80.0, 12
APPROVE_MILLISECONDS = 42.0
PEER_QUEUE_MILLISECONDS, PEER_APPROVE_MILLISECONDS = 384.0, 42.0
LOOKS, APPROVALS, WARM_UP = 60, 200, 5


def main() -> None:
    """Measure and publish."""
    arguments = asked("Milliseconds reviewers wait, and what becomes of eight who decide at once.")
    figures: list[Figure] = []
    for kind in KINDS:
        with ExitStack() as cleanup:
            folder = Path(cleanup.enter_context(tempfile.TemporaryDirectory(prefix="qunbi-bench-")))
            databases = Databases(folder, cleanup)
            figures += _desk(databases, folder, kind)
            figures += _search(databases, folder, kind)
            figures += _storm(databases, folder, kind)
    publish("Review", figures, arguments.json)


def _desk(databases: Databases, folder: Path, kind: str) -> Iterator[Figure]:
    app, queue, (reviewer, *_others) = _house(databases, folder, kind, ITEMS, WAITING, reviewers=1)
    desk = f"/c/{queue.community_id}/review"
    looks = [_milliseconds(lambda: _seen(reviewer, desk)) for _ in range(LOOKS + WARM_UP)][WARM_UP:]
    name = f"{ITEMS:,} posts, {WAITING:,} waiting, {kind}"
    plain = _milliseconds(lambda: _loaded_and_checked(app, queue))
    yield Figure(
        f"queue page, p95, {name}", p95(looks), "ms", "≤", QUEUE_MILLISECONDS, plain,
        "every waiting text loaded and checked", PEER_QUEUE_MILLISECONDS,
    )
    yield Figure(f"queue page, queries, {kind}", _queries(app, reviewer, desk), "", "≤", QUEUE_QUERIES)
    items = iter(queue.waiting)
    times = [_milliseconds(lambda: _approved(reviewer, queue, next(items))) for _ in range(APPROVALS)]
    yield Figure(f"approve, p50, {kind}", statistics.median(times), "ms")
    yield Figure(
        f"approve, p95, {kind}", p95(times), "ms", "≤", APPROVE_MILLISECONDS, peer=PEER_APPROVE_MILLISECONDS
    )
    dispose(app)


def _search(databases: Databases, folder: Path, kind: str) -> Iterator[Figure]:
    app = _app(databases, folder, kind)
    with app.app_context(), transaction() as session:
        library = review_search.fill_library(session, review_search.ITEMS, now=now())
    _settle(app, kind)
    yield from review_search.figures(app, kind, library)
    dispose(app)


def _storm(databases: Databases, folder: Path, kind: str) -> Iterator[Figure]:
    count = review_storm.REVIEWERS
    app, queue, visitors = _house(databases, folder, kind, STORM_WAITING, STORM_WAITING, reviewers=count)
    yield from review_storm.figures(app, kind, queue, visitors)
    dispose(app)


def _house(
    databases: Databases, folder: Path, kind: str, items: int, waiting: int, *, reviewers: int
) -> tuple[Flask, Queue, list[Visitor]]:
    app = _app(databases, folder, kind)
    with app.app_context(), transaction() as session:
        queue = fill_queue(session, items, waiting, reviewers=reviewers, now=now())
        visitors = [sign_in(_visitor(app), person) for person in queue.reviewers]
    _settle(app, kind)
    return app, queue, visitors


def _app(databases: Databases, folder: Path, kind: str) -> Flask:
    app = make_app(folder, databases.make(kind))
    app.test_client_class = Visitor
    return app


def _visitor(app: Flask) -> Visitor:
    visitor = app.test_client()
    assert isinstance(visitor, Visitor)
    return visitor


def _settle(app: Flask, kind: str) -> None:
    """What a server does by itself within a minute, and a collector that need not walk through what was filled in."""
    if kind == POSTGRESQL:
        with app.app_context(), db.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))
    gc.collect()
    gc.freeze()


def _seen(reviewer: Visitor, address: str) -> None:
    answer = reviewer.get(address)
    assert answer.status_code == 200, answer.text


def _loaded_and_checked(app: Flask, queue: Queue) -> None:
    """The plain way to a queue: the objects, their relations looked up one by one, and the findings of each."""
    with app.app_context():
        waiting = select(ContentItem).where(
            ContentItem.community_id == queue.community_id, ContentItem.state == State.IN_REVIEW
        )
        for item in db.session.scalars(waiting.order_by(ContentItem.slot_at)):
            findings_of(item)


def _approved(reviewer: Visitor, queue: Queue, item_id: int) -> None:
    answer = reviewer.post(f"/c/{queue.community_id}/items/{item_id}/approve", data={"version": "1"})
    assert answer.status_code == 303, answer.text


def _queries(app: Flask, reviewer: Visitor, address: str) -> float:
    with app.app_context():
        engine = db.engine
    with reading(engine) as statements:
        _seen(reviewer, address)
    return len(statements)


def _milliseconds(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return 1_000 * (time.perf_counter() - began)


if __name__ == "__main__":
    main()
