"""Lists in parts. A cursor names the last row seen by what the list is sorted by, so new rows shift nothing."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from flask_babel import gettext as _
from sqlalchemy import Integer, Row, Select, bindparam, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.api.refusals import Flawed
from app.api.shapes import Page, PageAsked
from app.core.row_ids import row_id
from app.models.base import UtcDateTime

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Order:
    """What a list is sorted by: columns that are never null, the last one unique. `name` tells one order of a list
    from its others."""

    name: str
    columns: tuple[InstrumentedAttribute[Any], ...]
    newest_first: bool = False


def page_of(
    session: Session, query: Select[*tuple[Any, ...]], asked: PageAsked, order: Order, show: Callable[[Row[Any]], Item]
) -> Page[Item]:
    """The rows of `query` after the cursor, each as `show` makes it. One query. Raises Flawed for a foreign cursor."""
    keys = [column.label(f"cursor_{place}") for place, column in enumerate(order.columns)]
    query = query.add_columns(*keys).limit(asked.limit + 1)
    query = query.order_by(*(column.desc() if order.newest_first else column for column in order.columns))
    if asked.cursor:
        query = query.where(_after(order, _read(asked.cursor, order)))
    rows = session.execute(query).all()
    shown = rows[: asked.limit]
    more = _written(order, shown[-1][-len(keys):]) if len(rows) > asked.limit else None
    return Page(data=tuple(show(row) for row in shown), next=more)


def _after(order: Order, values: Sequence[object]) -> Any:
    bound = tuple_(*(
        bindparam(None, value, type_=column.type) for value, column in zip(values, order.columns, strict=True)
    ))
    return tuple_(*order.columns) < bound if order.newest_first else tuple_(*order.columns) > bound


def _written(order: Order, values: Sequence[object]) -> str:
    parts = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps([order.name, *parts]).encode()).decode().rstrip("=")


def _read(cursor: str, order: Order) -> list[object]:
    try:
        name, *parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        values = [_value(part, column) for part, column in zip(parts, order.columns, strict=True)]
    except (ValueError, TypeError, RecursionError):
        name, values = None, []
    if name != order.name:
        raise Flawed([{
            "parameter": "cursor", "code": "cursor",
            "detail": _("This cursor belongs to no page of this list; begin without one."),
        }])
    return values


def _value(part: object, column: InstrumentedAttribute[Any]) -> object:
    """Raises ValueError for what is no value of that column."""
    if isinstance(column.type, UtcDateTime):
        moment = datetime.fromisoformat(str(part))
        if moment.tzinfo is None:
            raise ValueError(part)
        return moment
    if isinstance(column.type, Integer):
        return row_id(str(part))
    if not isinstance(part, str) or "\0" in part:
        raise ValueError(part)
    return part
