"""What workers and the scheduler do so that the ranking knows what came back."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.queue import enqueue
from app.core.zones import zone_or_utc
from app.feedback.weeks import week_of
from app.learning.learn import learn_anew, reading
from app.models import Community, PostStanding, RankerState

QUEUE, JOB = "default", "app.learning.jobs.learn"
POSTS_A_SECOND = 200
"""Who has learned from many posts rests a while before learning them all again: what comes meanwhile is learned
together. A small house learns at once."""

log = structlog.get_logger(__name__)


def learn(community_id: int) -> bool:
    """Learn what came back to a community; whether there was anything. While it rests, the sweep comes round."""
    moment = now()
    with reading() as session:
        state = session.get(RankerState, community_id)
        if state is not None and _rests(state, moment):
            return False
    return learn_anew(community_id, moment)


def wake_unlearned() -> int:
    """Periodic: wake whoever has numbers nobody looked at, or a week that ended since; how many."""
    moment = now()
    with reading() as session:
        due = _due(session, moment)
    for community_id in due:
        enqueue(QUEUE, JOB, community_id)
    return len(due)


def _due(session: Session, moment: datetime) -> list[int]:
    unlearned = exists().where(PostStanding.community_id == Community.id, PostStanding.learned_at.is_(None))
    has_any = exists().where(PostStanding.community_id == Community.id)
    query = select(Community, RankerState, unlearned).outerjoin(RankerState).where(has_any | (RankerState.posts > 0))
    return [
        community.id
        for community, state, waits in session.execute(query)
        if state is None or ((waits or _week_ended(community, state, moment)) and not _rests(state, moment))
    ]


def _rests(state: RankerState, moment: datetime) -> bool:
    return moment < state.learned_at + timedelta(seconds=state.posts / POSTS_A_SECOND)


def _week_ended(community: Community, state: RankerState, moment: datetime) -> bool:
    zone = zone_or_utc(community.timezone)
    return week_of(state.learned_at.astimezone(zone).date()) < week_of(moment.astimezone(zone).date())
