"""Learning a community anew: read a week, learn a week, and write down what was learned.

A replay of years takes minutes. No transaction is open meanwhile: each week is read in a short one, and so is what was
learned written. Numbers that come in between are learned the next time: the digest tells that there is something, and
their posts go on waiting. A replay that ends before its time leaves a state that nobody takes for whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.core.transactions import transaction
from app.core.zones import zone_or_utc
from app.feedback.ledger import hold, put_in_weeks
from app.feedback.weeks import week_of
from app.learning.effects import write_effects
from app.learning.inputs import Inputs
from app.learning.levels import forget_other_weeks, sums_of, write_levels
from app.learning.posts import WEARS, Uses, all_rows, posts_of, rows_of, weeks_of
from app.learning.ranker import readable
from app.learning.replay import Replay
from app.learning.scores import forget_scores, rankers_by_goal, scored, unlearned_weeks, write_scores
from app.learning.weights import weights_of
from app.models import Community, RankerState
from content_calendar.ranking import Ranker


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
        inputs = Inputs(learning.zone, learning.last, all_rows(session, community_id))
        state = session.get(RankerState, community_id)
        known = readable(state.ranker) if state and state.inputs_digest == inputs.digest else None
    if known is not None:
        _score(learning, known, inputs)
    else:
        _live_through(learning)
    return known is None


def _live_through(learning: Learning) -> None:
    """All weeks from the first; what they teach is written down, and every score told anew."""
    replay, uses, inputs = Replay(learning.last), Uses(), Inputs(learning.zone, learning.last)
    with _writing(learning) as session:
        _doubt(session, learning)
        put_in_weeks(session, session.get_one(Community, learning.community_id))
        weeks = weeks_of(session, learning.community_id)
    for week in weeks:
        rows = _rows(learning, week)
        inputs.add(rows)
        posts = posts_of(rows, learning.zone, uses)
        with _writing(learning) as session:
            write_levels(session, learning.community_id, week, sums_of(posts))
        replay.live_through(week, posts)
    ranker = replay.learned()
    with _writing(learning) as session:
        forget_other_weeks(session, learning.community_id, weeks)
        is_newest = _keep(session, learning, ranker, posts=replay.posts, digest=inputs.digest)
    if is_newest:
        _score(learning, ranker, inputs)


def _doubt(session: Session, learning: Learning) -> None:
    """From here on sums of weeks are others than those the state was learned with. Who ends before all are written
    leaves it in doubt, even if the numbers return to what they were.
    """
    state = session.get(RankerState, learning.community_id, populate_existing=True)
    if state is not None:
        state.inputs_digest = hashlib.sha256(state.inputs_digest.encode()).hexdigest()
        session.flush()


def _keep(session: Session, learning: Learning, ranker: Ranker, *, posts: int, digest: str) -> bool:
    """Write down what was learned, unless somebody who began later did so; whether it was written."""
    state = session.get(RankerState, learning.community_id, with_for_update=True)
    if state is None:
        state = RankerState(community_id=learning.community_id)
        session.add(state)
    elif state.learned_at > learning.began:
        return False
    state.ranker, state.posts, state.inputs_digest, state.learned_at = ranker.to_bytes(), posts, digest, learning.began
    session.flush()
    write_effects(session, learning.community_id, ranker.effects(), learning.began)
    forget_scores(session, learning.community_id)
    return True


def _score(learning: Learning, ranker: Ranker, inputs: Inputs) -> None:
    """Tell where posts stand whose present counts nobody looked at, a week at a time, as long as the state is that of
    `inputs`. Those of a week in which something came since then go on waiting for the ranking to learn it.
    """
    with reading() as session:
        weeks = unlearned_weeks(session, learning.community_id)
        rankers = rankers_by_goal(ranker, weights_of(session, learning.community_id))
    uses = Uses()
    for week in _with_weeks_before(weeks):
        rows = _rows(learning, week)
        posts = posts_of(rows, learning.zone, uses)
        if week in weeks:
            stands, at = scored(rankers, posts), learning.began if inputs.have(week, rows) else None
            with _writing(learning) as session:
                if not _is_state_of(session, learning, inputs):
                    return
                write_scores(session, posts, stands, at)


def _is_state_of(session: Session, learning: Learning, inputs: Inputs) -> bool:
    query = select(RankerState.inputs_digest).where(RankerState.community_id == learning.community_id)
    return session.scalar(query) == inputs.digest


def _with_weeks_before(weeks: Sequence[int]) -> Sequence[int]:
    """These weeks and those whose posts may have worn theirs out."""
    return sorted({week - back for week in weeks for back in range(WEARS // timedelta(weeks=1) + 1)})


def _rows(learning: Learning, week: int) -> Sequence[Row[Any]]:
    with reading() as session:
        return session.execute(rows_of(learning.community_id, week)).all()


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
