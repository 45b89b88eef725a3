"""What an engagement, an action and a harm are worth to posts of one goal: set by admins, every version kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import GoalWeights
from content_calendar.ranking import Weights
from content_calendar.vocabulary import Goal

GOALS: tuple[Goal | None, ...] = (None, *Goal)
START: Mapping[Goal | None, Weights] = {
    None: Weights(),
    Goal.ACQUIRE: Weights(engage=1, act=5, harm=10),
    Goal.ACTIVATE: Weights(engage=1, act=1, harm=10),
    Goal.CONVERT: Weights(engage=1, act=20, harm=10),
}
"""What counts until somebody decides: newcomers act by joining, a sale is worth many likes, a talk is its own end."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The weights that count for a goal; version 0 is what counts before anybody set any."""

    goal: Goal | None
    version: int
    weights: Weights


def weights_of(session: Session, community_id: int) -> Mapping[Goal | None, Standing]:
    """The newest weights of every goal; one query."""
    place = func.row_number().over(partition_by=GoalWeights.goal, order_by=GoalWeights.version.desc())
    newest = (
        select(GoalWeights.id, place.label("place")).where(GoalWeights.community_id == community_id).subquery()
    )
    query = select(GoalWeights).join(newest, newest.c.id == GoalWeights.id).where(newest.c.place == 1)
    found = {
        row.goal: Standing(row.goal, row.version, Weights(row.engage, row.act, row.harm))
        for row in session.scalars(query)
    }
    return {goal: found.get(goal, Standing(goal, 0, START[goal])) for goal in GOALS}


def shares(weights: Weights) -> Weights:
    """The same weights with a sum of 1, so that scores of posts with different goals can stand in one list."""
    total = weights.engage + weights.act + weights.harm
    return Weights(weights.engage / total, weights.act / total, weights.harm / total)
