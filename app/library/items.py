"""One item fetched for an act, as the form that asks for it showed it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, selectinload

from app.core.errors import Conflict, NotFound
from app.models import ContentItem


class StaleVersion(Conflict):
    """Somebody saved the item after this form was opened."""

    def __init__(self) -> None:
        super().__init__(
            _l("Somebody else changed this item while you had it open. Your change was not saved."),
            _l("Reload to see the newest version and apply your change again."),
        )


# Built once: programs that keep in step ask it for every item.
_OF_COMMUNITY = select(ContentItem.id).where(
    ContentItem.id == bindparam("item_id"), ContentItem.community_id == bindparam("community_id")
)


def expect_item(session: Session, community_id: int, item_id: int) -> None:
    """Raises NotFound when the community has no such item."""
    if session.scalar(_OF_COMMUNITY, {"item_id": item_id, "community_id": community_id}) is None:
        raise NotFound


def get_item(session: Session, community_id: int, item_id: int, *, lock: bool = False) -> ContentItem:
    """The item with its present text, locked for change if asked. Raises NotFound outside the community."""
    query = (
        select(ContentItem)
        .where(ContentItem.id == item_id, ContentItem.community_id == community_id)
        .options(selectinload(ContentItem.current_revision))
    )
    if lock:
        query = query.with_for_update(of=ContentItem).execution_options(populate_existing=True)
    item = session.scalar(query)
    if item is None:
        raise NotFound
    return item


def expect_version(item: ContentItem, version: int) -> None:
    """Raises StaleVersion when the form was opened on another version."""
    if item.version != version:
        raise StaleVersion
