"""Taking records out of what counts, or putting right ones in their place. The records stay as they were written."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import cast

from flask_babel import lazy_gettext as _l
from sqlalchemy import Table, or_, select, update
from sqlalchemy.orm import Session, joinedload

from app.accounts.access import Actor
from app.audit import service as audit
from app.core.bulk import insert_new
from app.core.errors import Conflict, Invalid, NotFound
from app.feedback import ledger, posts, standings
from app.feedback.gate import gates_of
from app.feedback.taken import COUNTERS, Counts, Taken, reported_of
from app.models import Community, ContentItem, FeedbackBatch, FeedbackRecord, FeedbackVoid, UnmatchedReading

_VOIDS = cast("Table", FeedbackVoid.__table__)


class VoidedBefore(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("This reading no longer counts: somebody took it out or corrected it before."),
            _l("Reload the page to see what counts now."),
        )


class UndoneBefore(Conflict):
    def __init__(self) -> None:
        super().__init__(_l("This batch was undone before."), _l("Reload the page to see what counts now."))


class ReasonMissing(Invalid):
    def __init__(self) -> None:
        super().__init__(_l("A reason is missing."), _l("Say in a few words what is wrong with the reading."))


class NothingCorrected(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("These are the numbers that are recorded already."),
            _l("Change at least one, or take the reading out."),
        )


def void(
    session: Session, community: Community, record_ids: Collection[int], *, reason: str, actor: Actor | None,
    now: datetime,
) -> int:
    """Take records out of what counts; how many those were. What does not count already stays so.

    Raises NotFound for a record of another community, ReasonMissing.
    """
    _require(reason)
    ledger.hold(session, community)
    item_ids = _items_of(session, community, record_ids)
    count = _void(session, record_ids, reason, actor, now)
    for record_id in record_ids if count else ():
        _note(session, community, "feedback_record.void", record_id, reason, actor, now)
    _fold_anew(session, community, item_ids, now)
    return count


def correct(
    session: Session, community: Community, record_id: int, counts: Counts, *, reason: str, actor: Actor | None,
    now: datetime,
) -> FeedbackRecord:
    """Take a record out and write the right numbers down in its place; a number that is None is not told.

    Raises NotFound, VoidedBefore, ReasonMissing, NothingCorrected and what `_check` raises.
    """
    _require(reason)
    ledger.hold(session, community)
    wrong = _record(session, community, record_id)
    if counts == told_by(wrong):
        raise NothingCorrected
    if session.scalar(select(FeedbackVoid.id).where(FeedbackVoid.record_id == wrong.id)):
        raise VoidedBefore
    _check(session, community, wrong, counts, now)
    _void(session, [wrong.id], reason, actor, now)
    right = _in_its_place(wrong, counts, actor, now)
    session.add(right)
    session.flush()
    session.execute(update(FeedbackVoid).where(FeedbackVoid.record_id == wrong.id).values(replaced_by_id=right.id))
    _note(session, community, "feedback_record.correct", wrong.id, reason, actor, now)
    _fold_anew(session, community, {wrong.item_id}, now)
    return right


def undo(session: Session, community: Community, batch_id: int, *, actor: Actor | None, now: datetime) -> int:
    """Take all records of a batch out; how many counted until now. The same readings may be handed in again.

    Rows that waited to be matched wait no longer. Raises NotFound, UndoneBefore.
    """
    ledger.hold(session, community)
    batch = session.get(FeedbackBatch, batch_id, populate_existing=True)
    if batch is None or batch.community_id != community.id:
        raise NotFound
    if batch.undone_at is not None:
        raise UndoneBefore
    batch.undone_at = now
    mine = FeedbackRecord.batch_id == batch.id
    found = session.execute(select(FeedbackRecord.id, FeedbackRecord.item_id).where(mine)).all()
    count = _void(session, [row.id for row in found], "", actor, now)
    free = FeedbackRecord.idempotency_key.concat("~").concat(FeedbackRecord.id)
    session.execute(update(FeedbackRecord).where(mine).values(idempotency_key=free).execution_options(
        synchronize_session=False
    ))
    _stop_waiting(session, batch, now)
    _note(session, community, "feedback_batch.undo", batch.id, "", actor, now)
    _fold_anew(session, community, {row.item_id for row in found}, now)
    return count


def _stop_waiting(session: Session, batch: FeedbackBatch, now: datetime) -> None:
    """No row of the batch waits to be matched any more; what was not put aside may come, and wait, again."""
    waits = UnmatchedReading.settled_at.is_(None)
    free = UnmatchedReading.idempotency_key.concat("~").concat(UnmatchedReading.id)
    for change, which in (
        ({"idempotency_key": free}, or_(waits, UnmatchedReading.item_id.is_not(None))), ({"settled_at": now}, waits),
    ):
        mine = update(UnmatchedReading).where(UnmatchedReading.batch_id == batch.id, which)
        session.execute(mine.values(change).execution_options(synchronize_session=False))


def told_by(record: FeedbackRecord) -> Counts:
    """What the source told, in the order of `Counter`; None for what it did not."""
    return tuple(
        getattr(record, counter.value) if record.reported >> place & 1 else None
        for place, counter in enumerate(COUNTERS)
    )


def _check(session: Session, community: Community, wrong: FeedbackRecord, counts: Counts, now: datetime) -> None:
    """Whether the right numbers can be: what they leave out is what the other readings of the post say.

    Raises CountsImpossible and whatever else keeps the post from having numbers.
    """
    known = posts.by_id(session, community, [wrong.item_id])
    others = standings.replayed(session, known, [wrong.item_id], without=wrong.id)
    post = replace(known[wrong.item_id], standing=others.get(wrong.item_id))
    gate = gates_of(session, community, {post.item_id: post}, now)[post.item_id]
    refusal = gate.refuses(Taken(post.item_id, wrong.observed_at, counts, wrong.source, wrong.daily), now)
    if refusal is not None:
        raise refusal


def _in_its_place(wrong: FeedbackRecord, counts: Counts, actor: Actor | None, now: datetime) -> FeedbackRecord:
    """A key of its own, for the same numbers may have been there, and been wrong, before."""
    taken = Taken(wrong.item_id, wrong.observed_at, counts, wrong.source, wrong.daily)
    return FeedbackRecord(
        item_id=wrong.item_id, revision_id=wrong.revision_id, recorded_by_id=actor.user.id if actor else None,
        idempotency_key=f"{taken.key}-{wrong.id}", observed_at=wrong.observed_at, source=wrong.source,
        daily=wrong.daily, reported=reported_of(counts), batch_id=wrong.batch_id, line=wrong.line, created_at=now,
        **{counter.value: count or 0 for counter, count in zip(COUNTERS, counts, strict=True)},
    )


def _void(session: Session, record_ids: Collection[int], reason: str, actor: Actor | None, now: datetime) -> int:
    by_id = actor.user.id if actor else None
    many = len(record_ids)
    return insert_new(session, _VOIDS, {
        "record_id": list(record_ids), "voided_by_id": [by_id] * many, "reason": [reason] * many,
        "created_at": [now] * many,
    })


def _fold_anew(session: Session, community: Community, item_ids: Collection[int], now: datetime) -> None:
    standings.make_anew(session, community, posts.by_id(session, community, item_ids))
    ledger.changed(session, community, now)


def _items_of(session: Session, community: Community, record_ids: Collection[int]) -> set[int]:
    query = (
        select(FeedbackRecord.id, FeedbackRecord.item_id)
        .join(FeedbackRecord.item)
        .where(ContentItem.community_id == community.id, FeedbackRecord.id.in_(record_ids))
    )
    found = session.execute(query).all()
    if len(found) < len(set(record_ids)):
        raise NotFound
    return {row.item_id for row in found}


def _record(session: Session, community: Community, record_id: int) -> FeedbackRecord:
    record = session.get(
        FeedbackRecord, record_id, options=[joinedload(FeedbackRecord.item).joinedload(ContentItem.current_revision)]
    )
    if record is None or record.item.community_id != community.id:
        raise NotFound
    return record


def _require(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing


def _note(  # noqa: PLR0917 - one entry of the audit trail is that much
    session: Session, community: Community, action: str, row_id: int, reason: str, actor: Actor | None, now: datetime
) -> None:
    audit.record(
        session, action, actor=actor, community_id=community.id, subject=action.partition(".")[0], subject_id=row_id,
        before={"counts": True}, after={"counts": False}, now=now, note=reason,
    )
