"""PostgreSQL plans what pages ask again and again only once, and a rollback still takes everything back."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from app.core.database import db
from app.models import User
from tests.databases import POSTGRESQL

pytestmark = pytest.mark.parametrize("database", [POSTGRESQL])

_OFTEN = 8


def _look() -> None:
    """Read as a page does: what was read is let go with a rollback."""
    db.session.scalar(select(func.count()).select_from(User))
    db.session.rollback()


def test_what_many_pages_asked_stays_prepared(own_app: Flask) -> None:
    with own_app.app_context():
        for _number in range(_OFTEN):
            _look()
        prepared = db.session.scalars(text("SELECT statement FROM pg_prepared_statements")).all()
    assert any("count(*)" in statement for statement in prepared)


def test_a_rollback_takes_back_what_was_written(own_app: Flask) -> None:
    with own_app.app_context():
        db.session.execute(text("CREATE TABLE written_by_nobody (id int)"))
        db.session.rollback()
        assert db.session.scalar(text("SELECT to_regclass('written_by_nobody')")) is None


def test_a_failed_statement_leaves_a_connection_that_works(own_app: Flask) -> None:
    with own_app.app_context():
        with pytest.raises(DBAPIError):
            db.session.execute(text("SELECT 1 / 0"))
        db.session.rollback()
        assert db.session.scalar(text("SELECT 1")) == 1


def test_a_lost_connection_is_replaced(own_app: Flask) -> None:
    with own_app.app_context():
        lost = db.session.scalar(text("SELECT pg_backend_pid()"))
        with db.engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:lost)"), {"lost": lost})
        with pytest.raises(OperationalError):
            db.session.scalar(text("SELECT 1"))
        db.session.rollback()
        assert db.session.scalar(text("SELECT pg_backend_pid()")) != lost
