"""From outlooks to a list: score, chance, place, evidence and reasons of each candidate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from content_calendar.ranking.choice import Pick, chances, draw, order
from content_calendar.ranking.config import RankerConfig, Weights
from content_calendar.ranking.design import Encoded, Floats, Ints
from content_calendar.ranking.explain import Evidence, Note, Reason, evidence
from content_calendar.ranking.features import Block, Candidate, Features, Level
from content_calendar.ranking.forecast import Z80, Outlook, Snapshot
from content_calendar.ranking.model import rate
from content_calendar.ranking.reasons import harm_note, reasons_for
from content_calendar.vocabulary import Outcome

CONTEST = 400
"""Thompson draws run among this many of the best known; the rest can win the even floor only."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A rate and its 80 % interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate in its place. `mean`, `low`, `high` are of the engagement rate, `rates` of every reported outcome.

    score: weighted worth per exposure. propensity: the probability with which this candidate was the pick, the first.
    pick: why the first is first, None for the others.
    """

    key: str
    score: float
    mean: float
    low: float
    high: float
    propensity: float
    reasons: tuple[Reason | Note, ...]
    evidence: Evidence
    rates: Mapping[Outcome, Interval]
    pick: Pick | None = None
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """The candidates of one choice with everything expected of them, row by row.

    scores: expected worth per exposure. risks: probability of more harm than the limit, 0 where harm is not reported.
    """

    snapshot: Snapshot
    config: RankerConfig
    features: Sequence[Features]
    encoded: Encoded
    outlooks: Mapping[Outcome, Outlook]
    scores: Floats
    risks: Floats

    @classmethod
    def of(cls, snapshot: Snapshot, config: RankerConfig, features: Sequence[Features], uses: Sequence[int]) -> Field:
        """What `snapshot` expects of these posts."""
        encoded = snapshot.encode(features, uses)
        outlooks = snapshot.outlooks(features, encoded)
        scores = _worth(config.weights, {outcome: look.rates() for outcome, look in outlooks.items()})
        harm = outlooks.get(Outcome.HARM)
        risks = harm.risk(config.harm_limit) if harm else np.zeros(len(features))
        return cls(snapshot, config, features, encoded, outlooks, scores, risks)

    @property
    def eligible(self) -> NDArray[np.bool_]:
        """Which candidates may be sent."""
        result: NDArray[np.bool_] = self.risks <= self.config.harm_risk
        return result

    def drawn(self, rows: Ints, explore: float) -> Floats:
        """Scores as they could turn out, `explore` times as scattered as believed, shape (rows, draws)."""
        part = self.encoded.select(rows)
        turned = {}
        for outcome, look in self.outlooks.items():
            mine = Outlook(look.log_odds[rows], look.spread[rows])
            away = self.snapshot.deviations(outcome, part, mine, self.config.draws)
            turned[outcome] = rate(mine.log_odds[:, None] + explore * away)
        return _worth(self.config.weights, turned)


def listed(candidates: Sequence[Candidate], field: Field, explore: float, seed: int, explain: int) -> list[Ranked]:
    """The candidates in order; see Ranker.rank."""
    eligible, floor = field.eligible, field.config.floor if explore else 0.0
    propensity = _propensity(field, explore, floor)
    best = int(np.where(eligible, field.scores, -np.inf).argmax())
    first = draw(propensity, eligible, floor, best, seed) if eligible.any() else None
    rows = order(field.scores, eligible, first.row if first else None)
    ranked = [
        _ranked(candidates[row], field, row, float(propensity[row]), place < explain) for place, row in enumerate(rows)
    ]
    return [replace(ranked[0], pick=first.pick), *ranked[1:]] if first else ranked


def _propensity(field: Field, explore: float, floor: float) -> Floats:
    eligible = field.eligible
    if not explore or not eligible.any():
        return chances(field.scores[:, None], eligible, floor)
    rows = np.argsort(np.where(eligible, -field.scores, np.inf), kind="stable")[:CONTEST]
    result: Floats = floor * eligible / eligible.sum()
    result[rows] += (1.0 - floor) * chances(field.drawn(rows, explore), eligible[rows], 0.0)
    return result


def _ranked(candidate: Candidate, field: Field, row: int, propensity: float, explained: bool) -> Ranked:
    post, look, risk = field.features[row], field.outlooks[Outcome.ENGAGE], float(field.risks[row])
    rates = {outcome: _interval(outlook, row) for outcome, outlook in field.outlooks.items()}
    blocked = not field.eligible[row]
    standing = float(look.log_odds[row])
    why = reasons_for(field.snapshot, post, candidate.uses_28d, standing) if explained else ()
    seen = field.snapshot.memory.posts.get(Level(Block.PERSONA, (post.persona,)), 0)
    return Ranked(
        key=candidate.key,
        score=float(field.scores[row]),
        mean=rates[Outcome.ENGAGE].mean,
        low=rates[Outcome.ENGAGE].low,
        high=rates[Outcome.ENGAGE].high,
        propensity=propensity,
        reasons=(harm_note(risk, field.config.harm_limit), *why) if blocked else why,
        evidence=evidence(float(look.spread[row]), seen),
        rates=rates,
        blocked=blocked,
    )


def _interval(look: Outlook, row: int) -> Interval:
    middle, sd = look.log_odds[row], look.spread[row]
    mean, low, high = (float(chance) for chance in rate(middle + sd * np.array([0.0, -Z80, Z80])))
    return Interval(mean, low, high)


def _worth(weights: Weights, rates: Mapping[Outcome, Floats]) -> Floats:
    worth = weights.signed()
    total: Floats = np.sum([worth[outcome] * chance for outcome, chance in rates.items()], axis=0)
    return total
