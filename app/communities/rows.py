"""From what was written to rows of the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from app.models import Tag
from app.models.base import Base

Row = TypeVar("Row", bound=Base)


def new_row(kind: type[Row], fields: Mapping[str, object], now: datetime, **more: object) -> Row:
    """A row of `kind` with these fields, not yet part of a session."""
    return kind(**{name: plain(value) for name, value in fields.items()}, **more, created_at=now)


def change_row(row: Base, fields: Mapping[str, object]) -> None:
    """Give an existing row these fields."""
    for name, value in fields.items():
        setattr(row, name, plain(value))


def new_tag(community_id: int, text: str, now: datetime) -> Tag:
    """The row of a tag written `namespace:name`."""
    namespace, _, name = text.partition(":")
    return Tag(community_id=community_id, namespace=namespace, name=name, created_at=now)


def plain(value: object) -> object:
    """Tuples as lists, as JSON columns give them back."""
    return [plain(entry) for entry in value] if isinstance(value, tuple | list) else _plain_mapping(value)


def _plain_mapping(value: object) -> object:
    return {name: plain(entry) for name, entry in value.items()} if isinstance(value, dict) else value
