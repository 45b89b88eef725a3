"""Which items a list holds, and in which order."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from pydantic import Field
from sqlalchemy import ColumnElement, Row, Select, select

from app.api.paging import Order
from app.api.resources.item_shapes import ItemListed
from app.api.shapes import N_, PageAsked, RowId
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


ORDERS = {
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


_PLAIN = tuple(getattr(ContentItem, name) for name in ItemListed.model_fields if name != "title")


def items_asked(community: Community, query: ItemsAsked) -> Select[Any]:
    """The rows `listed` reads: the community's items that fit, the archive only when asked for."""
    wanted = select(*_PLAIN, Revision.title, Revision.hook, ContentItem.topic, ContentItem.occasion)
    wanted = wanted.outerjoin(Revision, Revision.id == ContentItem.current_revision_id)
    return wanted.where(ContentItem.community_id == community.id, *_conditions(community, query))


def listed(row: Row[Any]) -> ItemListed:
    """A row as a list shows it."""
    plain = {column.key: value for column, value in zip(_PLAIN, row, strict=False)}
    return ItemListed(**plain, title=row.title or row.hook or row.topic.get("title", "") or row.occasion)


def _conditions(community: Community, query: ItemsAsked) -> list[ColumnElement[bool]]:
    item = ContentItem
    chosen = (
        (item.persona_id, query.persona_id), (item.column_id, query.column_id), (item.value, query.value),
        (item.kind, query.kind),
    )
    wanted = [column == value for column, value in chosen if value is not None]
    wanted.append(item.state.in_(query.state) if query.state else item.state != State.ARCHIVED)
    if query.sort is Sorting.SLOT:
        wanted.append(item.slot_at.is_not(None))
    if query.updated_since is not None:
        wanted.append(item.updated_at >= query.updated_since)
    return [*wanted, *_days(community, query)]


def _days(community: Community, query: ItemsAsked) -> list[ColumnElement[bool]]:
    zone, slot = zone_of(community.timezone), ContentItem.slot_at
    wanted = []
    if query.first is not None:
        wanted.append(slot >= moment(query.first, time(), zone))
    if query.last is not None:
        wanted.append(slot < moment(_next(query.last), time(), zone))
    return wanted


def _next(day: date) -> date:
    return day + timedelta(days=1)
