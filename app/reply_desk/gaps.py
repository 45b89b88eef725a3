"""Searches that found nothing: noted by day without anybody's data, grouped by what was asked for, and settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.zones import zone_of
from app.models import Community, ReplyGap
from app.reply_desk.gap_groups import Group, Missed, grouped, kept_words

LAST_DAYS = 28
"""What nobody asked for since is no gap any more."""
MOST_READ = 2_000


@dataclass(frozen=True, slots=True)
class Gaps:
    """The groups most asked for first; `last_week` and `week_before` count searches without a result, settled or not.
    """

    groups: tuple[Group, ...]
    last_week: int
    week_before: int


def note(session: Session, community: Community, query: str, *, now: datetime) -> bool:
    """Count a search that found nothing, masked; False for what says nothing, which is not kept. Three statements."""
    words = kept_words(query)
    if not words:
        return False
    day = _today(community, now)
    if not _count(session, community, words, day):
        try:
            with session.begin_nested():
                session.add(ReplyGap(community_id=community.id, day=day, query=words, times=1, created_at=now))
        except IntegrityError:  # somebody searched for the same at the same moment
            _count(session, community, words, day)
    return True


def gaps(session: Session, community: Community, now: datetime) -> Gaps:
    """What was searched for in vain in the last four weeks and nobody settled. Two queries."""
    today = _today(community, now)
    query = (
        select(ReplyGap.id, ReplyGap.query, ReplyGap.times, ReplyGap.day)
        .where(
            ReplyGap.community_id == community.id, ReplyGap.settled_at.is_(None),
            ReplyGap.day > today - timedelta(days=LAST_DAYS),
        )
        .order_by(ReplyGap.day.desc(), ReplyGap.times.desc(), ReplyGap.id)
        .limit(MOST_READ)
    )
    missed = [Missed(row.id, row.query, row.times, row.day) for row in session.execute(query)]
    weeks = _by_week(session, community, today)
    return Gaps(grouped(missed), *weeks)


def open_gaps(session: Session, community: Community, ids: Sequence[int]) -> list[ReplyGap]:
    """Those of the named gaps that are the community's own and nobody settled yet, locked."""
    query = select(ReplyGap).where(
        ReplyGap.community_id == community.id, ReplyGap.id.in_(ids), ReplyGap.settled_at.is_(None)
    )
    return list(session.scalars(query.order_by(ReplyGap.id).with_for_update()))


def settle(session: Session, found: Sequence[ReplyGap], *, now: datetime) -> int:
    """Somebody ordered a template for them or put them aside; how many that settles."""
    for gap in found:
        gap.settled_at = now
    session.flush()
    return len(found)


def _count(session: Session, community: Community, words: str, day: date) -> bool:
    """Whether it was searched for on that day before; the count is raised by the database."""
    counted = session.execute(
        update(ReplyGap)
        .where(ReplyGap.community_id == community.id, ReplyGap.day == day, ReplyGap.query == words)
        .values(times=ReplyGap.times + 1)
        .returning(ReplyGap.id)
        .execution_options(synchronize_session=False)
    )
    return counted.first() is not None


def _by_week(session: Session, community: Community, today: date) -> tuple[int, int]:
    """Searches without a result in the seven days up to today and in those before."""
    query = select(ReplyGap.day, ReplyGap.times).where(
        ReplyGap.community_id == community.id, ReplyGap.day > today - timedelta(days=14)
    )
    last, before = 0, 0
    for day, times in session.execute(query):
        recent = day > today - timedelta(days=7)
        last, before = last + times * recent, before + times * (not recent)
    return last, before


def _today(community: Community, now: datetime) -> date:
    return now.astimezone(zone_of(community.timezone)).date()
