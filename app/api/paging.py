"""Lists in parts. A cursor names the last row seen by what the list is sorted by, so new rows shift nothing."""

from __future__ import annotations

import base64
import functools
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


class Listing:
    """A list in an order. One that is always asked the same way is a constant of its module: putting a question
    together takes longer than its answer."""

    def __init__(self, query: Select[*tuple[Any, ...]], order: Order) -> None:
        keys = (column.label(_key(place)) for place, column in enumerate(order.columns))
        query = query.add_columns(*keys).limit(bindparam("most_rows", type_=Integer))
        self._order = order
        self._first = query.order_by(*(column.desc() if order.newest_first else column for column in order.columns))

    @functools.cached_property
    def _further(self) -> Select[*tuple[Any, ...]]:
        return self._first.where(_after(self._order))

    def page(
        self, session: Session, asked: PageAsked, show: Callable[[Row[Any]], Item], **values: object
    ) -> Page[Item]:
        """The rows after the cursor, each as `show` makes it; `values` are what the query leaves open. One query.

        Raises Flawed for a foreign cursor.
        """
        bound = {**values, "most_rows": asked.limit + 1}
        if asked.cursor:
            seen = _read(asked.cursor, self._order)
            rows = session.execute(self._further, bound | {_key(place): key for place, key in enumerate(seen)}).all()
        else:
            rows = session.execute(self._first, bound).all()
        shown = rows[: asked.limit]
        last = shown[-1][-len(self._order.columns):] if len(rows) > asked.limit else None
        return Page(data=tuple(map(show, shown)), next=last and _written(self._order, last))


def page_of(
    session: Session, query: Select[*tuple[Any, ...]], asked: PageAsked, order: Order, show: Callable[[Row[Any]], Item]
) -> Page[Item]:
    """The page of a list that was put together for this request. Raises Flawed for a foreign cursor."""
    return Listing(query, order).page(session, asked, show)


def _key(place: int) -> str:
    return f"cursor_{place}"


def _after(order: Order) -> Any:
    seen = tuple_(*(bindparam(_key(place), type_=column.type) for place, column in enumerate(order.columns)))
    return tuple_(*order.columns) < seen if order.newest_first else tuple_(*order.columns) > seen


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
