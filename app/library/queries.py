"""Reading for the library pages and the review desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.core.errors import NotFound
from app.core.zones import zone_of
from app.models import Comment, Community, ContentItem, ItemEvent, Persona, Revision
from content_calendar.content import Copy
from content_calendar.copy_rules.context import Twin
from content_calendar.vocabulary import INTERACTIVE_FORMS, Language, Value, WriterKind
from content_calendar.workflow import State

PAGE = 50
Selected = TypeVar("Selected")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the library shows; each part None or "" for all."""

    persona_id: int | None = None
    state: State | None = None
    value: Value | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a list."""

    id: int
    headline: str
    excerpt: str
    persona: Persona
    column: str
    state: State
    value: Value
    form: object
    slot_at: datetime | None
    writer: WriterKind | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class TwinText:
    """An item that reads almost like another, with its present words."""

    item_id: int
    headline: str
    state: State
    slot_at: datetime | None
    language: Language
    copy: Copy


@dataclass(frozen=True, slots=True)
class Page:
    rows: tuple[Row, ...]
    number: int
    pages: int
    total: int


def find_items(session: Session, community: Community, filters: Filters, *, page: int) -> Page:
    """One page of the library, the latest slots first; `page` counts from 1 and is brought into range."""
    wanted = [ContentItem.community_id == community.id, *_conditions(filters)]
    total = session.scalar(_joined(select(func.count(ContentItem.id))).where(*wanted)) or 0
    pages = max(1, -(-total // PAGE))
    number = min(max(page, 1), pages)
    query = (
        _joined(select(ContentItem))
        .where(*wanted)
        .options(
            joinedload(ContentItem.persona), joinedload(ContentItem.column), joinedload(ContentItem.current_revision)
        )
        .order_by(ContentItem.slot_at.desc().nulls_last(), ContentItem.id.desc())
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    )
    return Page(tuple(_row(item) for item in session.scalars(query)), number, pages, total)


def load_item(session: Session, community_id: int, item_id: int) -> ContentItem:
    """The item with all its page shows, in four queries. Raises NotFound outside the community."""
    query = (
        select(ContentItem)
        .where(ContentItem.id == item_id, ContentItem.community_id == community_id)
        .options(
            joinedload(ContentItem.community), joinedload(ContentItem.persona), joinedload(ContentItem.column),
            joinedload(ContentItem.voice), joinedload(ContentItem.product), joinedload(ContentItem.event),
            joinedload(ContentItem.campaign),
            joinedload(ContentItem.approved_by), joinedload(ContentItem.current_revision),
            selectinload(ContentItem.revisions).joinedload(Revision.author),
            selectinload(ContentItem.history).joinedload(ItemEvent.actor),
            selectinload(ContentItem.comments).joinedload(Comment.author),
        )
        .execution_options(populate_existing=True)
    )
    item = session.scalars(query).unique().one_or_none()
    if item is None:
        raise NotFound
    return item


def twin_texts(session: Session, twins: Sequence[Twin]) -> tuple[TwinText, ...]:
    """The words of these twins in their order; one query when there are any."""
    if not twins:
        return ()
    query = (
        select(ContentItem)
        .where(ContentItem.id.in_([twin.item_id for twin in twins]))
        .options(joinedload(ContentItem.current_revision))
    )
    items = {item.id: item for item in session.scalars(query)}
    return tuple(_twin_text(items[twin.item_id], twin) for twin in twins if twin.item_id in items)


def _twin_text(item: ContentItem, twin: Twin) -> TwinText:
    copy = item.current_revision.copy() if item.current_revision else Copy()
    return TwinText(item.id, twin.headline, item.state, item.slot_at, item.language, copy)


def last_interaction_on(session: Session, community: Community) -> date | None:
    """The last local day on which a post asks members to answer, planned ones included; None when there is none."""
    query = select(func.max(ContentItem.slot_at)).where(
        ContentItem.community_id == community.id,
        ContentItem.form.in_(INTERACTIVE_FORMS),
        ContentItem.state.not_in((State.ARCHIVED, State.EXPIRED, State.FAILED)),
    )
    found: datetime | None = session.scalar(query)
    return found.astimezone(zone_of(community.timezone)).date() if found else None


def _joined(query: Select[Selected]) -> Select[Selected]:
    return query.outerjoin(Revision, Revision.id == ContentItem.current_revision_id)


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.persona_id is not None:
        conditions.append(ContentItem.persona_id == filters.persona_id)
    if filters.value is not None:
        conditions.append(ContentItem.value == filters.value)
    conditions.append(
        ContentItem.state == filters.state if filters.state is not None else ContentItem.state != State.ARCHIVED
    )
    if filters.words:
        texts = (Revision.title, Revision.hook, Revision.body, Revision.call_to_action)
        conditions.append(or_(*(text.icontains(filters.words, autoescape=True) for text in texts)))
    return conditions


def _row(item: ContentItem) -> Row:
    revision = item.current_revision
    return Row(
        id=item.id, headline=item.headline(), excerpt=revision.copy().text()[:120] if revision else "",
        persona=item.persona, column=item.column.name if item.column else "", state=item.state, value=item.value,
        form=item.form, slot_at=item.slot_at, writer=revision.writer if revision else None, updated_at=item.updated_at,
    )
