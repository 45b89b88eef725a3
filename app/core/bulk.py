"""Many rows at once, past the unit of work: tens of thousands a second on either database.

Values come column by column, for most work is the same for a whole column. SQLite prepares one statement for all rows;
PostgreSQL gets them by COPY. COPY itself knows no conflict: what may meet a row that is there goes through a table of
the transaction's own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from sqlalchemy import JSON, Boolean, Connection, DateTime, Table, TypeDecorator
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

Columns = Mapping[str, Sequence[Any]]
"""The values of each column, all of one length. Those of a column of JSON may be written already, as text."""

_MOMENT_LENGTH = len("2027-03-08 02:00:00.000000")


def by_column(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> Columns:
    """Rows as columns of these names."""
    sides = zip(*rows, strict=True) if rows else ([] for _name in names)
    return dict(zip(names, sides, strict=True))


@contextmanager
def inserting(session: Session, table: Table, parts: Iterable[Columns]) -> Iterator[None]:
    """Insert rows of which none breaks a unique key; all parts have the same columns. PostgreSQL writes one part while
    the next is made. The rows are there after the block: what needs no database is done within it.
    """
    connection, parts = _connection(session), iter(parts)
    first = next(parts, None)
    if first is None:
        yield
    elif connection.dialect.name == "postgresql":
        with _copying(connection, table, chain([first], parts), into=table.name, names=first):
            yield
    else:
        for columns in chain([first], parts):
            _by_statement(connection, table, columns, "")
        yield


def insert_new(session: Session, table: Table, columns: Columns) -> int:
    """Insert the rows that break no unique key, leave the others out; how many were inserted."""
    return _write(session, table, columns, "ON CONFLICT DO NOTHING")


def upsert(session: Session, table: Table, columns: Columns, *, changing: Sequence[str]) -> None:
    """Insert the rows; of those whose primary key is there, take over the columns in `changing`.

    No two rows may share a key.
    """
    key = ", ".join(column.name for column in table.primary_key)
    news = ", ".join(f"{name} = excluded.{name}" for name in changing)
    _write(session, table, columns, f"ON CONFLICT ({key}) DO UPDATE SET {news}")


def _write(session: Session, table: Table, columns: Columns, on_conflict: str) -> int:
    if _is_empty(columns):
        return 0
    connection = _connection(session)
    write = _by_copy if connection.dialect.name == "postgresql" else _by_statement
    return write(connection, table, columns, on_conflict)


def _connection(session: Session) -> Connection:
    session.flush()
    return session.connection()


def _is_empty(columns: Columns) -> bool:
    return not len(next(iter(columns.values())))


def _by_statement(connection: Connection, table: Table, columns: Columns, on_conflict: str) -> int:
    holes, names = ", ".join("?" * len(columns)), ", ".join(columns)
    statement = f"INSERT INTO {table.name} ({names}) VALUES ({holes}) {on_conflict}"  # noqa: S608 - names of the models' own tables and columns
    rows = _rows(table, columns, {DateTime: _moment, JSON: _json, Boolean: int})
    return connection.exec_driver_sql(statement, list(rows)).rowcount


def _by_copy(connection: Connection, table: Table, columns: Columns, on_conflict: str) -> int:
    names, waiting = ", ".join(columns), f"{table.name}_waiting"
    shape = f"SELECT {names} FROM {table.name} WITH NO DATA"  # noqa: S608 - names of the models' own tables and columns
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {waiting} AS {shape}")
    with _copying(connection, table, [columns], into=waiting, names=columns):
        pass
    move = f"INSERT INTO {table.name} ({names}) SELECT {names} FROM {waiting} {on_conflict}"  # noqa: S608 - names of the models' own tables and columns
    moved = connection.exec_driver_sql(move).rowcount
    connection.exec_driver_sql(f"DROP TABLE {waiting}")
    return moved


@contextmanager
def _copying(
    connection: Connection, table: Table, parts: Iterable[Columns], *, into: str, names: Iterable[str]
) -> Iterator[None]:
    """The rows are on their way in the block, and there after it."""
    driver: Any = connection.connection.driver_connection
    command = f"COPY {into} ({', '.join(names)}) FROM STDIN"
    with _failing_as_others(connection, command), driver.cursor() as cursor, cursor.copy(command) as copy:
        for columns in parts:
            for row in _rows(table, columns, {DateTime: _moment_with_zone, JSON: _json}):
                copy.write_row(row)
        yield


@contextmanager
def _failing_as_others(connection: Connection, command: str) -> Iterator[None]:
    """What goes wrong past SQLAlchemy is raised as its errors, which say whether to try again."""
    failure = connection.dialect.loaded_dbapi.Error
    try:
        yield
    except failure as error:
        raise DBAPIError.instance(command, None, error, failure, dialect=connection.dialect) from error


def _rows(table: Table, columns: Columns, kinds: Mapping[type[Any], Callable[[Any], Any]]) -> Iterable[tuple[Any, ...]]:
    """The rows, with the values of some columns as the driver takes them quickest."""
    return zip(*(_as_taken(table.c[name].type, values, kinds) for name, values in columns.items()), strict=True)


def _as_taken(
    kind: Any, values: Sequence[Any], kinds: Mapping[type[Any], Callable[[Any], Any]]
) -> Sequence[Any]:
    bare = type(kind.impl if isinstance(kind, TypeDecorator) else kind)
    if bare not in kinds:
        return values
    rewrite = kinds[bare]
    if bare is JSON:
        return [None if value is None else rewrite(value) for value in values]
    known = {value: rewrite(value) for value in set(values) if value is not None}
    return [known.get(value) for value in values]


def _moment(value: datetime) -> str:
    return _moment_with_zone(value)[:_MOMENT_LENGTH]


def _moment_with_zone(value: datetime) -> str:
    in_utc = value if value.tzinfo is UTC else value.astimezone(UTC)
    return in_utc.isoformat(" ", "microseconds")


def _json(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
