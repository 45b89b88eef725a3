"""What another policy would have earned, told from what was sent and with which chance.

Three estimators of its mean reward: inverse propensity weighting (Horvitz and Thompson, JASA 47, 1952), its
self-normalised form (Swaminathan and Joachims, NIPS 2015), and the doubly robust one (Dudík, Langford, Li, ICML 2011).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from content_calendar.ranking.invalid import RankingFault, RankingInvalid

Z95 = 1.959963984540054
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Logged:
    """One entry per round: what came of what was sent, and the chance it had.

    reward: as counted. propensity: the chance with which it was sent, in (0, 1]. target: the chance the other policy
    gives the very same piece. Raises RankingInvalid unless they are equally long, not empty, finite and possible.
    """

    reward: Floats
    propensity: Floats
    target: Floats

    def __post_init__(self) -> None:
        if not (len(self.reward) == len(self.propensity) == len(self.target) > 0):
            raise RankingInvalid(RankingFault.UNEVEN_LOG)
        chances = (self.propensity > 0).all() and (self.propensity <= 1).all() and (self.target >= 0).all()
        if not chances or not np.isfinite(self.reward).all() or not np.isfinite(self.target).all():
            raise RankingInvalid(RankingFault.NO_CHANCE)

    @property
    def weight(self) -> Floats:
        """How many rounds of the other policy each round stands for."""
        result: Floats = self.target / self.propensity
        return result


@dataclass(frozen=True, slots=True)
class Estimate:
    """The mean reward of the other policy, its 95 % interval, and how many rounds the weighted log is worth."""

    value: float
    low: float
    high: float
    rounds: float


def inverse_propensity(log: Logged) -> Estimate:
    """Unbiased; wide where the policies differ."""
    return _mean(log.weight * log.reward, log.weight)


def self_normalised(log: Logged) -> Estimate:
    """Weights divided by their sum: a little bias for less spread; never outside the range of the rewards."""
    weight = log.weight
    total = float(weight.sum())
    if not total:
        raise RankingInvalid(RankingFault.NO_OVERLAP)
    value = float((weight * log.reward).sum() / total)
    around = weight * (log.reward - value) * len(weight) / total
    half = Z95 * float(np.sqrt(np.square(around).sum())) / len(weight)
    return Estimate(value, value - half, value + half, _rounds(weight))


def doubly_robust(log: Logged, foretold: Floats, expected: Floats) -> Estimate:
    """Right when either the propensities or the model are.

    foretold: the reward the model expects of what was sent. expected: the one it expects of the other policy's choice,
    the mean over all candidates by its chances. Raises RankingInvalid when they are not as long as the log.
    """
    if not (len(foretold) == len(expected) == len(log.reward)):
        raise RankingInvalid(RankingFault.UNEVEN_LOG)
    return _mean(expected + log.weight * (log.reward - foretold), log.weight)


def _mean(terms: Floats, weight: Floats) -> Estimate:
    value = float(terms.mean())
    half = Z95 * float(terms.std(ddof=1)) / len(terms) ** 0.5 if len(terms) > 1 else float("inf")
    return Estimate(value, value - half, value + half, _rounds(weight))


def _rounds(weight: Floats) -> float:
    """Kish's effective sample size (Survey Sampling, 1965)."""
    squares = float(np.square(weight).sum())
    return float(weight.sum()) ** 2 / squares if squares else 0.0
