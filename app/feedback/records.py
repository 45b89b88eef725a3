"""Reading for the pages of the ledger: the batches, and the records of one post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from app.core.errors import NotFound
from app.feedback.correcting import told_by
from app.feedback.taken import COUNTERS, Counts
from app.models import Community, ContentItem, FeedbackBatch, FeedbackRecord, FeedbackVoid, PostStanding, User
from content_calendar.vocabulary import Counter

PAGE = 50


@dataclass(frozen=True, slots=True)
class Record:
    """One reading of a post with where it came from; `void` says why it no longer counts."""

    row: FeedbackRecord
    told: Counts
    by: User | None
    batch: FeedbackBatch | None
    void: FeedbackVoid | None
    voided_by: User | None

    def count(self, counter: Counter) -> int | None:
        """None for what the source did not tell."""
        return self.told[COUNTERS.index(counter)]


@dataclass(frozen=True, slots=True)
class Records:
    """One page of a post's readings, the newest first, and what they say altogether."""

    item: ContentItem
    standing: PostStanding | None
    rows: tuple[Record, ...]
    number: int
    pages: int

    @property
    def counters(self) -> tuple[Counter, ...]:
        """Those that somebody told, as columns."""
        told = {place for row in self.rows for place, count in enumerate(row.told) if count is not None}
        return tuple(counter for place, counter in enumerate(COUNTERS) if place in told)


@dataclass(frozen=True, slots=True)
class Batches:
    """One page of a community's batches, the newest first, each with who brought it."""

    rows: Sequence[tuple[FeedbackBatch, User | None]]
    number: int
    pages: int


def of_post(session: Session, community: Community, item_id: int, *, page: int) -> Records:
    """The records behind the numbers of a post; four queries. Raises NotFound."""
    query = select(ContentItem).where(ContentItem.id == item_id, ContentItem.community_id == community.id)
    item = session.scalar(query.options(joinedload(ContentItem.persona), joinedload(ContentItem.current_revision)))
    if item is None:
        raise NotFound
    total = session.scalar(select(func.count(FeedbackRecord.id)).where(FeedbackRecord.item_id == item.id)) or 0
    number, pages = _place(page, total)
    newest = _records().where(FeedbackRecord.item_id == item.id).order_by(
        FeedbackRecord.observed_at.desc(), FeedbackRecord.id.desc()
    )
    rows = tuple(map(_record, session.execute(newest.limit(PAGE).offset((number - 1) * PAGE))))
    return Records(item, session.get(PostStanding, item.id), rows, number, pages)


def one(session: Session, community: Community, record_id: int) -> Record:
    """A record with where it came from. Raises NotFound."""
    query = _records().join(ContentItem, ContentItem.id == FeedbackRecord.item_id).where(
        FeedbackRecord.id == record_id, ContentItem.community_id == community.id
    )
    found = session.execute(query).first()
    if found is None:
        raise NotFound
    return _record(found)


def batches(session: Session, community: Community, *, page: int) -> Batches:
    """What came in, two queries."""
    mine = FeedbackBatch.community_id == community.id
    total = session.scalar(select(func.count(FeedbackBatch.id)).where(mine)) or 0
    number, pages = _place(page, total)
    query = (
        select(FeedbackBatch, User)
        .outerjoin(User, User.id == FeedbackBatch.made_by_id)
        .where(mine)
        .order_by(FeedbackBatch.created_at.desc(), FeedbackBatch.id.desc())
    )
    found = session.execute(query.limit(PAGE).offset((number - 1) * PAGE))
    return Batches([(batch, by) for batch, by in found], number, pages)


def _place(page: int, total: int) -> tuple[int, int]:
    pages = max(1, -(-total // PAGE))
    return min(max(page, 1), pages), pages


_VOIDER = aliased(User)


def _records() -> Select[FeedbackRecord, User, FeedbackBatch, FeedbackVoid, User]:
    return (
        select(FeedbackRecord, User, FeedbackBatch, FeedbackVoid, _VOIDER)
        .outerjoin(User, User.id == FeedbackRecord.recorded_by_id)
        .outerjoin(FeedbackBatch, FeedbackBatch.id == FeedbackRecord.batch_id)
        .outerjoin(FeedbackVoid, FeedbackVoid.record_id == FeedbackRecord.id)
        .outerjoin(_VOIDER, _VOIDER.id == FeedbackVoid.voided_by_id)
        .options(joinedload(FeedbackRecord.item))
    )


def _record(row: Row[FeedbackRecord, User, FeedbackBatch, FeedbackVoid, User]) -> Record:
    record, by, batch, void, voided_by = row
    return Record(record, told_by(record), by, batch, void, voided_by)
