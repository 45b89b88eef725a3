"""The tables that migrations make are the tables the models describe."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import Connection, Engine, MetaData, Table, delete, func, inspect, select
from sqlalchemy.types import Enum, TypeDecorator, TypeEngine

from app.core.database import _keys_at_rest, db, make_alembic, migrate, of_the_models
from app.feedback import correcting
from app.models import Base, Community, ContentItem, FeedbackRecord, FeedbackVoid
from tests.databases import Databases, dispose, make_app
from tests.factories import make_workspace, published
from tests.services.feedback.test_ledger import reading, take


def _same_type(
    _context: MigrationContext, _inspected: object, _column: object, found: TypeEngine[object],
    wanted: TypeEngine[object],
) -> bool | None:
    """Vocabularies are plain text in the database; whatever Alembic cannot tell apart it decides itself."""
    if isinstance(wanted, TypeDecorator):
        wanted = wanted.impl_instance
    if isinstance(wanted, Enum):
        return getattr(found, "length", None) != wanted.length
    return None


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={
        "compare_type": _same_type, "render_as_batch": True, "include_name": of_the_models,
    })
    return list(compare_metadata(context, Base.metadata))


def test_models_equal_migrations(own_app: Flask) -> None:
    with own_app.app_context(), db.engine.connect() as connection:
        assert _differences(connection) == []


def test_a_forgotten_column_would_be_noticed(own_app: Flask) -> None:
    with own_app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE persona DROP COLUMN opinions")
        assert [difference[0] for difference in _differences(connection)] == ["add_column"]


@pytest.fixture
def empty_app(databases: Databases, database: str, tmp_path: Path) -> Flask:
    application = make_app(tmp_path, databases.make_empty(database))
    yield application
    dispose(application)


def _tables(engine: Engine) -> set[str]:
    names = inspect(engine).get_table_names()
    return {name for name in names if of_the_models(name, "table", {})} - {"alembic_version"}


def test_migrations_go_up_twice_and_down_again(empty_app: Flask) -> None:
    migrate(empty_app)
    migrate(empty_app)
    with empty_app.app_context():
        assert _tables(db.engine) == set(Base.metadata.tables)
        make_alembic(empty_app).downgrade("base")
        assert _tables(db.engine) == set()


def _how_many(engine: Engine) -> list[int | None]:
    """Posts, readings, and those of them that were taken out."""
    kinds = (ContentItem, FeedbackRecord, FeedbackVoid)
    with engine.connect() as connection:
        return [connection.scalar(select(func.count()).select_from(kind)) for kind in kinds]


def test_readings_and_what_was_taken_out_survive_the_way_down_and_up(empty_app: Flask, now: datetime) -> None:
    migrate(empty_app)
    with empty_app.app_context():
        workspace = make_workspace(db.session, now)
        item = published(db.session, workspace, workspace.item, now)
        take(db.session, workspace, [reading(item, now + timedelta(hours=hour), views=hour) for hour in (1, 2)], now)
        newest = db.session.scalars(select(FeedbackRecord.id)).all()[-1]
        correcting.void(db.session, workspace.community, [newest], reason="x", actor=workspace.editor, now=now)
        db.session.commit()
        with _keys_at_rest(db.engine):
            make_alembic(empty_app).downgrade("0005")
    migrate(empty_app)
    with empty_app.app_context():
        assert _how_many(db.engine) == [1, 2, 1]
        db.session.execute(delete(Community))
        db.session.commit()
        assert _how_many(db.engine) == [0, 0, 0]


_SOMETHING = {
    str: "x", int: 1, bool: True, object: {}, date: date(2027, 6, 5), time: time(8),
    datetime: datetime(2027, 6, 5, tzinfo=UTC),
}


def _put_a_row(connection: Connection, table: Table) -> None:
    """A row whose every key is 1: what it belongs to is the first row of its table."""
    needed = (column for column in table.columns if not column.nullable and column.server_default is None)
    connection.execute(table.insert().values({column.name: _SOMETHING[column.type.python_type] for column in needed}))


def test_what_belongs_to_a_changed_table_survives_the_change(empty_app: Flask) -> None:
    with empty_app.app_context():
        make_alembic(empty_app).upgrade("0002")
        before = MetaData()
        before.reflect(db.engine, only=["community", "persona"])
        with db.engine.begin() as connection:
            _put_a_row(connection, before.tables["community"])
            _put_a_row(connection, before.tables["persona"])
    migrate(empty_app)
    with empty_app.app_context(), db.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(before.tables["persona"])) == 1
        assert connection.scalar(select(func.count()).select_from(before.tables["community"])) == 1
