"""Keeps what items are found by in step with what is written in them, whoever writes.

It listens to the session: every path that changes an item's text, topic or occasion is followed, those that are
written next year too. Only what writes items by the statement says so itself, through `index_items`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, event, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.models import ContentItem, ItemSearch, Revision
from content_calendar.search import Findable, gram_line

_BATCH = 500
_SAYS = ("current_revision_id", "topic", "occasion")
_WORDS = (
    Revision.title, Revision.hook, Revision.body, Revision.call_to_action, Revision.hashtags, Revision.tags,
    Revision.image_brief, Revision.comment_starter,
)


def index_items(session: Session, item_ids: Collection[int]) -> None:
    """Let these items be found by their present words; two statements for every 500."""
    ids = sorted(item_ids)
    for start in range(0, len(ids), _BATCH):
        _index(session.connection(), ids[start : start + _BATCH])


def index_missing(session: Session) -> int:
    """Let items of an older installation be found, at most 500 at a time; how many were there."""
    unknown = select(ContentItem.id).outerjoin(ItemSearch, ItemSearch.item_id == ContentItem.id)
    ids = session.scalars(unknown.where(ItemSearch.item_id.is_(None)).order_by(ContentItem.id).limit(_BATCH)).all()
    index_items(session, ids)
    return len(ids)


def _index(connection: Connection, ids: Sequence[int]) -> None:
    query = (
        select(ContentItem.id, ContentItem.community_id, ContentItem.topic, ContentItem.occasion, *_WORDS)
        .outerjoin(Revision, Revision.id == ContentItem.current_revision_id)
        .where(ContentItem.id.in_(ids))
    )
    rows = [
        {"item_id": row.id, "community_id": row.community_id, "grams": gram_line(_findable(row), row.community_id)}
        for row in connection.execute(query)
    ]
    if rows:
        _put(connection, rows)


def _put(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """What is found by the same as before is left alone."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = insert(ItemSearch)
    new = statement.excluded.grams
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=[ItemSearch.item_id], set_={"grams": new}, where=ItemSearch.grams != new
        ),
        rows,
    )


def _findable(row: Row[Any]) -> Findable:
    topic, occasion = row.topic or {}, row.occasion
    head = next((text for text in (row.title, row.hook, topic.get("title"), occasion) if text), "")
    return Findable(head, "\n".join(_texts(row, topic)), tuple(row.tags or ()))


def _texts(row: Row[Any], topic: dict[str, Any]) -> Iterator[str]:
    yield from (row.title or "", row.hook or "", row.body or "", row.call_to_action or "")
    yield from (*(row.hashtags or ()), row.image_brief or "", row.comment_starter or "")
    yield from (topic.get("title", ""), *topic.get("points", ()), row.occasion)


def _follow(session: Session, _context: object) -> None:
    changed = {item.id for item in (*session.new, *session.dirty) if isinstance(item, ContentItem) and _is_new(item)}
    if changed:
        index_items(session, changed)


def _is_new(item: ContentItem) -> bool:
    """Whether what it is found by may have changed."""
    state = inspect(item)
    return any(state.attrs[name].history.has_changes() for name in _SAYS) or not state.has_identity


event.listen(Session, "after_flush", _follow)
