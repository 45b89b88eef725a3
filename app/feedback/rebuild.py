"""Making the standings anew from the ledger, which proves that they say what it says."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from app.feedback import ledger, posts, standings
from app.feedback.taken import COUNTERS, Counts, Taken
from app.models import Community, ContentItem, FeedbackRecord, PostStanding

_OLD_KEY = 64


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many posts were replayed, and of how many the standing was another; `last` is where to go on, None at the
    end.
    """

    posts: int
    changed: int
    last: int | None


def rebuild_some(session: Session, community: Community, after: int = 0, *, write: bool = True) -> Rebuilt:
    """Replay the next few hundred posts of a community; with `write` put right what differs.

    Held in any case: of readings that come between two looks one would see the record, the other no standing.
    """
    ledger.hold(session, community)
    item_ids = _next(session, community, after)
    known = posts.by_id(session, community, item_ids)
    wrong = standings.differing(session, community, known)
    if write:
        standings.make_anew(session, community, {item_id: known[item_id] for item_id in wrong})
    return Rebuilt(len(item_ids), len(wrong), item_ids[-1] if len(item_ids) == standings.REPLAYED_AT_ONCE else None)


def rebuild(session: Session, community: Community, *, write: bool = True) -> Rebuilt:
    """Replay all posts of a community in one transaction."""
    replayed, changed, after = 0, 0, 0
    while True:
        some = rebuild_some(session, community, after, write=write)
        replayed, changed = replayed + some.posts, changed + some.changed
        if some.last is None:
            return Rebuilt(replayed, changed, None)
        after = some.last


def complete_old_ledger(session: Session) -> int:
    """Give an older installation its standings and its records the keys of now; how many posts it was, 0 when nothing
    was left to do.
    """
    if session.scalar(select(PostStanding.item_id).limit(1)) or not session.scalar(select(FeedbackRecord.id).limit(1)):
        return 0
    _name_anew(session)
    return sum(rebuild(session, community).changed for community in session.scalars(select(Community)).all())


def _name_anew(session: Session) -> None:
    for record in session.scalars(select(FeedbackRecord)).all():
        if len(record.idempotency_key) == _OLD_KEY:
            record.idempotency_key = Taken(
                record.item_id, record.observed_at, _counts(record), record.source, record.daily
            ).key
    session.flush()


def _counts(record: FeedbackRecord) -> Counts:
    return tuple(getattr(record, counter.value) for counter in COUNTERS)


def _next(session: Session, community: Community, after: int) -> list[int]:
    """Posts of which the ledger or a standing speaks."""
    speaks = or_(
        exists().where(FeedbackRecord.item_id == ContentItem.id), exists().where(PostStanding.item_id == ContentItem.id)
    )
    query = (
        select(ContentItem.id)
        .where(ContentItem.community_id == community.id, ContentItem.id > after, speaks)
        .order_by(ContentItem.id)
        .limit(standings.REPLAYED_AT_ONCE)
    )
    return list(session.scalars(query))
