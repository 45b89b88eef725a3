"""Setting the weights of a goal, and what that would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.access import Actor
from app.core.errors import Conflict, Invalid
from app.core.queue import wake_one
from app.learning.jobs import JOB, QUEUE
from app.learning.ranked import upcoming_candidates
from app.learning.ranker import learned_ranker
from app.learning.scores import forget_scores
from app.learning.weights import Standing, shares, weights_of
from app.models import Community, ContentItem, GoalWeights, User
from content_calendar.ranking import Candidate, Ranker, Weights
from content_calendar.vocabulary import Goal

MOST = 1000.0
MOST_MOVES = 10
MOST_VERSIONS = 30


class WeightsImpossible(Invalid):
    """Weights by which nothing could be ranked."""


class WeightsChanged(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("Somebody else set these weights while you had them open."),
            _l("Your numbers are still here: compare them with those that count now, then save again."),
        )


@dataclass(frozen=True, slots=True)
class Move:
    """A post that would change its place among the posts of its goal."""

    item_id: int
    headline: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What other weights would change: the largest moves of `ranked` posts not out yet."""

    ranked: int
    moved: int
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """Weights that were set once, by whom and when."""

    version: int
    weights: Weights
    set_by: str
    at: datetime


def weights_from(engage: float, act: float, harm: float) -> Weights:
    """The weights a person typed. Raises WeightsImpossible."""
    if not all(isfinite(one) and 0 <= one <= MOST for one in (engage, act, harm)):
        raise WeightsImpossible(
            _l("A weight lies between 0 and %(most)s.", most=int(MOST)),
            _l("Only their ratios matter: try 1, 3 and 10."),
        )
    if engage + act <= 0:
        raise WeightsImpossible(
            _l("With no weight on engagement nor on action every post would be worth the same."),
            _l("Give one of the two a weight above 0."),
        )
    return Weights(engage, act, harm)


def set_weights(
    session: Session, community: Community, goal: Goal | None, weights: Weights, *, seen: int, actor: Actor,
    now: datetime,
) -> Standing:
    """Let `weights` count for posts of `goal` from now on, as the version after `seen`; every score is told anew.

    Raises WeightsChanged when `seen` is not the version that counts.
    """
    session.get_one(Community, community.id, with_for_update=True)
    if weights_of(session, community.id)[goal].version != seen:
        raise WeightsChanged
    session.add(GoalWeights(
        community_id=community.id, goal=goal, version=seen + 1, engage=weights.engage, act=weights.act,
        harm=weights.harm, set_by_id=actor.user.id, created_at=now,
    ))  # fmt: skip
    session.flush()
    forget_scores(session, community.id)
    wake_one(QUEUE, JOB, community.id)
    return Standing(goal, seen + 1, weights)


def preview(session: Session, community: Community, goal: Goal | None, weights: Weights) -> Preview:
    """Which posts of `goal` that are not out yet would change places; six queries."""
    candidates = upcoming_candidates(session, community).get(goal, [])
    ranker, present = learned_ranker(session, community), weights_of(session, community.id)[goal].weights
    before, after = (_places(ranker, candidates, one) for one in (present, weights))
    moved = sorted((key for key in before if before[key] != after[key]), key=lambda key: -abs(before[key] - after[key]))
    names = _headlines(session, moved[:MOST_MOVES])
    moves = tuple(Move(key, names[key], before[key], after[key]) for key in moved[:MOST_MOVES])
    return Preview(len(candidates), len(moved), moves)


def versions_of(session: Session, community: Community, goal: Goal | None) -> list[Version]:
    """What was set before, the newest first; one query."""
    query = (
        select(GoalWeights, User.name)
        .outerjoin(User, User.id == GoalWeights.set_by_id)
        .where(GoalWeights.community_id == community.id, GoalWeights.goal.is_not_distinct_from(goal))
        .order_by(GoalWeights.version.desc())
        .limit(MOST_VERSIONS)
    )
    return [
        Version(row.version, Weights(row.engage, row.act, row.harm), name or "", row.created_at)
        for row, name in session.execute(query)
    ]


def _places(ranker: Ranker, candidates: Sequence[Candidate], weights: Weights) -> dict[int, int]:
    ranked = ranker.weighing(shares(weights)).rank(candidates, explain=0)
    return {int(one.key): place for place, one in enumerate(ranked, start=1)}


def _headlines(session: Session, item_ids: Sequence[int]) -> dict[int, str]:
    query = select(ContentItem).where(ContentItem.id.in_(item_ids)).options(
        joinedload(ContentItem.current_revision), joinedload(ContentItem.column)
    )
    return {item.id: item.headline() for item in session.scalars(query)}
