"""What the pages of the import show beside the rows themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import SQLColumnExpression, func, select
from sqlalchemy.orm import Session, joinedload

from app.feedback.verdicts import Judged
from app.models import Community, ContentItem, FeedbackBatch, FeedbackImport, MemberCount, UnmatchedReading, User

DAYS_SHOWN = 60


@dataclass(frozen=True, slots=True)
class SameFile:
    """That very file, when it was taken before."""

    at: datetime
    by: str
    taken: int


def readings_saved() -> SQLColumnExpression[Any]:
    """How many readings came of a file; nothing before it was accepted."""
    query = select(FeedbackBatch.taken).where(FeedbackBatch.id == FeedbackImport.batch_id)
    return query.correlate(FeedbackImport).scalar_subquery()


def same_file(session: Session, community: Community, kept: FeedbackImport) -> SameFile | None:
    """When this very file was taken before, and is not undone; one query."""
    query = (
        select(FeedbackBatch.created_at, User.name, FeedbackBatch.taken)
        .outerjoin(User, User.id == FeedbackBatch.made_by_id)
        .where(
            FeedbackBatch.community_id == community.id, FeedbackBatch.digest == (kept.digest or None),
            FeedbackBatch.undone_at.is_(None), FeedbackBatch.id != (kept.batch_id or 0),
        )
        .order_by(FeedbackBatch.id.desc())
    )
    found = session.execute(query.limit(1)).first()
    return SameFile(found[0], found[1] or "", found[2]) if found else None


def headlines(session: Session, judged: Iterable[Judged]) -> Mapping[int, str]:
    """What a list shows of each post that rows speak of; one query."""
    return headlines_of(session, {one.post.item_id for one in judged if one.post})


def headlines_of(session: Session, item_ids: Iterable[int]) -> Mapping[int, str]:
    """What a list shows of each item; one query, none for no items."""
    wanted = set(item_ids)
    query = select(ContentItem).where(ContentItem.id.in_(wanted)).options(
        joinedload(ContentItem.current_revision), joinedload(ContentItem.column)
    )
    return {item.id: item.headline() for item in session.scalars(query)} if wanted else {}


def count_waiting(session: Session, community: Community) -> int:
    """How many rows wait to be matched."""
    query = select(func.count()).where(
        UnmatchedReading.community_id == community.id, UnmatchedReading.settled_at.is_(None)
    )
    return session.scalar(query) or 0


def member_days(session: Session, community: Community) -> Sequence[MemberCount]:
    """The days last told, the latest first; one query."""
    query = select(MemberCount).where(MemberCount.community_id == community.id)
    return session.scalars(query.order_by(MemberCount.day.desc()).limit(DAYS_SHOWN)).all()
