"""What the ledger must know of the posts that readings speak of: read once for however many there are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Text, cast, func, select
from sqlalchemy.orm import Session

from app.feedback.standing import Standing
from app.feedback.taken import COUNTERS
from app.models import Community, ContentItem, FeedbackRecord, PostStanding
from content_calendar.vocabulary import ContentKind
from content_calendar.workflow import State

AT_ONCE = 5_000
"""How many numbers one query names; both databases allow some ten thousand."""
_LATEST = (
    select(func.max(FeedbackRecord.observed_at)).where(FeedbackRecord.item_id == ContentItem.id).scalar_subquery()
)
_STANDS = 10
"""Where in a row the standing begins."""
_COLUMNS = (
    ContentItem.id, ContentItem.uid, ContentItem.community_id, ContentItem.persona_id,
    ContentItem.current_revision_id, ContentItem.state, ContentItem.slot_at, ContentItem.published_at,
    _LATEST, ContentItem.kind,
    PostStanding.out_at, PostStanding.observed_at, PostStanding.readings, PostStanding.reported,
    cast(PostStanding.path, Text), PostStanding.week,
    *(getattr(PostStanding, counter.value) for counter in COUNTERS),
)


@dataclass(slots=True)
class Post:
    """One item, of any kind, with what the ledger says of it so far; `standing` is None before its first reading."""

    standing: Standing | None
    item_id: int
    uid: str
    community_id: int
    persona_id: int
    revision_id: int | None
    state: State
    slot_at: datetime | None
    published_at: datetime | None
    latest: datetime | None
    """When the newest record was read, whether it counts or was taken out: nothing later is in the ledger."""
    kind: ContentKind

    @property
    def out_at(self) -> datetime | None:
        """When it went out: the slot, unless it was published earlier; None for what has neither."""
        if self.slot_at is None or self.published_at is None:
            return self.slot_at or self.published_at
        return min(self.slot_at, self.published_at)


def by_id(session: Session, community: Community, item_ids: Collection[int]) -> Mapping[int, Post]:
    """Those of the community, by number; one query for some thousands."""
    return {post.item_id: post for post in _posts(session, community, ContentItem.id.in_, sorted(item_ids))}


def by_uid(session: Session, community: Community, uids: Collection[str]) -> Mapping[str, Post]:
    """Those of the community, by the identifier in exported files; one query for some thousands."""
    return {post.uid: post for post in _posts(session, community, ContentItem.uid.in_, sorted(uids))}


def _posts(session: Session, community: Community, within: Any, names: Sequence[Any]) -> Iterator[Post]:
    for start in range(0, len(names), AT_ONCE):
        mine: ColumnElement[bool] = ContentItem.community_id == community.id
        query = select(*_COLUMNS).where(mine, within(names[start:start + AT_ONCE]))
        for row in session.execute(query.outerjoin(PostStanding, PostStanding.item_id == ContentItem.id)):
            yield _post(row)


def _post(row: Row[Any]) -> Post:
    facts, (out_at, observed_at, readings, reported, path, week, *counts) = row[:_STANDS], row[_STANDS:]
    standing = None if observed_at is None else Standing(out_at, observed_at, readings, reported, counts, path, week)
    return Post(standing, *facts)
