"""Many rows at once, past the unit of work: tens of thousands a second on either database.

SQLite prepares one statement for all rows. PostgreSQL gets them by COPY into a table of the transaction's own and moves
them from there, because COPY itself knows no conflict.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Connection, DateTime, Table, TypeDecorator
from sqlalchemy.orm import Session

Row = tuple[Any, ...]
"""Values of a column of JSON may be written already, as text."""

_MOMENT_LENGTH = len("2027-03-08 02:00:00.000000")


def insert_new(session: Session, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> int:
    """Insert the rows that break no unique key, leave the others out; how many were inserted."""
    return _write(session, table, columns, rows, "DO NOTHING")


def upsert(
    session: Session, table: Table, columns: Sequence[str], rows: Sequence[Row], *, changing: Sequence[str]
) -> None:
    """Insert the rows; of those whose primary key is there, take over the columns in `changing`.

    No two rows may share a key.
    """
    key = ", ".join(column.name for column in table.primary_key)
    news = ", ".join(f"{name} = excluded.{name}" for name in changing)
    _write(session, table, columns, rows, f"({key}) DO UPDATE SET {news}")


def _write(session: Session, table: Table, columns: Sequence[str], rows: Sequence[Row], on_conflict: str) -> int:
    if not rows:
        return 0
    session.flush()
    connection = session.connection()
    write = _by_copy if connection.dialect.name == "postgresql" else _by_statement
    return write(connection, table, columns, rows, on_conflict)


def _by_statement(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row], on_conflict: str
) -> int:
    holes = ", ".join("?" * len(columns))
    names = ", ".join(columns)
    statement = f"INSERT INTO {table.name} ({names}) VALUES ({holes}) ON CONFLICT {on_conflict}"  # noqa: S608 - names of the models' own tables and columns
    return connection.exec_driver_sql(statement, _in_text(table, columns, rows)).rowcount


def _by_copy(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row], on_conflict: str
) -> int:
    names, waiting = ", ".join(columns), f"{table.name}_waiting"
    shape = f"SELECT {names} FROM {table.name} WITH NO DATA"  # noqa: S608 - names of the models' own tables and columns
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {waiting} AS {shape}")
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {waiting} ({names}) FROM STDIN") as copy:
        for row in _with_json(table, columns, rows):
            copy.write_row(row)
    move = f"INSERT INTO {table.name} ({names}) SELECT {names} FROM {waiting} ON CONFLICT {on_conflict}"  # noqa: S608 - names of the models' own tables and columns
    moved = connection.exec_driver_sql(move).rowcount
    connection.exec_driver_sql(f"DROP TABLE {waiting}")
    return moved


def _in_text(table: Table, columns: Sequence[str], rows: Sequence[Row]) -> Sequence[Row]:
    """Values as SQLite keeps them: moments and JSON as text."""
    return _changed(table, columns, rows, {DateTime: _moment, JSON: _json, Boolean: int})


def _with_json(table: Table, columns: Sequence[str], rows: Sequence[Row]) -> Sequence[Row]:
    return _changed(table, columns, rows, {JSON: _json})


def _changed(
    table: Table, columns: Sequence[str], rows: Sequence[Row], kinds: dict[type[Any], Callable[[Any], Any]]
) -> Sequence[Row]:
    """The rows with the values of some columns rewritten, column by column."""
    sides: list[Sequence[Any]] = list(zip(*rows, strict=True))
    for place, name in enumerate(columns):
        kind = table.c[name].type
        rewrite = kinds.get(type(kind.impl if isinstance(kind, TypeDecorator) else kind))
        if rewrite is not None:
            sides[place] = _rewritten(sides[place], rewrite)
    return list(zip(*sides, strict=True))


def _rewritten(values: Sequence[Any], rewrite: Callable[[Any], Any]) -> list[Any]:
    return [None if value is None else rewrite(value) for value in values]


def _moment(value: datetime) -> str:
    in_utc = value if value.tzinfo is UTC else value.astimezone(UTC)
    return in_utc.isoformat(" ", "microseconds")[:_MOMENT_LENGTH]


def _json(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
