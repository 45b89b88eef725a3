"""The plain companion: observed over expected per template, with Gamma-Poisson shrinkage.

It knows nothing of forms and tags, so where these carry no signal it has less to get wrong. Expected events come from
persona and slot alone; a template's factor is Gamma with mean 1, then a pair of persona and template gets its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from content_calendar.ranking.design import Floats
from content_calendar.ranking.features import Block, Features, Level

PRIOR_EVENTS = 1.0
START_SHAPE = 10.0
MOST_SHAPE = 1e6
MOST_RATE = 0.999
TIERS = (Block.PERSONA, Block.SLOT, Block.TEMPLATE, Block.PERSONA_TEMPLATE)


@dataclass(frozen=True, slots=True)
class Tally:
    """Events seen and events expected."""

    observed: float = 0.0
    expected: float = 0.0

    def plus(self, observed: float, expected: float) -> Tally:
        return Tally(self.observed + observed, self.expected + expected)


Key = tuple[int, tuple[str, ...]]


def _keys(features: Features) -> list[Key]:
    named = [(features.persona,), (features.slot,), (features.template,), (features.persona, features.template)]
    return [(tier, names) for tier, names in enumerate(named) if all(names)]


@dataclass(frozen=True, slots=True)
class Companion:
    """Tallies per factor and the Gamma shape of each tier (the larger, the closer its factors stay to 1)."""

    total: Tally = field(default_factory=Tally)
    tallies: Mapping[Key, Tally] = field(default_factory=dict)
    shapes: tuple[float, ...] = (3.0, START_SHAPE, START_SHAPE, START_SHAPE)

    def rates(self, posts: Sequence[Features], start: float) -> tuple[Floats, Floats]:
        """Expected rate and the standard deviation of its logarithm, per post; `start` is the rate before any data."""
        base = self._base(start)
        pairs = [self._factor(features) for features in posts]
        factor = np.array([pair[0] for pair in pairs])
        spread = np.sqrt(np.array([pair[1] for pair in pairs]) + 1.0 / (self.total.observed + PRIOR_EVENTS))
        return np.clip(base * factor, 1e-9, MOST_RATE), spread

    def factors(self, post: Features) -> Iterator[tuple[Level, float, float]]:
        """Each factor of `post` with the level it stands for and the standard deviation of its logarithm."""
        for tier, names in _keys(post):
            tally, shape = self.tallies.get((tier, names), Tally()), self.shapes[tier]
            factor = (shape + tally.observed) / (shape + tally.expected)
            yield Level(TIERS[tier], names), factor, (shape + tally.observed) ** -0.5

    def _base(self, start: float) -> float:
        return (self.total.observed + PRIOR_EVENTS) / (self.total.expected + PRIOR_EVENTS / start)

    def _factor(self, features: Features) -> tuple[float, float]:
        product, variance = 1.0, 0.0
        for key in _keys(features):
            tally, shape = self.tallies.get(key, Tally()), self.shapes[key[0]]
            product *= (shape + tally.observed) / (shape + tally.expected)
            variance += 1.0 / (shape + tally.observed)
        return product, variance

    def after(
        self, posts: Sequence[Features], exposures: Floats, events: Floats, overdispersion: float, start: float
    ) -> Companion:
        """This companion after mature posts; a huge post counts only as much as `overdispersion` leaves it to say."""
        base = self._base(start)
        tallies = dict(self.tallies)
        total = self.total
        for features, shown, happened in zip(posts, exposures, events, strict=True):
            part = 1.0
            chance = min(base * self._factor(features)[0], MOST_RATE)
            trust = 1.0 / (1.0 + shown * chance * overdispersion)
            total = total.plus(happened * trust, shown * trust)
            for key in _keys(features):
                tally, shape = self.tallies.get(key, Tally()), self.shapes[key[0]]
                tallies[key] = tallies.get(key, Tally()).plus(happened * trust, shown * base * part * trust)
                part *= (shape + tally.observed) / (shape + tally.expected)
        return replace(self, total=total, tallies=tallies)

    def learned(self) -> Companion:
        """This companion with each tier's shape fitted by moments: the excess of (O - E)² over Poisson noise."""
        return replace(self, shapes=tuple(self._shape(tier) for tier in range(len(TIERS))))

    def _shape(self, tier: int) -> float:
        mine = [tally for key, tally in self.tallies.items() if key[0] == tier]
        excess = sum((tally.observed - tally.expected) ** 2 - tally.observed for tally in mine)
        scale = sum(tally.expected**2 for tally in mine)
        if not scale:
            return self.shapes[tier]
        prior = 1.0 / START_SHAPE
        trust = scale / (scale + len(mine) * 25.0)
        return float(min(1.0 / max(trust * excess / scale + (1 - trust) * prior, 1 / MOST_SHAPE), MOST_SHAPE))

    def faded(self, memory: float) -> Companion:
        """This companion a while later: every past event counts `memory` of what it did."""
        fade = {key: Tally(tally.observed * memory, tally.expected * memory) for key, tally in self.tallies.items()}
        return replace(self, total=Tally(self.total.observed * memory, self.total.expected * memory), tallies=fade)
