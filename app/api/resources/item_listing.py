"""Which items a list holds, and in which order."""

from __future__ import annotations

import functools
from datetime import date, time, timedelta
from typing import Any

from pydantic import Field
from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from app.api.paging import Listing, Order
from app.api.resources.item_shapes import ItemListed
from app.api.shapes import N_, Page, PageAsked, RowId
from app.core.text_fields import Day, Moment
from app.core.zones import zone_of
from app.models import Community, ContentItem, Revision
from content_calendar.planning.wall_clock import moment
from content_calendar.vocabulary import ContentKind, Term, Value
from content_calendar.workflow import State


class Sorting(Term):
    NUMBER = "id", "按编号", "By number"
    SLOT = "slot", "按发布时间，没有发布时间的不列出", "By slot; items without one are left out"
    CHANGE = "updated", "按最近修改时间", "By the time of the last change"


_ORDERS = {
    Sorting.NUMBER: Order("id", (ContentItem.id,)),
    Sorting.SLOT: Order("slot", (ContentItem.slot_at, ContentItem.id)),
    Sorting.CHANGE: Order("updated", (ContentItem.updated_at, ContentItem.id)),
}


class ItemsAsked(PageAsked):
    state: tuple[State, ...] = Field((), description=N_("Only these states."))
    kind: ContentKind | None = Field(None, description=N_("Only posts, or only reply templates."))
    persona_id: RowId | None = Field(None, description=N_("Only this persona."), examples=[1])
    column_id: RowId | None = Field(None, description=N_("Only this column."), examples=[7])
    value: Value | None = Field(None, description=N_("Only this value."))
    first: Day | None = Field(
        None, alias="from", description=N_("First day of the slot, by the community's clocks."),
        examples=["2027-03-01"],
    )
    last: Day | None = Field(
        None, alias="to", description=N_("Last day of the slot, included."), examples=["2027-03-14"]
    )
    updated_since: Moment | None = Field(
        None, description=N_("Only what changed at this moment or later."), examples=["2027-02-20T08:00:00Z"]
    )
    sort: Sorting = Sorting.NUMBER


_PLAIN = tuple(name for name in ItemListed.model_fields if name != "title")
_ITEM = ContentItem
_NARROWING = {
    "state": _ITEM.state.in_(bindparam("state", expanding=True)),
    "kind": _ITEM.kind == bindparam("kind"),
    "persona_id": _ITEM.persona_id == bindparam("persona_id"),
    "column_id": _ITEM.column_id == bindparam("column_id"),
    "value": _ITEM.value == bindparam("value"),
    "updated_since": _ITEM.updated_at >= bindparam("updated_since"),
    "slot_from": _ITEM.slot_at >= bindparam("slot_from"),
    "slot_before": _ITEM.slot_at < bindparam("slot_before"),
}
"""What an address may ask for, each beside the name of its value."""


def items_page(session: Session, community: Community, query: ItemsAsked) -> Page[ItemListed]:
    """The community's items that fit, the archive only when asked for. One query."""
    values = _values(community, query)
    return _items(query.sort, frozenset(values)).page(session, query, _listed, community_id=community.id, **values)


def _listed(row: Row[Any]) -> ItemListed:
    title = row.title or row.hook or row.topic.get("title", "") or row.occasion
    return ItemListed(**dict(zip(_PLAIN, row, strict=False)), title=title)


def _values(community: Community, query: ItemsAsked) -> dict[str, object]:
    """What the address asks for, by the names of `_NARROWING`; without what it leaves open."""
    zone = zone_of(community.timezone)
    values = {
        "state": query.state or None, "kind": query.kind, "persona_id": query.persona_id,
        "column_id": query.column_id, "value": query.value, "updated_since": query.updated_since,
        "slot_from": query.first and moment(query.first, time(), zone),
        "slot_before": query.last and moment(_next(query.last), time(), zone),
    }
    return {name: value for name, value in values.items() if value is not None}


@functools.lru_cache(maxsize=200)
def _items(sort: Sorting, narrowed_by: frozenset[str]) -> Listing:
    columns = (*(getattr(_ITEM, name) for name in _PLAIN), Revision.title, Revision.hook, _ITEM.topic, _ITEM.occasion)
    wanted = select(*columns).outerjoin(Revision, Revision.id == _ITEM.current_revision_id)
    wanted = wanted.where(_ITEM.community_id == bindparam("community_id"), *(_NARROWING[name] for name in narrowed_by))
    if "state" not in narrowed_by:
        wanted = wanted.where(_ITEM.state != State.ARCHIVED)
    if sort is Sorting.SLOT:
        wanted = wanted.where(_ITEM.slot_at.is_not(None))
    return Listing(wanted, _ORDERS[sort])


def _next(day: date) -> date:
    return day + timedelta(days=1)
