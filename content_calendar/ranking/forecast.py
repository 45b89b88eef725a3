"""What memory expects of posts not sent yet: per outcome the log-odds, how sure, and how they could turn out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from content_calendar.ranking.belief import Belief, believe
from content_calendar.ranking.design import Encoded, Floats, encode
from content_calendar.ranking.features import Features
from content_calendar.ranking.memory import Memory
from content_calendar.ranking.model import rate
from content_calendar.ranking.outcome import START_RATE, OutcomeModel
from content_calendar.vocabulary import Outcome

Z80 = 1.2815515594
DRAW_STREAM = 20_210_701


@dataclass(frozen=True, slots=True)
class Outlook:
    """One outcome of several posts: central log-odds and standard deviation, shape (posts,) each."""

    log_odds: Floats
    spread: Floats

    def rates(self, shift: float = 0.0) -> Floats:
        """The rates `shift` standard deviations from the centre."""
        return rate(self.log_odds + shift * self.spread)

    def risk(self, limit: float) -> Floats:
        """The probability that the rate exceeds `limit`."""
        if limit <= 0.0 or limit >= 1.0:
            return np.full(len(self.log_odds), float(limit <= 0.0))
        away = (np.log(limit / (1.0 - limit)) - self.log_odds) / self.spread
        return 1.0 - _normal(away)


class Snapshot:
    """A memory with its beliefs worked out once."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.beliefs: Mapping[Outcome, Belief] = {
            outcome: believe(model.rates.sized(memory.layout), memory.layout)
            for outcome, model in memory.outcomes.items()
            if model.rates.posts or outcome is Outcome.ENGAGE
        }

    def encode(self, posts: Sequence[Features], uses: Sequence[int]) -> Encoded:
        """The numbers of posts not sent yet."""
        return encode(self.memory.layout, posts, uses)

    def outlooks(self, posts: Sequence[Features], encoded: Encoded) -> dict[Outcome, Outlook]:
        """Per outcome that was ever reported (engagement always) what is expected."""
        return {
            outcome: _outlook(self.memory.outcomes[outcome], belief, posts, encoded)
            for outcome, belief in self.beliefs.items()
        }

    def deviations(self, outcome: Outcome, encoded: Encoded, outlook: Outlook, draws: int) -> Floats:
        """How far the log-odds of the posts could lie from their centre, drawn jointly, shape (posts, draws)."""
        stream = np.random.default_rng([DRAW_STREAM, tuple(Outcome).index(outcome)])
        normal = stream.standard_normal((encoded.core.posts, draws))
        if self.memory.outcomes[outcome].plain:
            return outlook.spread[:, None] * normal
        joint = self.beliefs[outcome].joint(encoded)
        nudge = 1e-9 * (1.0 + float(np.trace(joint)))
        result: Floats = np.linalg.cholesky(joint + nudge * np.eye(len(joint))) @ normal
        return result


def _outlook(model: OutcomeModel, belief: Belief, posts: Sequence[Features], encoded: Encoded) -> Outlook:
    if not model.plain:
        return Outlook(belief.log_odds(encoded), belief.spread(encoded))
    chance, spread = model.companion.rates(posts, START_RATE[model.outcome])
    return Outlook(np.log(chance / (1.0 - chance)), spread)


def _normal(z: Floats) -> Floats:
    """The standard normal distribution function, by Abramowitz and Stegun 26.2.17 (error below 1e-7)."""
    t = 1.0 / (1.0 + 0.2316419 * np.abs(z))
    series = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
    upper = np.exp(-np.square(z) / 2) / np.sqrt(2 * np.pi) * series
    result: Floats = np.where(z >= 0, 1.0 - upper, upper)
    return result
