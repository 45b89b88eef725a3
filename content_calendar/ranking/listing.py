"""From outlooks to a list: score, chance, place, evidence and reasons of each candidate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from content_calendar.ranking.choice import Pick, chances, draw, order
from content_calendar.ranking.config import RankerConfig, Weights
from content_calendar.ranking.design import Encoded, Floats
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
    """The candidates of one choice with everything expected of them, row by row."""

    snapshot: Snapshot
    config: RankerConfig
    features: Sequence[Features]
    encoded: Encoded
    outlooks: Mapping[Outcome, Outlook]

    def scores(self) -> Floats:
        """The expected worth per exposure of each candidate."""
        return _worth(self.config.weights, {outcome: look.rates() for outcome, look in self.outlooks.items()})

    def risks(self) -> Floats:
        """The probability of each candidate that it harms more than the limit; 0 where harm was never reported."""
        if Outcome.HARM not in self.outlooks:
            return np.zeros(len(self.features))
        return self.outlooks[Outcome.HARM].risk(self.config.harm_limit)

    def drawn(self, rows: NDArray[np.int64], explore: float) -> Floats:
        """Scores as they could turn out, `explore` times as scattered as believed, shape (rows, draws)."""
        part = self.encoded.select(rows)
        turned = {}
        for outcome, look in self.outlooks.items():
            mine = Outlook(look.log_odds[rows], look.spread[rows])
            away = self.snapshot.deviations(outcome, part, mine, self.config.draws)
            turned[outcome] = rate(mine.log_odds[:, None] + explore * away)
        return _worth(self.config.weights, turned)


def listed(candidates: Sequence[Candidate], field: Field, explore: float, seed: int) -> list[Ranked]:
    """The candidates in order; see Ranker.rank."""
    scores, risks = field.scores(), field.risks()
    eligible = risks <= field.config.harm_risk
    floor = field.config.floor if explore else 0.0
    propensity = _propensity(field, scores, eligible, explore, floor)
    best = int(np.where(eligible, scores, -np.inf).argmax())
    first = draw(propensity, eligible, floor, best, seed) if eligible.any() else None
    return [
        _ranked(candidates[row], field, row, scores, risks, propensity, first.pick if place == 0 and first else None)
        for place, row in enumerate(order(scores, eligible, first.row if first else None))
    ]


def _propensity(
    field: Field, scores: Floats, eligible: NDArray[np.bool_], explore: float, floor: float
) -> Floats:
    if not explore:
        return chances(scores[:, None], eligible, floor)
    rows = np.argsort(np.where(eligible, -scores, np.inf), kind="stable")[:CONTEST]
    drawn = field.drawn(rows, explore)
    inside = chances(drawn, eligible[rows], 0.0)
    result: Floats = floor * eligible / max(1, int(eligible.sum()))
    result[rows] += (1.0 - floor) * inside
    return result


def _ranked(
    candidate: Candidate, field: Field, row: int, scores: Floats, risks: Floats, propensity: Floats, pick: Pick | None
) -> Ranked:
    rates = {outcome: _interval(look, row) for outcome, look in field.outlooks.items()}
    engage, look = rates[Outcome.ENGAGE], field.outlooks[Outcome.ENGAGE]
    blocked = bool(risks[row] > field.config.harm_risk)
    why = reasons_for(field.snapshot, field.features[row], candidate.uses_28d, float(look.log_odds[row]))
    if blocked:
        why = (harm_note(float(risks[row]), field.config.harm_limit), *why)
    persona = Level(Block.PERSONA, (field.features[row].persona,))
    label = evidence(float(look.spread[row]), field.snapshot.memory.posts.get(persona, 0))
    return Ranked(
        candidate.key, float(scores[row]), engage.mean, engage.low, engage.high, float(propensity[row]),
        why, label, rates, pick, blocked,
    )  # fmt: skip


def _interval(look: Outlook, row: int) -> Interval:
    middle, sd = look.log_odds[row], look.spread[row]
    mean, low, high = (float(chance) for chance in rate(middle + sd * np.array([0.0, -Z80, Z80])))
    return Interval(mean, low, high)


def _worth(weights: Weights, rates: Mapping[Outcome, Floats]) -> Floats:
    worth = weights.signed()
    total: Floats = np.sum([worth[outcome] * chance for outcome, chance in rates.items()], axis=0)
    return total
