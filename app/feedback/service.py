"""Taking in readings of a published item's counters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.feedback import batches, ledger, posts
from app.feedback.gate import MAX_COUNT, OUT, require
from app.feedback.refusals import CountsImpossible, NotOut, OlderThanThePost, StillAhead
from app.feedback.taken import Taken, counts_of
from app.models import ContentItem, FeedbackBatch, FeedbackRecord
from content_calendar.vocabulary import Counter

__all__ = [
    "MAX_COUNT", "OUT", "CountsImpossible", "NotOut", "OlderThanThePost", "Reading", "StillAhead", "record_feedback",
]


@dataclass(frozen=True, slots=True)
class Reading:
    """Counters of one item since its publication, as seen at `observed_at` (aware); a missing one was not told."""

    counters: Mapping[Counter, int]
    observed_at: datetime
    source: str


def record_feedback(
    session: Session, item: ContentItem, reading: Reading, *, actor: Actor, now: datetime,
    batch: FeedbackBatch | None = None,
) -> FeedbackRecord:
    """Write one reading into the ledger; the same reading twice is one row. Numbers of an approved or exported item
    whose slot has passed prove that it is out: it becomes published. Without a `batch` it is one of its own.

    Raises CountsImpossible, NotAPost, NotOut, NotApproved, StillAhead, OlderThanThePost.
    """
    community = item.community
    ledger.hold(session, community)
    session.flush()
    known = posts.by_id(session, community, [item.id])
    taken = Taken(item.id, reading.observed_at, counts_of(reading.counters), reading.source)
    require(session, community, known[item.id], taken, now)
    batch = batch or batches.begin(session, community, reading.source, actor=actor, now=now)
    ledger.take(session, community, [taken], batch=batch, actor=actor, now=now, known=known)
    return session.scalars(select(FeedbackRecord).where(FeedbackRecord.idempotency_key == taken.key)).one()
