"""What the matching page shows: one waiting row, and the posts it may be about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.core.text_fields import storable
from app.feedback.import_queries import count_waiting
from app.feedback.matching import MOST_LATE, address, candidates, catalogue_of
from app.feedback.reading import Said, Traces
from app.feedback.settling import NoSuchPost, like
from app.feedback.waiting import said_of
from app.models import Community, ContentItem, FeedbackBatch, Persona, UnmatchedReading
from content_calendar.vocabulary import Counter, Platform
from content_calendar.workflow import State

_NUMBER = re.compile(r"(?:.*/)?(\d{1,9})/?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Option:
    """A post that the row may be about; `likeness` of the words in percent."""

    item_id: int
    headline: str
    persona: Persona
    state: State
    platform: Platform
    out_at: datetime | None
    likeness: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row to be matched: what it says, how many are like it, where it came from, and the best posts for it."""

    id: int
    said: Said
    traces: Traces
    counts: Sequence[tuple[Counter, int]]
    alike: int
    filename: str
    options: Sequence[Option]
    total: int
    next_id: int | None


def waiting(session: Session, community: Community, from_id: int) -> Waiting | None:
    """The first row from this number on, else the first of all; None when none waits. Some six queries."""
    row = _first(session, community, from_id) or _first(session, community, 0)
    if row is None:
        return None
    same, following = _others(session, community, row)
    said, traces = said_of(row), like(row)
    batch = session.get(FeedbackBatch, row.batch_id) if row.batch_id else None
    source = batch.source.partition(":")[2] if batch else ""
    return Waiting(
        row.id, said, traces, tuple((counter, count) for counter, count in zip(Counter, said.counts, strict=True)
                                    if count is not None),
        same, batch.filename if batch else "", _options(session, community, traces, Platform.named(source)),
        count_waiting(session, community), following,
    )


def named(session: Session, community: Community, text: str) -> int:
    """The item that somebody names by its identifier, its number, or a link to it. Raises NoSuchPost."""
    given = storable(text).strip()
    mine = select(ContentItem.id).where(ContentItem.community_id == community.id)
    found = session.scalar(mine.where(ContentItem.uid == given.lower().removesuffix("@qunbi")))
    number = _NUMBER.fullmatch(given)
    if found is None and number:
        found = session.scalar(mine.where(ContentItem.id == int(number[1])))
    if found is None and address(given):
        found = session.scalar(mine.where(ContentItem.published_url == given))
    if found is None:
        raise NoSuchPost
    return found


def _first(session: Session, community: Community, from_id: int) -> UnmatchedReading | None:
    query = select(UnmatchedReading).where(
        UnmatchedReading.community_id == community.id, UnmatchedReading.settled_at.is_(None),
        UnmatchedReading.id >= from_id,
    )
    return session.scalars(query.order_by(UnmatchedReading.id).limit(1)).first()


def _others(session: Session, community: Community, row: UnmatchedReading) -> tuple[int, int | None]:
    """How many rows of its batch are like it, and the next one that is not."""
    query = select(UnmatchedReading).where(
        UnmatchedReading.community_id == community.id, UnmatchedReading.settled_at.is_(None),
        UnmatchedReading.id > row.id,
    )
    same, following = 0, None
    for other in session.scalars(query.order_by(UnmatchedReading.id).limit(MOST_LATE)):
        is_alike = other.batch_id == row.batch_id and like(other) == like(row)
        same += is_alike
        following = following if is_alike or following else other.id
    return same, following


def _options(
    session: Session, community: Community, traces: Traces, platform: Platform | None
) -> tuple[Option, ...]:
    near = catalogue_of(session, community, platform, traces.published_at, MOST_LATE)
    best = candidates(near, traces)
    query = select(ContentItem).where(ContentItem.id.in_([one.item_id for one in best])).options(
        joinedload(ContentItem.current_revision), joinedload(ContentItem.persona), joinedload(ContentItem.column)
    )
    items = {item.id: item for item in session.scalars(query)} if best else {}
    return tuple(
        Option(
            item.id, item.headline(), item.persona, item.state, item.platform, item.published_at or item.slot_at,
            round(100 * one.likeness),
        )
        for one in best if (item := items.get(one.item_id))
    )
