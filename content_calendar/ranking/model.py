"""What is remembered of one outcome: sums of evidence, and how much the levels of each block may differ.

Each post becomes one Gaussian *site* by linearising its binomial likelihood. The sum of sites is kept apart from the
prior, so that the variance of a block can be learned later without replaying a post, and so that the order of posts
within a week cannot matter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from content_calendar.ranking.design import BLOCKS, Floats, Layout
from content_calendar.ranking.features import Block

START_SD = {
    Block.BASE: 3.0, Block.PERSONA: 0.4, Block.SLOT: 0.25, Block.FORM: 0.25, Block.VALUE: 0.2, Block.TAG: 0.2,
    Block.PERSONA_FORM: 0.2, Block.PERSONA_TAG: 0.2, Block.PROMPT: 0.2, Block.TEMPLATE: 0.3,
    Block.PERSONA_TEMPLATE: 0.15, Block.FATIGUE: 0.1,
}  # fmt: skip
FATIGUE_START = 0.05


@dataclass(frozen=True, slots=True)
class Counts:
    """What happened to encoded posts: shape (posts,) each; `weight` in (0, 1] fades posts that came late."""

    exposures: Floats
    events: Floats
    weight: Floats


@dataclass(frozen=True, slots=True)
class RateModel:
    """All that is remembered of one outcome: `precision`, `shift` sum the sites of the core, `loose_*` the others."""

    precision: Floats
    shift: Floats
    loose_precision: Floats
    loose_shift: Floats
    variances: Floats
    overdispersion: float
    base: float
    posts: float = 0.0

    @classmethod
    def empty(cls, base_rate: float, overdispersion: float) -> RateModel:
        """The belief before any post: `base_rate` on average, `overdispersion` (sd on log-odds) from post to post."""
        variances = np.array([START_SD[block] ** 2 for block in BLOCKS])
        nothing = np.zeros(0)
        return cls(np.zeros((0, 0)), nothing, nothing, nothing, variances, overdispersion**2, logit(base_rate))

    def sized(self, layout: Layout) -> RateModel:
        """This model with a column, yet without evidence, for each new level of `layout`."""
        core = len(layout.core) - len(self.shift)
        loose = len(layout.loose) - len(self.loose_shift)
        return replace(
            self,
            precision=np.pad(self.precision, (0, core)),
            shift=np.pad(self.shift, (0, core)),
            loose_precision=np.pad(self.loose_precision, (0, loose)),
            loose_shift=np.pad(self.loose_shift, (0, loose)),
        )

    def faded(self, memory: float) -> RateModel:
        """This model a while later: every past post counts `memory` (0 to 1) of what it did."""
        return replace(
            self,
            precision=self.precision * memory,
            shift=self.shift * memory,
            loose_precision=self.loose_precision * memory,
            loose_shift=self.loose_shift * memory,
        )


def rate(log_odds: Floats) -> Floats:
    """The probability of these log-odds."""
    result: Floats = 1.0 / (1.0 + np.exp(-np.clip(log_odds, -35.0, 35.0)))
    return result


def logit(probability: float) -> float:
    """The log-odds of `probability`, which lies strictly between 0 and 1."""
    return float(np.log(probability / (1.0 - probability)))
