"""The one way into the ledger.

Records are never changed. Whatever comes, the standings of their posts say what they say altogether.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.access import Actor
from app.core.bulk import insert_new
from app.core.queue import wake_one
from app.feedback import posts, standings
from app.feedback.posts import Post
from app.feedback.standing import LedgerRow
from app.feedback.taken import COUNTERS, Taken, counts_of
from app.library import service as library
from app.models import Community, ContentItem, FeedbackBatch, FeedbackRecord, WebhookKind
from app.webhooks.service import announce_once
from content_calendar.workflow import State

__all__ = ["Outcome", "Taken", "changed", "counts_of", "hold", "take"]

QUEUE, LEARN = "default", "app.learning.jobs.learn"
_TABLE = cast("Table", FeedbackRecord.__table__)
_COLUMNS = (
    "item_id", "revision_id", "recorded_by_id", "idempotency_key", "observed_at", "source",
    *(counter.value for counter in COUNTERS), "daily", "reported", "batch_id", "line", "created_at",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of some readings: how many are new, how many were there already, and the keys of the new ones."""

    taken: int
    known: int
    new_keys: frozenset[str]


def hold(session: Session, community: Community) -> None:
    """Keep every other transaction out of this community's ledger until this one ends.

    Whoever judges readings by the standings calls it first; SQLite has one writer at a time anyway.
    """
    session.execute(select(Community.id).where(Community.id == community.id).with_for_update(key_share=True))


def take(
    session: Session, community: Community, readings: Sequence[Taken], *, batch: FeedbackBatch, actor: Actor | None,
    now: datetime, known: Mapping[int, Post] | None = None,
) -> Outcome:
    """Write down readings that were judged and let pass, and fold them into the standings of their posts.

    All posts are of `community` and out; those approved or exported become published, which their numbers prove.
    What is there already changes nothing. `known` are the posts as the caller read them after `hold`, if it did.
    A handful of statements however many readings. Raises NotApproved.
    """
    hold(session, community)
    session.flush()
    item_ids = {one.item_id for one in readings}
    known = posts.by_id(session, community, item_ids) if known is None else known
    _mark_published(session, [known[item_id] for item_id in item_ids], actor, now)
    rows = _rows(readings)
    rows = _new(session, rows, _written(rows, known, batch, actor, now), batch)
    standings.fold(session, community, known, rows)
    new_keys = frozenset(row.key for _item, row, _line in rows)
    batch.taken += len(new_keys)
    batch.known += len(readings) - len(new_keys)
    if new_keys:
        changed(session, community, now)
    return Outcome(len(new_keys), len(readings) - len(new_keys), new_keys)


def changed(session: Session, community: Community, now: datetime) -> None:
    """Tell who wants to know that the ledger says something else now: the ranking, and programs outside."""
    wake_one(QUEUE, LEARN, community.id)
    announce_once(
        session, WebhookKind.RANKING_UPDATED, community_id=community.id, now=now,
        subject={"community_id": community.id, "because": "feedback"},
    )


Placed = tuple[int, LedgerRow, int | None]
"""A row with its item and its line in the batch."""


def _rows(readings: Sequence[Taken]) -> list[Placed]:
    """Each key once, in the order of the items: neighbours in the index are written together."""
    found: dict[str, Placed] = {}
    for one in sorted(readings, key=lambda reading: reading.item_id):
        row = LedgerRow(one.observed_at, not one.daily, one.key, one.counts, one.source, one.reported)
        found.setdefault(row.key, (one.item_id, row, one.line))
    return list(found.values())


def _written(
    rows: Sequence[Placed], known: Mapping[int, Post], batch: FeedbackBatch, actor: Actor | None, now: datetime
) -> list[tuple[Any, ...]]:
    """The rows as the table has them, in the order of `_COLUMNS`."""
    by_id = actor.user.id if actor else None
    return [
        (item_id, known[item_id].revision_id, by_id, row.key, row.observed_at, row.source,
         *[count or 0 for count in row.counts], not row.cumulative, row.reported, batch.id, line, now)
        for item_id, row, line in rows
    ]


def _new(
    session: Session, rows: list[Placed], written: Sequence[tuple[Any, ...]], batch: FeedbackBatch
) -> list[Placed]:
    """Write the rows; those of them that the ledger did not know."""
    last = session.scalar(select(func.max(FeedbackRecord.id))) or 0
    if insert_new(session, _TABLE, _COLUMNS, written) == len(rows):
        return rows
    mine = (FeedbackRecord.batch_id == batch.id, FeedbackRecord.id > last)
    keys = set(session.scalars(select(FeedbackRecord.idempotency_key).where(*mine)))
    return [placed for placed in rows if placed[1].key in keys]


def _mark_published(session: Session, found: Sequence[Post], actor: Actor | None, now: datetime) -> None:
    """Whoever has numbers is out; a post that nobody marked as published yet is marked by them, once."""
    unmarked = [post.item_id for post in found if post.state is not State.PUBLISHED]
    query = (
        select(ContentItem)
        .where(ContentItem.id.in_(unmarked))
        .options(joinedload(ContentItem.current_revision), joinedload(ContentItem.community))
        .execution_options(populate_existing=True)
    )
    for item in session.scalars(query) if unmarked else ():
        library.mark_published(session, item, url=item.published_url, actor=actor, now=now)
