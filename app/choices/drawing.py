"""One draw among posts: the community's ranker, its random control, and a seed nobody can throw again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.learning.ranker import ranker_of
from app.learning.weights import weights_of
from app.models import Choice, Community, ContentItem
from app.models.learning import Contest
from content_calendar.ranking import Candidate, Ranked, Ranker, Ranking
from content_calendar.vocabulary import Goal

EXPLORE = 0.5
"""Half-strength Thompson sampling: what was best in simulated years."""


@dataclass(frozen=True, slots=True)
class Prize:
    """The slot that is given away: `post` is the item it belongs to, `slot` its name in the ranking."""

    post: ContentItem
    slot: str


def chooser(session: Session, community: Community, goal: Goal | None) -> Ranker:
    """The ranker of posts of this goal, which leaves to chance what the community's admins say."""
    ranker = ranker_of(session, community, goal)
    ranker.config = replace(ranker.config, floor=community.control_percent / 100)
    return ranker


def draw(ranker: Ranker, candidates: Sequence[Candidate], prize: Prize, seed: int) -> Ranking:
    """The candidates at that place, the chosen one first; the same seed chooses the same."""
    return ranker.rank(
        candidates, persona=str(prize.post.persona_id), slot=prize.slot, explore=EXPLORE, seed=seed,
        explain=len(candidates),
    )


def order(ranker: Ranker, candidates: Sequence[Candidate], prize: Prize) -> Ranking:
    """The candidates at that place by what is expected of them; no dice."""
    return ranker.rank(candidates, persona=str(prize.post.persona_id), slot=prize.slot)


def seed_of(*named: str | datetime | None) -> int:
    """By what stands to choose from and for when: asking once more throws no new dice."""
    return int.from_bytes(hashlib.sha256("|".join(map(str, named)).encode()).digest()[:4], "big") >> 1


def log(
    session: Session, community: Community, contest: Contest, post: ContentItem, ranking: Ranking, *,
    source: ContentItem | None, ranker: Ranker, seed: int, made_by_id: int, now: datetime,
) -> Choice:
    """Write down who won `post`'s slot, the chance each had, and by which weights."""
    first = ranking[0]
    weights = ranker.config.weights
    version = weights_of(session, community.id)[post.goal].version
    choice = Choice(
        community_id=community.id, persona_id=post.persona_id, contest=contest, slot_at=post.slot_at, item_id=post.id,
        source_id=source.id if source else None, pick=first.pick, propensity=first.propensity, seed=seed,
        weights={"version": version, "engage": weights.engage, "act": weights.act, "harm": weights.harm,
                 "floor": ranker.config.floor, "explore": EXPLORE},
        candidates=[_stood(one) for one in ranking], made_by_id=made_by_id, created_at=now,
    )
    session.add(choice)
    session.flush()
    return choice


def _stood(one: Ranked) -> dict[str, object]:
    return {
        "item_id": int(one.key), "propensity": one.propensity, "score": one.score, "mean": one.mean, "low": one.low,
        "high": one.high, "blocked": one.blocked,
    }
