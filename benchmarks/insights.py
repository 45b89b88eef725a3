"""How long Insights takes with 100,000 posts and 5,000,000 rows in the ledger, and how often it asks the database.

`--posts` and `--readings` fill less for a quick look; the targets hold for the full size.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, event, text

from app.core.clock import now
from app.core.database import db
from app.core.transactions import transaction
from benchmarks.calendar_pages import p95
from benchmarks.calendar_posts import Filled, fill
from benchmarks.insights_rows import fill_learned
from benchmarks.report import Figure, publish
from tests.browser import Visitor, sign_in
from tests.databases import KINDS, POSTGRESQL, SQLITE, Databases, dispose, make_app
from tests.postgresql import AS_INSTALLED
from tests.statements import reading

PAGES = {
    "what works": "", "one persona": "?persona=1", "leaderboard": "/leaderboard",
    "posts of a tag": "/leaderboard?block=tag&level=阶段:1", "prompts": "/prompts", "team": "/team",
    "members": "/members",
}  # fmt: skip
MILLISECONDS, MOST_QUERIES = 150.0, 16
ROUNDS, WARM_UP = 25, 3
_HASTE = {
    SQLITE: ("PRAGMA cache_size = -400000", "PRAGMA temp_store = MEMORY"),
    POSTGRESQL: ("SET LOCAL session_replication_role = replica", "SET LOCAL statement_timeout = 0"),
}


class House(NamedTuple):
    kind: str
    visitor: Visitor
    address: str


def main() -> None:
    """Measure, print, and end with 1 when a target was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures here too")
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--readings", type=int, default=5_000_000)
    wanted = parser.parse_args()
    found: list[Figure] = []
    for kind in KINDS:
        with _house(kind, wanted.posts, wanted.readings) as house:
            found += [figure for called, path in PAGES.items() for figure in _figures(house, called, path)]
    publish(f"Insights over {wanted.posts:,} posts and {wanted.readings:,} readings", found, wanted.json)


def _figures(house: House, called: str, path: str) -> Iterator[Figure]:
    address = house.address + path
    times = [_milliseconds(house, address) for _ in range(WARM_UP + ROUNDS)][WARM_UP:]
    yield Figure(f"{called}, p95, {house.kind}", p95(times), "ms", "≤", MILLISECONDS)
    with house.visitor.application.app_context():
        engine = db.engine
    with reading(engine) as statements:
        house.visitor.get(address)
    yield Figure(f"{called}, queries with those of the frame, {house.kind}", len(statements), "", "≤", MOST_QUERIES)


def _milliseconds(house: House, address: str) -> float:
    began = time.perf_counter()
    answer = house.visitor.get(address)
    assert answer.status_code == 200, answer.text
    return 1_000 * (time.perf_counter() - began)


@contextmanager
def _house(kind: str, posts: int, readings: int) -> Iterator[House]:
    with ExitStack() as cleanup:
        folder = Path(cleanup.enter_context(tempfile.TemporaryDirectory(prefix="qunbi-bench-")))
        app = make_app(folder, Databases(folder, cleanup, AS_INSTALLED).make(kind))
        app.test_client_class = Visitor
        cleanup.callback(dispose, app)
        with app.app_context(), _progress(kind) as say:
            filled = _fill(posts, readings, say)
            visitor = app.test_client()
            assert isinstance(visitor, Visitor)
            with transaction():
                sign_in(visitor, filled.editor.user)
            db.session.refresh(filled.editor.user)
        yield House(kind, visitor, f"/c/{filled.community_id}/insights")


def _fill(posts: int, readings: int, say: Callable[[str], None]) -> Filled:
    """The posts and all that came of them. What is lost if the machine stops now was never worth keeping."""
    event.listen(db.engine, "begin", _hasten)
    try:
        with transaction() as session:
            filled = fill(session, posts, now=now())
        say(f"{posts:,} posts")
        with transaction() as session:
            for done in fill_learned(session, filled.community_id, readings, now()):
                session.commit()
                say(done)
            session.execute(text("ANALYZE"))
    finally:
        event.remove(db.engine, "begin", _hasten)
        db.engine.dispose()
    say("ready")
    return filled


def _hasten(connection: Connection) -> None:
    """Rows that are right by the way they are made need no check of their keys, one by one."""
    for setting in _HASTE[connection.dialect.name]:
        connection.exec_driver_sql(setting)


@contextmanager
def _progress(kind: str) -> Iterator[Callable[[str], None]]:
    began = time.perf_counter()
    yield lambda done: print(f"  {kind}, {time.perf_counter() - began:.0f} s: {done}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
