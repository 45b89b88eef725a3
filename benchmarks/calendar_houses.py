"""The application over calendars of different sizes, on SQLite and on PostgreSQL, with somebody signed in."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from app.core.clock import now
from app.core.database import db
from app.core.transactions import transaction
from benchmarks.calendar_posts import Filled, fill
from tests.browser import Visitor, sign_in
from tests.databases import POSTGRESQL, Databases, dispose, make_app

LIKE_A_BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd", "Accept-Language": "zh-CN,zh;q=0.9"}


@dataclass(frozen=True, slots=True, eq=False)
class CalendarHouse:
    """An application whose calendar holds `posts` posts, and a browser in which an editor is signed in."""

    kind: str
    posts: int
    app: Flask
    filled: Filled
    visitor: Visitor

    @property
    def month(self) -> str:
        """The address of the month page."""
        return f"/c/{self.filled.community_id}/calendar?date={self.filled.month}"

    @property
    def feed(self) -> str:
        """The address from which that page's grid is filled."""
        first, after = self.filled.grid
        return f"/c/{self.filled.community_id}/calendar/feed?start={first}&end={after}"

    def get(self, address: str) -> None:
        """Look at a page as a browser does, compressed. Raises AssertionError unless it is answered."""
        answer = self.visitor.get(address, headers=LIKE_A_BROWSER)
        assert answer.status_code == 200, answer.text


@contextmanager
def calendar_houses(kinds: Sequence[str], sizes: Sequence[int]) -> Iterator[tuple[CalendarHouse, ...]]:
    """A house for each kind of database and number of posts."""
    with ExitStack() as cleanup:
        folder = Path(cleanup.enter_context(tempfile.TemporaryDirectory(prefix="qunbi-bench-")))
        databases = Databases(folder, cleanup)
        houses = tuple(_house(databases, folder, kind, posts) for kind in kinds for posts in sizes)
        for house in houses:
            cleanup.callback(dispose, house.app)
        # Six applications in one process are not what the collector has to walk through in a service.
        gc.collect()
        gc.freeze()
        yield houses


def _house(databases: Databases, folder: Path, kind: str, posts: int) -> CalendarHouse:
    app = make_app(folder, databases.make(kind))
    app.test_client_class = Visitor
    with app.app_context():
        with transaction() as session:
            filled = fill(session, posts, now=now())
            session.flush()
        if kind == POSTGRESQL:
            # What the server does by itself within a minute.
            _analyse()
        visitor = app.test_client()
        assert isinstance(visitor, Visitor)
        with transaction():
            sign_in(visitor, filled.editor.user)
        # The benchmark names the editor when no session is open any more.
        db.session.refresh(filled.editor.user)
        return CalendarHouse(kind, posts, app, filled, visitor)


def _analyse() -> None:
    with db.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()
