"""Content items: posts and reply templates of a community."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from pydantic import AwareDatetime, Field
from sqlalchemy import ColumnElement, Row, Select, select

from app.api.call import Call
from app.api.endpoint import endpoint
from app.api.paging import Order, page_of
from app.api.shapes import N_, Page, PageAsked, RowId, Shown
from app.core.text_fields import Day
from app.core.zones import zone_of
from app.models import Community, ContentItem, Revision, Scope
from content_calendar.planning.wall_clock import moment
from content_calendar.vocabulary import ContentKind, Form, Language, Platform, Stage, Term, Value
from content_calendar.workflow import Role, State


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
    persona_id: RowId | None = Field(None, description=N_("Only this persona."))
    column_id: RowId | None = Field(None, description=N_("Only this column."))
    value: Value | None = Field(None, description=N_("Only this value."))
    first: Day | None = Field(None, alias="from", description=N_("First day of the slot, by the community's clocks."))
    last: Day | None = Field(None, alias="to", description=N_("Last day of the slot, included."))
    updated_since: AwareDatetime | None = Field(None, description=N_("Only what changed at this moment or later."))
    sort: Sorting = Sorting.NUMBER


class ItemListed(Shown):
    """An item in a list."""

    id: int = Field(examples=[42])
    kind: ContentKind
    state: State
    persona_id: int = Field(examples=[1])
    column_id: int | None = Field(examples=[7])
    platform: Platform
    language: Language
    value: Value
    stage: Stage
    form: Form
    slot_at: datetime | None = Field(description=N_("When it shall go out, in UTC."), examples=["2027-03-01T01:30:00Z"])
    title: str = Field(
        description=N_("Title or first line of the present text."), examples=["断奶这件事，先别急着定日子"]
    )
    updated_at: datetime = Field(examples=["2027-02-20T08:00:00Z"])
    version: int = Field(examples=[5])


_PLAIN = (
    ContentItem.id, ContentItem.kind, ContentItem.state, ContentItem.persona_id, ContentItem.column_id,
    ContentItem.platform, ContentItem.language, ContentItem.value, ContentItem.stage, ContentItem.form,
    ContentItem.slot_at, ContentItem.updated_at, ContentItem.version,
)


@endpoint("GET", "/communities/<int:community_id>/items", scope=Scope.READ, role=Role.VIEWER, summary=_l("List items"))
def list_items(call: Call, community: Community, query: ItemsAsked) -> Page[ItemListed]:
    """One query."""
    wanted = _with_headline().where(ContentItem.community_id == community.id, *_conditions(community, query))
    return page_of(call.session, wanted, query, _ORDERS[query.sort], _listed)


def _with_headline() -> Select[*tuple[Any, ...]]:
    query = select(*_PLAIN, Revision.title, Revision.hook, ContentItem.topic, ContentItem.occasion)
    return query.outerjoin(Revision, Revision.id == ContentItem.current_revision_id)


def _conditions(community: Community, query: ItemsAsked) -> list[ColumnElement[bool]]:
    item, zone = ContentItem, zone_of(community.timezone)
    chosen = ((item.persona_id, query.persona_id), (item.column_id, query.column_id), (item.value, query.value))
    wanted = [column == value for column, value in chosen if value is not None]
    wanted.append(item.state.in_(query.state) if query.state else item.state != State.ARCHIVED)
    if query.sort is Sorting.SLOT:
        wanted.append(item.slot_at.is_not(None))
    if query.first is not None:
        wanted.append(item.slot_at >= moment(query.first, time(), zone))
    if query.last is not None:
        wanted.append(item.slot_at < moment(_next(query.last), time(), zone))
    if query.updated_since is not None:
        wanted.append(item.updated_at >= query.updated_since)
    return wanted


def _next(day: date) -> date:
    return day + timedelta(days=1)


def _listed(row: Row[Any]) -> ItemListed:
    plain = {column.key: value for column, value in zip(_PLAIN, row, strict=False)}
    title = row.title or row.hook or row.topic.get("title", "") or row.occasion
    return ItemListed(**plain, title=title)
