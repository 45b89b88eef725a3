"""How long Insights takes with 100,000 posts and 5,000,000 rows in the ledger, and how often it asks the database.

`--posts` and `--readings` fill less for a quick look; the targets hold for the full size.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import text

from app.core.clock import now
from app.core.database import db
from app.core.transactions import transaction
from benchmarks.calendar_pages import p95
from benchmarks.calendar_posts import fill
from benchmarks.insights_rows import fill_learned
from benchmarks.report import Figure, publish
from tests.browser import Visitor, sign_in
from tests.databases import KINDS, Databases, dispose, make_app
from tests.statements import reading

PAGES = {
    "what works": "", "one persona": "?persona=1", "leaderboard": "/leaderboard",
    "posts of a tag": "/leaderboard?block=tag&level=阶段:1", "prompts": "/prompts", "team": "/team",
    "members": "/members",
}  # fmt: skip
MILLISECONDS, MOST_QUERIES = 150.0, 16
ROUNDS, WARM_UP = 25, 3


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
        app = make_app(folder, Databases(folder, cleanup).make(kind))
        app.test_client_class = Visitor
        cleanup.callback(dispose, app)
        with app.app_context():
            with transaction() as session:
                filled = fill(session, posts, now=now())
                session.flush()
                fill_learned(session, filled.community_id, readings, now())
            with db.engine.connect() as connection:
                connection.execute(text("ANALYZE"))
                connection.commit()
            visitor = app.test_client()
            assert isinstance(visitor, Visitor)
            with transaction():
                sign_in(visitor, filled.editor.user)
            db.session.refresh(filled.editor.user)
        yield House(kind, visitor, f"/c/{filled.community_id}/insights")


if __name__ == "__main__":
    main()
