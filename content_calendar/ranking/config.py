"""What an editor or operator may set about the ranking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf

from content_calendar.ranking.invalid import CountField, within
from content_calendar.vocabulary import Outcome


@dataclass(frozen=True, slots=True)
class Weights:
    """What one engagement, one action and one harm per exposure are worth; only their ratios matter."""

    engage: float = 1.0
    act: float = 3.0
    harm: float = 10.0

    def __post_init__(self) -> None:
        for value in (self.engage, self.act, self.harm):
            within(CountField.WEIGHT, value, 0.0, 1e6)

    def signed(self) -> Mapping[Outcome, float]:
        """Per outcome what it adds to the score; harm takes away."""
        return {Outcome.ENGAGE: self.engage, Outcome.ACT: self.act, Outcome.HARM: -self.harm}


@dataclass(frozen=True, slots=True)
class RankerConfig:
    """Settings of the ranking. Raises RankingInvalid for values outside their range.

    floor: share of picks left to an even draw, the random control and the only ground for claims of lift.
    harm_limit, harm_risk: a candidate is blocked when P(harm rate > harm_limit) > harm_risk.
    drift: the share of what tells levels apart that is renewed in a week (0 = the world stands still).
    overdispersion: starting guess of how far posts alike in everything differ, sd on log-odds; then learned.
    dimension: effects kept with their full covariance; later ones keep a variance each.
    draws: Monte Carlo draws behind the propensities.
    """

    weights: Weights = field(default_factory=Weights)
    floor: float = 0.05
    harm_limit: float = 0.01
    harm_risk: float = 0.2
    drift: float = 0.007
    overdispersion: float = 0.2
    dimension: int = 2000
    draws: int = 512

    def __post_init__(self) -> None:
        within(CountField.FLOOR, self.floor, 0.0, 1.0)
        within(CountField.LIMIT, self.harm_limit, 0.0, 1.0)
        within(CountField.RISK, self.harm_risk, 0.0, 1.0)
        within(CountField.DRIFT, self.drift, 0.0, 0.5)
        within(CountField.OVERDISPERSION, self.overdispersion, 0.01, 2.0)
        within(CountField.DIMENSION, self.dimension, 2, 10_000)
        within(CountField.DRAWS, self.draws, 16, inf)
