"""Tests of pages: these read the clock themselves, so the rows around them live in the present.

They run on the database everybody starts with. What pages ask a database runs on both kinds in the tests of the
services, and once more for every address in tests/architecture/test_routes.py; `--every-database` runs all on both.
"""

from __future__ import annotations

from datetime import datetime

import pytest

from app.models import User
from tests.browser import Visitor, sign_in
from tests.databases import KINDS, SQLITE


@pytest.fixture(scope="session")
def now(present: datetime) -> datetime:
    """Pages read the clock themselves."""
    return present


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database."""
    return str(getattr(request, "param", SQLITE))


@pytest.fixture
def editor(client: Visitor, bob: User) -> Visitor:
    """bob, who may write in the small workspace, signed in."""
    return sign_in(client, bob)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    settled = any("database" in mark.args for mark in metafunc.definition.iter_markers("parametrize"))
    if "database" in metafunc.fixturenames and metafunc.config.option.every_database and not settled:
        metafunc.parametrize("database", KINDS, indirect=True)
