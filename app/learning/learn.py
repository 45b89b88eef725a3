"""Learning a community anew: read a week, learn a week, and write down what was learned.

A replay of years takes minutes. No transaction is open meanwhile: each week is read in a short one, and so is what was
learned written. Numbers that come in between are learned the next time, which the digest tells.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row
from sqlalchemy.orm import Session

from app.core.transactions import transaction
from app.core.zones import zone_or_utc
from app.feedback.ledger import hold, put_in_weeks
from app.feedback.weeks import week_of
from app.learning.effects import write_effects
from app.learning.levels import forget_other_weeks, sums_of, write_levels
from app.learning.posts import WEARS, Post, Uses, all_rows, posts_of, rows_of, weeks_of
from app.learning.replay import CONFIG, Replay
from app.learning.scores import forget_scores, rankers_by_goal, scored, unlearned_weeks, write_scores
from app.learning.weights import weights_of
from app.models import Community, RankerState
from content_calendar.ranking import Ranker

if TYPE_CHECKING:
    from hashlib import _Hash as Digest

METHOD = 2
"""Which way of reading standings this is: another would learn other things from the same numbers."""


@dataclass(frozen=True, slots=True)
class Learning:
    """What is learned: a community by its clocks, with the newest week that is over; `began` is when it was looked at.
    """

    community_id: int
    zone: ZoneInfo
    last: int
    began: datetime

    @classmethod
    def of(cls, community: Community, now: datetime) -> Learning:
        """All there is to learn of `community` by now."""
        zone = zone_or_utc(community.timezone)
        return cls(community.id, zone, week_of(now.astimezone(zone).date()) - 1, now)


def learn_anew(community_id: int, now: datetime) -> bool:
    """Bring what is learned of the community up to its standings; whether its history had to be learned again."""
    with reading() as session:
        community = session.get(Community, community_id)
        if community is None:
            return False
        learning = Learning.of(community, now)
        before = session.get(RankerState, community_id)
        is_known = before is not None and before.inputs_digest == digest_of(session, learning)
        ranker = Ranker.from_bytes(before.ranker) if before and is_known else None
    if ranker is None:
        ranker = _lived_through(learning)
    _score(learning, ranker)
    return not is_known


def _lived_through(learning: Learning) -> Ranker:
    """All weeks from the first; what they teach is written down, and every score waits to be told anew."""
    replay, uses, digest = Replay(learning.last), Uses(), _digest(learning)
    with _writing(learning) as session:
        put_in_weeks(session, session.get_one(Community, learning.community_id))
        weeks = weeks_of(session, learning.community_id)
    for week in weeks:
        posts = _posts(learning, week, uses, digest)
        with _writing(learning) as session:
            write_levels(session, learning.community_id, week, sums_of(posts))
        replay.live_through(week, posts)
    ranker = replay.learned()
    with _writing(learning) as session:
        forget_other_weeks(session, learning.community_id, weeks)
        _keep(session, learning, ranker, posts=replay.posts, digest=digest.hexdigest())
    return ranker


def _keep(session: Session, learning: Learning, ranker: Ranker, *, posts: int, digest: str) -> None:
    """Write down what was learned, unless somebody who began later did so."""
    state = session.get(RankerState, learning.community_id, with_for_update=True)
    if state is None:
        state = RankerState(community_id=learning.community_id)
        session.add(state)
    elif state.learned_at > learning.began:
        return
    state.ranker, state.posts, state.inputs_digest, state.learned_at = ranker.to_bytes(), posts, digest, learning.began
    session.flush()
    write_effects(session, learning.community_id, ranker.effects(), learning.began)
    forget_scores(session, learning.community_id)


def _score(learning: Learning, ranker: Ranker) -> None:
    """Tell where posts stand whose present counts nobody looked at, a week at a time."""
    with reading() as session:
        weeks = unlearned_weeks(session, learning.community_id)
        rankers = rankers_by_goal(ranker, weights_of(session, learning.community_id))
    uses = Uses()
    for week in _with_weeks_before(weeks):
        posts = _posts(learning, week, uses)
        if week in weeks:
            stands = scored(rankers, posts)
            with _writing(learning) as session:
                write_scores(session, posts, stands, learning.began)


def _with_weeks_before(weeks: Sequence[int]) -> Sequence[int]:
    """These weeks and those whose posts may have worn theirs out."""
    return sorted({week - back for week in weeks for back in range(WEARS // timedelta(weeks=1) + 1)})


def _posts(learning: Learning, week: int, uses: Uses, digest: Digest | None = None) -> list[Post]:
    """The posts of a week, added to the digest."""
    with reading() as session:
        rows = session.execute(rows_of(learning.community_id, week)).all()
    if digest is not None:
        for row in rows:
            digest.update(_bytes(row))
    return posts_of(rows, learning.zone, uses)


@contextmanager
def _writing(learning: Learning) -> Iterator[Session]:
    """A short transaction with the community's ledger to itself: who learns the same meanwhile takes turns with us."""
    with transaction() as session:
        hold(session, session.get_one(Community, learning.community_id))
        yield session


@contextmanager
def reading() -> Iterator[Session]:
    """A transaction that keeps nobody from writing."""
    with transaction() as session:
        if not session.in_transaction():
            session.connection(execution_options={"writes": False})
        yield session


def digest_of(session: Session, learning: Learning) -> str:
    """SHA-256 over all that is learned from, in its one order."""
    digest = _digest(learning)
    for row in all_rows(session, learning.community_id):
        digest.update(_bytes(row))
    return digest.hexdigest()


def _digest(learning: Learning) -> Digest:
    return hashlib.sha256(repr((METHOD, CONFIG, learning.zone.key, learning.last)).encode())


def _bytes(row: Row[Any]) -> bytes:
    return repr(tuple(row)).encode()
