"""The one way into the ledger.

Records are never changed. Whatever comes, the standings of their posts say what they say altogether.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.access import Actor
from app.core.bulk import Columns, inserting
from app.core.queue import wake_one
from app.feedback import posts, standings
from app.feedback.posts import Post
from app.feedback.standing import LedgerRow
from app.feedback.standings import put_in_weeks
from app.feedback.taken import COUNTERS, Taken, counts_of
from app.library import service as library
from app.models import Community, ContentItem, FeedbackBatch, FeedbackRecord, WebhookKind
from app.webhooks.service import announce_once
from content_calendar.workflow import State

__all__ = ["Outcome", "Taken", "changed", "counts_of", "hold", "known_keys", "put_in_weeks", "take"]

QUEUE, LEARN = "default", "app.learning.jobs.learn"
_TABLE = cast("Table", FeedbackRecord.__table__)
_KEYS_AT_ONCE = 5_000
_WRITTEN_AT_ONCE = 1_000
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of some readings: how many are new, how many were there already."""

    taken: int
    known: int


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
    _mark_published(session, [known[item_id] for item_id in item_ids], readings, actor, now)
    fresh = _fresh(session, readings, known)
    rows: list[LedgerRow] = []
    of_all = {"recorded_by_id": actor.user.id if actor else None, "batch_id": batch.id, "created_at": now}
    with inserting(session, _TABLE, (_columns(part, rows, known, of_all) for part in _parts(fresh))):
        found = standings.extended(known, zip([one.item_id for one in fresh.values()], rows, strict=True))
    standings.settle(session, community, known, found)
    batch.taken += len(rows)
    batch.known += len(readings) - len(rows)
    if rows:
        changed(session, community, now)
    return Outcome(len(rows), len(readings) - len(rows))


def known_keys(session: Session, by_key: Mapping[str, Taken], known: Mapping[int, Post]) -> set[str]:
    """The keys of those that are in the ledger, counting or taken out; nothing is asked for what is later than all."""
    latest = {item_id: post.latest or _NEVER for item_id, post in known.items()}
    asked = [key for key, one in by_key.items() if one.observed_at <= latest[one.item_id]]
    found: set[str] = set()
    for start in range(0, len(asked), _KEYS_AT_ONCE):
        some = FeedbackRecord.idempotency_key.in_(asked[start:start + _KEYS_AT_ONCE])
        found.update(session.scalars(select(FeedbackRecord.idempotency_key).where(some)))
    return found


def changed(session: Session, community: Community, now: datetime) -> None:
    """Tell who wants to know that the ledger says something else now: the ranking, and programs outside."""
    wake_one(QUEUE, LEARN, community.id)
    announce_once(
        session, WebhookKind.RANKING_UPDATED, community_id=community.id, now=now,
        subject={"community_id": community.id, "because": "feedback"},
    )


def _fresh(session: Session, readings: Sequence[Taken], known: Mapping[int, Post]) -> Mapping[str, Taken]:
    """By their keys those that are not in the ledger yet; neighbours in its index together."""
    by_key = {one.key: one for one in readings}
    for key in known_keys(session, by_key, known):
        del by_key[key]
    return dict(sorted(by_key.items(), key=lambda found: found[1].item_id))


def _parts(fresh: Mapping[str, Taken]) -> Iterator[Mapping[str, Taken]]:
    every = iter(fresh.items())
    while part := dict(islice(every, _WRITTEN_AT_ONCE)):
        yield part


def _columns(
    part: Mapping[str, Taken], rows: list[LedgerRow], known: Mapping[int, Post], of_all: Mapping[str, object]
) -> Columns:
    """Some readings as the table has them, and at the end of `rows` as the fold reads them; `of_all` is what is the
    same for all.
    """
    new = [
        LedgerRow(one.observed_at, not one.daily, key, one.counts, one.source, one.reported)
        for key, one in part.items()
    ]
    rows += new
    item_ids, moments, told, sources, daily, lines = zip(*part.values(), strict=True)
    counts = ([count or 0 for count in column] for column in zip(*told, strict=True))
    return {
        "item_id": item_ids, "revision_id": [known[item_id].revision_id for item_id in item_ids],
        "idempotency_key": list(part), "observed_at": moments, "source": sources,
        **{counter.value: column for counter, column in zip(COUNTERS, counts, strict=True)},
        "daily": daily, "reported": [row.reported for row in new], "line": lines,
        **{name: [value] * len(new) for name, value in of_all.items()},
    }


def _mark_published(
    session: Session, found: Sequence[Post], readings: Sequence[Taken], actor: Actor | None, now: datetime
) -> None:
    """Whoever has numbers is out; a post that nobody marked as published yet is marked by them, once. One without a
    slot is out since it was read first."""
    unmarked = [post.item_id for post in found if post.state is not State.PUBLISHED]
    query = (
        select(ContentItem)
        .where(ContentItem.id.in_(unmarked))
        .options(joinedload(ContentItem.current_revision), joinedload(ContentItem.community))
        .order_by(ContentItem.id)
        .with_for_update(of=ContentItem)
        .execution_options(populate_existing=True)
    )
    first = _first_read(readings) if unmarked else {}
    for item in session.scalars(query).all() if unmarked else ():
        at = None if item.slot_at else first[item.id]
        library.mark_published(session, item, url=item.published_url, actor=actor, now=now, at=at)


def _first_read(readings: Sequence[Taken]) -> Mapping[int, datetime]:
    """By item the moment of its earliest reading among these."""
    found: dict[int, datetime] = {}
    for one in readings:
        found[one.item_id] = min(one.observed_at, found.get(one.item_id, one.observed_at))
    return found
