"""The database: one engine for SQLite or PostgreSQL, tuned so that writers queue instead of failing.

SQLite begins writing transactions with BEGIN IMMEDIATE: a deferred one that turns into a writer fails with
"database is locked" under concurrency however long the busy time-out is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any

from flask import Flask, g, has_request_context, request
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import Connection, Engine, Enum, TypeDecorator, event, make_url

from app.core.settings import Settings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MIGRATIONS = Path(__file__).parent.parent / "migrations"

_READS_ONLY = "qunbi_reads_only"

db = SQLAlchemy(session_options={"autoflush": False})


def init_app(app: Flask, settings: Settings) -> None:
    url = make_url(settings.database_url)
    is_sqlite = url.get_backend_name() == "sqlite"
    options: dict[str, Any] = {"url": url, **(_sqlite_options() if is_sqlite else _postgresql_options(settings))}
    app.config["SQLALCHEMY_ENGINES"] = {"default": options}
    db.init_app(app)
    _forget_async_sessions(app)
    if is_sqlite:
        with app.app_context():
            _prepare_sqlite(db.engine)
    else:
        with app.app_context():
            event.listen(db.engine, "rollback", _roll_back)


def _forget_async_sessions(app: Flask) -> None:
    """The extension closes sessions nobody here opens through an event loop in a thread of its own, every request."""
    app.teardown_appcontext_funcs[:] = [
        close for close in app.teardown_appcontext_funcs if not iscoroutinefunction(close)
    ]


def _sqlite_options() -> dict[str, Any]:
    return {"connect_args": {"isolation_level": None, "timeout": 30}}


def _postgresql_options(settings: Settings) -> dict[str, Any]:
    limits = "-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=30000"
    # what is compiled just in time takes longer to compile than the queries of a page take to run
    return {
        "connect_args": {"options": f"{limits} -c jit=off"},
        "pool_pre_ping": True,
        "pool_size": 5,
        "max_overflow": settings.web_threads,
    }


def _prepare_sqlite(engine: Engine) -> None:
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)


def _roll_back(connection: Connection) -> None:
    """Every look at a page ends in a rollback, after which the driver lets the server forget all that it prepared.

    The server itself would remember; so it is told directly, and the driver finds nothing left to roll back.
    """
    if connection.closed or connection.invalidated:
        return
    driver: Any = connection.connection.driver_connection
    if driver.info.transaction_status.name in ("INTRANS", "INERROR"):
        driver.pgconn.exec_(b"ROLLBACK")


def _set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    reads_only = has_request_context() and (request.method in SAFE_METHODS or _READS_ONLY in g)
    writes = connection.get_execution_options().get("writes", not reads_only)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def give_up_writing() -> None:
    """Roll back; what is still looked up in this context, for the page of an error, no longer waits to write."""
    db.session.rollback()
    setattr(g, _READS_ONLY, True)


@contextmanager
def reading_first() -> Iterator[None]:
    """What takes long to read before little is written: nobody waits for it. The transaction begins anew behind it."""
    give_up_writing()
    try:
        yield
    finally:
        db.session.rollback()
        g.pop(_READS_ONLY)


def migrate(app: Flask) -> None:
    """Bring the schema to the newest revision; safe to call again."""
    with app.app_context(), _keys_at_rest(db.engine):
        make_alembic(app).upgrade()


@contextmanager
def _keys_at_rest(engine: Engine) -> Iterator[None]:
    """SQLite changes a table by writing it anew: dropping the old one would delete whatever belongs to its rows."""
    if engine.dialect.name != "sqlite":
        yield
        return
    event.listen(engine, "connect", _rest_keys)
    engine.dispose()
    try:
        yield
    finally:
        event.remove(engine, "connect", _rest_keys)
        engine.dispose()


def _rest_keys(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("PRAGMA legacy_alter_table=ON")  # a table is renamed although triggers of others name it


def make_alembic(app: Flask) -> Any:
    """The migration environment. Alembic is imported here, not above, to keep every other process light."""
    from flask_alembic import Alembic

    from app.models import Base

    app.config["ALEMBIC"] = {"script_location": str(MIGRATIONS)}
    # Defaults of the server are for rows that were there before a migration; the models need none.
    app.config["ALEMBIC_CONTEXT"] = {
        "render_as_batch": True, "compare_type": True, "compare_server_default": False, "render_item": _render_type,
        "include_name": of_the_models,
    }
    return Alembic(app, metadatas=Base.metadata, run_mkdir=False, command_name="")


def of_the_models(name: str | None, kind: str, _parents: Mapping[str, str | None]) -> bool:
    """Whether migrations compare it with the models; what full-text search keeps is each database's own."""
    own = {"table": (name or "").startswith("item_search_index"), "column": name == "vector",
           "index": name == "ix_item_search_vector"}
    return not own.get(kind, False)


def _render_type(kind: str, value: object, _context: object) -> str | bool:
    """Migrations name plain column types: they must stay readable when the model's own types move."""
    if kind == "type" and isinstance(value, TypeDecorator):
        return f"sa.{value.impl!r}"
    if kind == "type" and isinstance(value, Enum):
        return f"sa.String(length={value.length})"
    return False
