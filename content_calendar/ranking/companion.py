"""The plain companion: observed over expected per template, with Gamma-Poisson shrinkage.

It knows nothing of forms and tags, so where these carry no signal it has less to get wrong. Expected events come from
persona and slot alone; a template's factor is Gamma with mean 1, then a pair of persona and template gets its own.
The model is that of DuMouchel (The American Statistician 53, 1999) without the mixture.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from content_calendar.ranking.design import ABSENT, BLOCKS, Encoded, Floats, Ints, Layout
from content_calendar.ranking.features import Block

PRIOR_EVENTS = 1.0
START_SHAPE = 10.0
PERSONA_SHAPE = 3.0
MOST_SHAPE = 1e6
MOST_RATE = 0.999
WELL_KNOWN = 25.0
TIERS = (Block.PERSONA, Block.SLOT, Block.TEMPLATE, Block.PERSONA_TEMPLATE)
_TIER = np.array([TIERS.index(block) if block in TIERS else len(TIERS) for block in BLOCKS])


@dataclass(frozen=True, slots=True)
class Companion:
    """Events observed and expected at each place of a layout, over all posts, and the Gamma shape of each tier.

    The larger its shape, the closer a tier's factors stay to 1. `start` is the rate before any data.
    """

    observed: Floats
    expected: Floats
    all_observed: float
    all_expected: float
    shapes: Floats
    start: float

    @classmethod
    def empty(cls, start: float) -> Companion:
        """Nothing observed yet."""
        shapes = np.array([PERSONA_SHAPE, START_SHAPE, START_SHAPE, START_SHAPE])
        return cls(np.zeros(0), np.zeros(0), 0.0, 0.0, shapes, start)

    def sized(self, layout: Layout) -> Companion:
        """This companion with a tally for each new level of `layout`."""
        fresh = len(layout) - len(self.observed)
        return replace(self, observed=np.pad(self.observed, (0, fresh)), expected=np.pad(self.expected, (0, fresh)))

    @property
    def base(self) -> float:
        """The rate of an average post."""
        return (self.all_observed + PRIOR_EVENTS) / (self.all_expected + PRIOR_EVENTS / self.start)

    def factors(self, layout: Layout) -> tuple[Floats, Floats]:
        """At each place the factor on the rate and the variance of its logarithm; 1 and 0 outside the tiers."""
        tier = _TIER[layout.block]
        shape = np.append(self.shapes, 1.0)[tier]
        mine = tier < len(TIERS)
        factor = np.where(mine, (shape + self.observed) / (shape + self.expected), 1.0)
        return factor, np.where(mine, 1.0 / (shape + self.observed), 0.0)

    def unmet(self) -> Floats:
        """Per block the variance of the logarithm of a factor never observed."""
        result: Floats = np.append(1.0 / self.shapes, 0.0)[_TIER]
        return result

    def rates(self, layout: Layout, posts: Encoded) -> Floats:
        """The expected rate per post."""
        factor, _ = self.factors(layout)
        product = np.append(factor, [1.0, 1.0])[posts.place].prod(axis=1)
        result: Floats = np.clip(self.base * product, 1e-9, MOST_RATE)
        return result

    def after(self, layout: Layout, posts: Encoded, exposures: Floats, events: Floats, spare: float) -> Companion:
        """This companion after mature posts; a huge post counts only as much as overdispersion `spare` leaves it."""
        trust = 1.0 / (1.0 + exposures * self.rates(layout, posts) * spare)
        shown, happened = exposures * trust, events * trust
        factor = np.append(self.factors(layout)[0], [1.0, 1.0])
        observed, expected = self.observed.copy(), self.expected.copy()
        due = shown * self.base
        for block in TIERS:
            place = _places_of(posts, block)
            observed += _tallied(place, happened, len(layout))
            expected += _tallied(place, due, len(layout))
            due = due * factor[place]
        return replace(
            self, observed=observed, expected=expected, all_observed=self.all_observed + float(happened.sum()),
            all_expected=self.all_expected + float(shown.sum()),
        )  # fmt: skip

    def learned(self, layout: Layout) -> Companion:
        """This companion with each tier's shape fitted by moments: the excess of (O - E)² over Poisson noise."""
        tier = _TIER[layout.block]
        shapes = [self._shape(self.shapes[number], tier == number) for number in range(len(TIERS))]
        return replace(self, shapes=np.array(shapes))

    def _shape(self, before: float, mine: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float:
        observed, expected = self.observed[mine], self.expected[mine]
        excess = float((np.square(observed - expected) - observed).sum())
        scale = float(np.square(expected).sum())
        if not scale:
            return before
        trust = scale / (scale + len(expected) * WELL_KNOWN)
        spread = trust * excess / scale + (1.0 - trust) / START_SHAPE
        return min(1.0 / max(spread, 1.0 / MOST_SHAPE), MOST_SHAPE)

    def faded(self, kept: float) -> Companion:
        """This companion a while later: every past event counts `kept` of what it did."""
        return replace(
            self, observed=self.observed * kept, expected=self.expected * kept,
            all_observed=self.all_observed * kept, all_expected=self.all_expected * kept,
        )  # fmt: skip


def _places_of(posts: Encoded, block: Block) -> Ints:
    """The place of each post's level of `block`, below 0 where it has none."""
    column = np.flatnonzero(posts.block == BLOCKS.index(block))
    return posts.place[:, column[0]] if len(column) else np.full(len(posts.place), ABSENT)


def _tallied(place: Ints, figure: Floats, size: int) -> Floats:
    met = place >= 0
    return np.bincount(place[met], figure[met], size)[:size].astype(np.float64)
