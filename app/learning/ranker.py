"""The ranker of a community, as whoever asks for a list or a choice gets it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.learning.replay import CONFIG
from app.learning.weights import shares, weights_of
from app.models import Community, RankerState
from content_calendar.ranking import Ranker, RankingInvalid
from content_calendar.vocabulary import Goal

MOST_KEPT = 4
_kept: OrderedDict[tuple[int, str], Ranker] = OrderedDict()
_lock = Lock()
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """How much a community's ranking knows: posts learned from and since when, None before it learned."""

    posts: int
    learned_at: datetime | None


def knowledge_of(session: Session, community: Community) -> Knowledge:
    """How much is known; one small query."""
    query = select(RankerState.posts, RankerState.learned_at).where(RankerState.community_id == community.id)
    row = session.execute(query).one_or_none()
    return Knowledge(row.posts, row.learned_at) if row else Knowledge(0, None)


def ranker_of(session: Session, community: Community, goal: Goal | None = None) -> Ranker:
    """What was learned, with the weights of posts of `goal`; a ranker that guesses when nothing was. Two small queries,
    and one for the state when this process has not read it yet.
    """
    weights = weights_of(session, community.id)[goal].weights
    return learned_ranker(session, community).weighing(shares(weights))


def learned_ranker(session: Session, community: Community) -> Ranker:
    """What was learned, with the weights nobody set. A process keeps the last few it read."""
    digest = session.scalar(
        select(RankerState.inputs_digest).where(RankerState.community_id == community.id)
    )
    if digest is None:
        return Ranker(CONFIG)
    with _lock:
        found = _kept.get((community.id, digest))
    return found or _read(session, community.id)


def _read(session: Session, community_id: int) -> Ranker:
    """The digest with the ranker it is of: another may be there by now than a moment ago."""
    query = select(RankerState.inputs_digest, RankerState.ranker).where(RankerState.community_id == community_id)
    row = session.execute(query).one_or_none()
    if row is None:
        return Ranker(CONFIG)
    digest, ranker = row.inputs_digest, readable(row.ranker) or Ranker(CONFIG)
    with _lock:
        _kept[community_id, digest] = ranker
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return ranker


def readable(saved: bytes) -> Ranker | None:
    """The ranker that was saved; None for bytes that are none, which are made anew the next time it learns."""
    try:
        return Ranker.from_bytes(saved)
    except RankingInvalid:
        log.warning("saved ranking unreadable", size=len(saved))
        return None
