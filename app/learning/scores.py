"""Where each post that is out stands, written beside its counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.orm import Session

from app.learning.posts import VERSION, Post
from app.learning.weights import Standing, shares
from app.models import PostStanding
from content_calendar.ranking import Hindsight, Ranker
from content_calendar.vocabulary import Goal

_NOT_TOLD = {"score": None, "mean": None, "low": None, "high": None, "evidence": "", "blocked": False}
_WRITE = (
    update(PostStanding.__table__)  # type: ignore[arg-type] # the table of a declared class is a Table
    .where(
        PostStanding.item_id == bindparam("of_item"),
        *(getattr(PostStanding, name) == bindparam(f"at_{name}") for name in VERSION),
    )
    .values({
        name: bindparam(f"new_{name}")
        for name in ("score", "mean", "low", "high", "evidence", "blocked", "learned_at")
    })
)


def rankers_by_goal(ranker: Ranker, weights: Mapping[Goal | None, Standing]) -> Mapping[Goal | None, Ranker]:
    """The ranker with the weights of each goal, brought to one scale."""
    return {goal: ranker.weighing(shares(one.weights)) for goal, one in weights.items()}


def scored(rankers: Mapping[Goal | None, Ranker], posts: Sequence[Post]) -> Mapping[int, Hindsight]:
    """Where posts stand by the weights of their goals, by item; without those that tell nothing of engagement."""
    by_goal: dict[Goal | None, list[Post]] = defaultdict(list)
    for post in posts:
        if post.seen and post.seen.exposures:
            by_goal[post.goal].append(post)
    found: dict[int, Hindsight] = {}
    for goal, some in by_goal.items():
        stands = rankers[goal].hindsight([post.seen for post in some if post.seen])
        found |= {post.item_id: stand for post, stand in zip(some, stands, strict=True)}
    return found


def write_scores(
    session: Session, posts: Sequence[Post], stands: Mapping[int, Hindsight], now: datetime | None
) -> None:
    """Write down where posts stand, unless their counts changed since they were looked at; with None for `now` they
    have to be looked at again. One statement for all.
    """
    if posts:
        connection: Connection = session.connection()
        connection.execute(_WRITE, [_row(post, stands.get(post.item_id), now) for post in posts])


def forget_scores(session: Session, community_id: int) -> None:
    """Every post of the community has to be looked at again; where it stood stays until then. One statement."""
    session.execute(
        update(PostStanding).where(PostStanding.community_id == community_id).values(learned_at=None)
        .execution_options(synchronize_session=False)
    )


def unlearned_weeks(session: Session, community_id: int) -> Sequence[int]:
    """The weeks with posts whose present counts nobody looked at."""
    query = select(PostStanding.week).where(
        PostStanding.community_id == community_id, PostStanding.learned_at.is_(None)
    )
    return session.scalars(query.distinct().order_by(PostStanding.week)).all()


def _row(post: Post, stand: Hindsight | None, now: datetime | None) -> dict[str, Any]:
    figures: Mapping[str, Any] = _NOT_TOLD if stand is None else {
        "score": stand.score, "mean": stand.mean, "low": stand.low, "high": stand.high,
        "evidence": stand.evidence.value, "blocked": stand.blocked,
    }  # fmt: skip
    return {
        "of_item": post.item_id, "new_learned_at": now,
        **{f"at_{name}": value for name, value in zip(VERSION, post.version, strict=True)},
        **{f"new_{name}": figure for name, figure in figures.items()},
    }
