"""Posts that are out, by what came of them: what their effects lead one to expect, corrected by their own numbers.

The correction is the belief about the log-odds a post has of its own (overdispersion) after its counts, linearised as
when effects learn from it. Few views leave a post where its like stand; many let it speak for itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from content_calendar.ranking.config import RankerConfig
from content_calendar.ranking.design import Floats, Ints
from content_calendar.ranking.explain import Evidence, evidence
from content_calendar.ranking.features import Block, Observation
from content_calendar.ranking.forecast import Z80, Snapshot, Yes
from content_calendar.ranking.learning import RESIDUAL_CLIP, ROUNDS
from content_calendar.ranking.model import logit, rate
from content_calendar.ranking.table import Table
from content_calendar.vocabulary import Outcome


@dataclass(frozen=True, slots=True)
class Hindsight:
    """Where a post stands. `mean`, `low`, `high`: its own engagement rate with an 80 % interval; `score`: its worth per
    exposure; `blocked`: it drives members away.
    """

    key: str
    score: float
    mean: float
    low: float
    high: float
    evidence: Evidence
    blocked: bool


@dataclass(frozen=True, slots=True)
class _Belief:
    """Log-odds and their standard deviation, shape (posts,) each."""

    middle: Floats
    sd: Floats


def hindsight(snapshot: Snapshot, config: RankerConfig, posts: Sequence[Observation]) -> list[Hindsight]:
    """Each of `posts` in the order given; they were learned from before."""
    table = Table.of([post.features for post in posts])
    uses = np.array([post.uses_28d for post in posts], dtype=np.int64)
    beliefs = {outcome: _belief(snapshot, outcome, posts, table, uses) for outcome in snapshot.outcomes}
    worth = config.weights.signed()
    scores = np.sum([worth[outcome] * rate(one.middle) for outcome, one in beliefs.items()], axis=0)
    engaged, blocked = beliefs[Outcome.ENGAGE], _blocked(beliefs, config, len(posts))
    low, mean, high = (rate(engaged.middle + side * Z80 * engaged.sd).tolist() for side in (-1, 0, 1))
    return [
        Hindsight(post.key, float(scores[row]), mean[row], low[row], high[row],
                  evidence(float(engaged.sd[row]), snapshot.memory.seen(Block.PERSONA, (post.features.persona,))),
                  bool(blocked[row]))
        for row, post in enumerate(posts)
    ]  # fmt: skip


def _belief(
    snapshot: Snapshot, outcome: Outcome, posts: Sequence[Observation], table: Table, uses: Ints
) -> _Belief:
    expected, spread = snapshot.log_odds(outcome, table, uses), snapshot.spread(outcome, table, uses)
    counts = [post.count(outcome) for post in posts]
    events = np.array([count or 0 for count in counts], dtype=np.float64)
    come = [snapshot.memory.come(post, outcome) if count is not None else 0.0
            for post, count in zip(posts, counts, strict=True)]  # fmt: skip
    own = snapshot.luck(outcome) ** 2
    at, gain = _corrected(expected, np.maximum(np.array(come), events), events, own)
    return _Belief(at, np.sqrt(spread**2 + own * (1.0 - gain)))


def _corrected(expected: Floats, exposures: Floats, events: Floats, own: float) -> tuple[Floats, Floats]:
    """The log-odds after a post's own counts, and which share of what is its own they tell."""
    at, gain = expected, np.zeros(len(expected))
    for _ in range(ROUNDS):
        chance = rate(at)
        information = np.maximum(exposures * chance * (1.0 - chance), 1e-9)
        step = np.clip((events - exposures * chance) / information, -RESIDUAL_CLIP, RESIDUAL_CLIP)
        gain = own / (own + 1.0 / information)
        at = expected + gain * (at + step - expected)
    return at, gain


def _blocked(beliefs: Mapping[Outcome, _Belief], config: RankerConfig, posts: int) -> Yes:
    """Whether P(harm rate > limit) > risk."""
    harm, limit, risk = beliefs.get(Outcome.HARM), config.harm_limit, config.harm_risk
    if harm is None or limit >= 1.0 or risk >= 1.0:
        return np.zeros(posts, dtype=np.bool_)
    if limit <= 0.0 or risk <= 0.0:
        return np.ones(posts, dtype=np.bool_)
    result: Yes = logit(limit) - harm.middle < NormalDist().inv_cdf(1.0 - risk) * harm.sd
    return result
