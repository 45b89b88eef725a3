"""A person says which post waiting rows are about, or that they are about none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.core.errors import Conflict, Invalid, NotFound
from app.feedback import batches, imports, ledger
from app.feedback.judging import SOURCE, judge
from app.feedback.reading import Traces
from app.feedback.verdicts import Judged, Terms, Verdict
from app.feedback.waiting import said_of
from app.models import Community, ContentItem, FeedbackBatch, UnmatchedReading

_KEPT_BACK = (Verdict.REFUSED, Verdict.UNMATCHED)


class SettledBefore(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("Somebody has said already which post this row is about."), _l("Go on with the next one.")
        )


class NoSuchPost(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("No post of this community has this identifier."),
            _l("Copy the identifier, the number in the address, or the link from the page of the post."),
        )


@dataclass(frozen=True, slots=True)
class Settled:
    """How many rows were taken, and why the others were not; `last` is the number of the last of them."""

    taken: int
    refused: Sequence[str]
    last: int


def settle(
    session: Session, community: Community, reading_id: int, item_id: int, *, actor: Actor, now: datetime
) -> Settled:
    """This row and all like it are about that post: they enter the ledger. What it refuses goes on waiting.

    Held readings are taken: whoever looked at the row has confirmed it. Raises NotFound, SettledBefore, NoSuchPost.
    """
    rows = _alike(session, community, reading_id)
    if session.scalar(select(ContentItem.id).where(
        ContentItem.id == item_id, ContentItem.community_id == community.id
    )) is None:
        raise NoSuchPost
    batch = _batch(session, community, rows[0], actor, now)
    judged = _judged(session, community, rows, item_id, source=batch.source, now=now)
    fits = [one for one in judged if one.verdict not in _KEPT_BACK]
    taken = imports.taken_of(session, community, fits, batch, actor=actor, now=now)
    settled = [row for row, one in zip(rows, judged, strict=True) if one.verdict not in _KEPT_BACK]
    _close(settled, item_id, actor, now)
    batch.unmatched = max(0, batch.unmatched - len(settled))
    session.flush()
    return Settled(taken, [one.reason for one in judged if one.verdict in _KEPT_BACK], rows[-1].id)


def put_aside(session: Session, community: Community, reading_id: int, *, actor: Actor, now: datetime) -> int:
    """This row and all like it are about no post of the calendar; how many. Raises NotFound, SettledBefore."""
    rows = _alike(session, community, reading_id)
    _close(rows, None, actor, now)
    session.flush()
    return len(rows)


def like(row: UnmatchedReading) -> Traces:
    """What rows about the same post have in common."""
    return said_of(row).traces or Traces()


def _alike(session: Session, community: Community, reading_id: int) -> list[UnmatchedReading]:
    """The row and those of its batch that name their post in the same words, held after the ledger: in this order, or
    whoever undoes their batch meanwhile waits for us and we for them.
    """
    ledger.hold(session, community)
    query = select(UnmatchedReading).where(UnmatchedReading.community_id == community.id).with_for_update()
    first = session.scalar(query.where(UnmatchedReading.id == reading_id))
    if first is None:
        raise NotFound
    if first.settled_at is not None:
        raise SettledBefore
    same = query.where(
        UnmatchedReading.settled_at.is_(None), UnmatchedReading.batch_id == first.batch_id,
        UnmatchedReading.id != first.id,
    )
    return [first, *(row for row in session.scalars(same.order_by(UnmatchedReading.id)) if like(row) == like(first))]


def _batch(
    session: Session, community: Community, row: UnmatchedReading, actor: Actor, now: datetime
) -> FeedbackBatch:
    """The batch the row came with, so that it is taken back with it; another when that was taken back already."""
    found = session.get(FeedbackBatch, row.batch_id) if row.batch_id else None
    if found is not None and found.undone_at is None:
        return found
    return batches.begin(session, community, found.source if found else SOURCE, actor=actor, now=now)


def _judged(
    session: Session, community: Community, rows: Sequence[UnmatchedReading], item_id: int, *, source: str,
    now: datetime,
) -> list[Judged]:
    """Rows of one batch were read at one moment, in one way."""
    said = [said_of(row) for row in rows]
    terms = Terms(source, rows[0].read_at, now, rows[0].daily)
    return judge(session, community, said, terms, {one.line: item_id for one in said})


def _close(rows: Sequence[UnmatchedReading], item_id: int | None, actor: Actor, now: datetime) -> None:
    for row in rows:
        row.settled_at, row.settled_by_id, row.item_id = now, actor.user.id, item_id
