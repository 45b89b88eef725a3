"""A slot takes one post: of several approved for the same minute, persona and platform none leaves undecided.

The first that left holds the slot. Until then each stands in the other's way, so that whoever sends one looks at all:
an approval is committed before anything leaves with it, hence of two at once at least one sees the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, exists, not_, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.errors import Conflict
from app.models import ContentItem
from content_calendar.vocabulary import ContentKind
from content_calendar.workflow import OUT, State

_HOLDING = (State.EXPORTED, State.PUBLISHED)


class SlotContested(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("Another approved post stands at the same time for the same persona; only one of them may go out."),
            _l("Decide between them on the post's page, or move one to another time."),
        )


def same_slot(one: Any, other: Any) -> ColumnElement[bool]:
    """Whether two posts stand for one slot: a minute of a persona on a platform. Each is an item, ContentItem or an
    alias of it.
    """
    return and_(
        other.persona_id == one.persona_id, other.slot_at == one.slot_at, other.platform == one.platform,
        other.kind == ContentKind.POST, other.id != one.id,
    )


def uncontested() -> ColumnElement[bool]:
    """Whether no rival keeps a ContentItem from leaving, for queries."""
    other = aliased(ContentItem)
    rival = exists().where(same_slot(ContentItem, other), or_(other.state.in_(OUT), other.published_at.is_not(None)))
    return or_(ContentItem.state.in_(_HOLDING), ContentItem.kind != ContentKind.POST, not_(rival))


def contested(session: Session, items: Iterable[ContentItem]) -> frozenset[int]:
    """Which of the items a rival keeps from leaving; one query."""
    asked = [item.id for item in items if item.state is State.APPROVED]
    if not asked:
        return frozenset()
    query = select(ContentItem.id).where(ContentItem.id.in_(asked), not_(uncontested()))
    return frozenset(session.scalars(query))


def require_slot(session: Session, item: ContentItem) -> None:
    """Raises SlotContested when a rival keeps the item from leaving."""
    if contested(session, [item]):
        raise SlotContested
