"""Entries as files: CSV for people, JSON Lines for programs and for whoever verifies the hashes themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.chain import FIELDS, moment_text
from app.audit.filters import Filters
from app.core.tables.csv_file import BYTE_ORDER_MARK, lines_of
from app.core.zones import UTC_ZONE
from app.models import AuditEntry, Base, User
from content_calendar.vocabulary import Term

AT_ONCE = 500
_ENTRIES = Base.metadata.tables[AuditEntry.__tablename__]
_COLUMNS = (*FIELDS[:3], "actor", *FIELDS[3:], "hash")


class Kind(Term):
    CSV = "csv", "CSV 表格", "CSV"
    JSONL = "jsonl", "JSON Lines", "JSON Lines"


def written(session: Session, filters: Filters, kind: Kind, zone: Any = UTC_ZONE) -> Iterator[str]:
    """The file in parts, the newest entry first, five hundred entries in memory at a time; days are those of `zone`."""
    names = {row.id: row.name for row in session.execute(select(User.id, User.name))}
    if kind is Kind.CSV:
        yield BYTE_ORDER_MARK + lines_of([_COLUMNS])
    for rows in _batches(session, filters, zone):
        entries = (_entry(row, names) for row in rows)
        yield lines_of(map(_cells, entries)) if kind is Kind.CSV else "".join(map(_json_line, entries))


def _batches(session: Session, filters: Filters, zone: Any) -> Iterator[list[Mapping[str, Any]]]:
    """By number, each batch a query of its own: a slow reader holds no cursor open."""
    query = select(_ENTRIES).where(*filters.conditions(zone)).order_by(_ENTRIES.c.number.desc()).limit(AT_ONCE)
    rows = list(session.execute(query).mappings())
    while rows:
        yield [dict(row) for row in rows]
        rows = list(session.execute(query.where(_ENTRIES.c.number < rows[-1]["number"])).mappings())


def _entry(row: Mapping[str, Any], names: Mapping[int, str]) -> dict[str, Any]:
    known = {**row, "at": moment_text(row["created_at"]), "actor": names.get(row["actor_id"], "")}
    return {name: known[name] for name in _COLUMNS}


def _json_line(entry: Mapping[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n"


def _cells(entry: Mapping[str, Any]) -> list[str]:
    return [_text(value) for value in entry.values()]


def _text(value: object) -> str:
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return "" if value is None else str(value)
