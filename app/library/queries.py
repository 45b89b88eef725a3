"""Reading for the page of an item and the review desk; the list is read in `listing`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.core.errors import NotFound
from app.core.zones import zone_of
from app.models import Column, Comment, Community, ContentItem, ItemEvent, Persona, Product, Revision, Voice
from content_calendar.content import Copy
from content_calendar.copy_rules.context import Twin
from content_calendar.vocabulary import INTERACTIVE_FORMS, Language
from content_calendar.workflow import State


@dataclass(frozen=True, slots=True)
class TwinText:
    """An item that reads almost like another, with its present words."""

    item_id: int
    headline: str
    state: State
    slot_at: datetime | None
    language: Language
    copy: Copy


# Built once: with so many parts, putting the question together takes longer than its answer.
_ITEM = (
    select(ContentItem)
    .where(ContentItem.id == bindparam("item_id"), ContentItem.community_id == bindparam("community_id"))
    .options(
        joinedload(ContentItem.community), joinedload(ContentItem.persona), joinedload(ContentItem.column),
        joinedload(ContentItem.voice), joinedload(ContentItem.product), joinedload(ContentItem.event),
        joinedload(ContentItem.campaign),
        joinedload(ContentItem.approved_by), joinedload(ContentItem.current_revision),
        joinedload(ContentItem.reply),
    )
    .execution_options(populate_existing=True)
)
# What its checks and its headline read of what surrounds it; the community is known to whoever asks, and so at hand.
_PRESENT = (
    select(ContentItem)
    .where(ContentItem.id == bindparam("item_id"), ContentItem.community_id == bindparam("community_id"))
    .options(
        joinedload(ContentItem.persona).load_only(Persona.never),
        joinedload(ContentItem.column).load_only(Column.name, Column.theme),
        joinedload(ContentItem.voice).load_only(Voice.never, Voice.role, Voice.always, Voice.samples),
        joinedload(ContentItem.product).load_only(Product.name, Product.facts),
        joinedload(ContentItem.event), joinedload(ContentItem.campaign), joinedload(ContentItem.current_revision),
    )
    .execution_options(populate_existing=True)
)
_ITEM_AND_ITS_LIFE = _ITEM.options(
    selectinload(ContentItem.revisions).joinedload(Revision.author),
    selectinload(ContentItem.history).joinedload(ItemEvent.actor),
    selectinload(ContentItem.comments).joinedload(Comment.author),
)


def load_item(session: Session, community_id: int, item_id: int) -> ContentItem:
    """The item with all its page shows, in four queries. Raises NotFound outside the community."""
    return _loaded(session, _ITEM_AND_ITS_LIFE, community_id, item_id)


def load_present_item(session: Session, community_id: int, item_id: int) -> ContentItem:
    """The item as it stands now, with what its checks read, in one query. Raises NotFound outside the community."""
    return _loaded(session, _PRESENT, community_id, item_id)


def _loaded(session: Session, query: Select[ContentItem], community_id: int, item_id: int) -> ContentItem:
    found = session.scalars(query, {"item_id": item_id, "community_id": community_id})
    item = found.unique().one_or_none()
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
