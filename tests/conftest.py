"""What every test may ask for. Databases, queue server and processes are real; what is missing is named."""

from __future__ import annotations

import gc
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskCliRunner
from hypothesis import settings
from limits.storage import MemoryStorage
from redis import Redis
from sqlalchemy.orm import Session

from app.core import clock, embedded_valkey
from app.core.database import db
from app.core.security import limiter
from app.models import Column, Community, ContentItem, Event, Persona, Product, User, Voice
from tests.browser import Visitor
from tests.components import missing
from tests.databases import KINDS, Databases, rolled_back
from tests.factories import Workspace
from tests.houses import House, Houses

settings.register_profile("thorough")


LONGEST = ("tests/e2e/", "tests/faults/", "tests/jobs/")
"""Folders whose files start first, so that no worker is left alone with one of them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Workers take whole files in this order; within a file the order stays."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def pytest_collection_finish() -> None:
    """What was imported stays to the end: the garbage collector need not look at it again, nor at the rest so often."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """The same function with less work: its price protects people, not tests."""
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.accounts.service._hasher", quick)
        patch.setattr("app.accounts.service._dummy_hash", quick.hash("nobody"))
        yield


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Makes migrated databases of both kinds."""
    with ExitStack() as cleanup:
        yield Databases(tmp_path_factory.mktemp("databases"), cleanup)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--every-database", action="store_true", help="test pages on each kind of database too")


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database; a test that uses it, or `app`, or `own_app`, runs on each."""
    return str(request.param)


@pytest.fixture(scope="session")
def houses(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    """Applications that tests share, one after the other."""
    shared = Houses(databases, lambda: tmp_path_factory.mktemp("data"))
    yield shared
    shared.close()


@pytest.fixture
def house(request: pytest.FixtureRequest, houses: Houses, database: str) -> House:
    """An empty house, or the one with the small workspace if the test asks for that."""
    furnished = "workspace" in request.fixturenames
    return houses.get(database, request.getfixturevalue("now") if furnished else None)


def _forget_attempts() -> None:
    """Nobody has tried anything yet. The counter's own thread must be through: it trips over what vanishes under it."""
    counted = limiter.storage
    assert isinstance(counted, MemoryStorage)
    counted.timer.join()
    limiter.reset()


@pytest.fixture
def app(house: House) -> Iterator[Flask]:
    """The application; whatever a test commits is rolled back after it. For one thread."""
    _forget_attempts()
    with rolled_back(house.app):
        yield house.app


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """The session of an application context, the one `transaction()` commits."""
    with app.app_context():
        yield db.session


@pytest.fixture
def own_app(houses: Houses, database: str) -> Iterator[Flask]:
    """The application on a database of the test's own, where commits are real, for threads and processes."""
    with houses.moved_into(database) as application:
        _forget_attempts()
        yield application


@pytest.fixture
def client(app: Flask, session: Session) -> Visitor:
    """A visitor who is not signed in; see `sign_in` in tests/browser.py."""
    visitor = app.test_client()
    assert isinstance(visitor, Visitor)
    visitor.watcher = session
    return visitor


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    """Runs `flask …` commands."""
    return app.test_cli_runner()


@pytest.fixture
def now() -> datetime:
    """The moment of the test, handed to services: a Monday, ten in the morning in Shanghai."""
    return datetime(2026, 9, 7, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def present() -> datetime:
    """The moment the tests began, to the second, for what reads the clock itself; its day is that of Shanghai, where
    the small workspace lives, at any hour of the machine."""
    return clock.now().replace(microsecond=0).astimezone(ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def workspace(house: House, session: Session) -> Workspace:
    """The small workspace of tests/factories.py."""
    assert house.workspace
    return house.workspace.read_in(session)


@pytest.fixture
def alice(workspace: Workspace) -> User:
    """The owner of the workspace."""
    return workspace.alice


@pytest.fixture
def bob(workspace: Workspace) -> User:
    """An editor."""
    return workspace.bob


@pytest.fixture
def rita(workspace: Workspace) -> User:
    """A reviewer."""
    return workspace.rita


@pytest.fixture
def vic(workspace: Workspace) -> User:
    """A viewer."""
    return workspace.vic


@pytest.fixture
def charlie(workspace: Workspace) -> User:
    """Somebody from elsewhere, without access to the community."""
    return workspace.charlie


@pytest.fixture
def community(workspace: Workspace) -> Community:
    return workspace.community


@pytest.fixture
def persona(workspace: Workspace) -> Persona:
    return workspace.persona


@pytest.fixture
def voice(workspace: Workspace) -> Voice:
    return workspace.voice


@pytest.fixture
def product(workspace: Workspace) -> Product:
    return workspace.product


@pytest.fixture
def column(workspace: Workspace) -> Column:
    return workspace.column


@pytest.fixture
def event(workspace: Workspace) -> Event:
    return workspace.event


@pytest.fixture
def item(workspace: Workspace) -> ContentItem:
    """A draft with a text."""
    return workspace.item


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[str]:
    """The address of a queue server of our own, in a short folder: socket paths are limited."""
    folder = Path(tempfile.mkdtemp(prefix="qv-"))
    try:
        embedded_valkey.server_binary()
    except embedded_valkey.ValkeyUnavailable:
        missing("Valkey")
    yield embedded_valkey.ensure_running(folder)
    embedded_valkey.stop(folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def valkey(valkey_server: str) -> str:
    """The address of an empty queue server."""
    with Redis.from_url(valkey_server) as connection:
        connection.flushall()
    return valkey_server
