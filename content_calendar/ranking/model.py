"""What is believed of one outcome: effects on log-odds with their uncertainty, and how far each block's may differ."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from content_calendar.ranking.design import BLOCKS, Encoded, Floats, Layout
from content_calendar.ranking.features import Block

START_SD = {
    Block.BASE: 3.0, Block.PERSONA: 0.4, Block.SLOT: 0.25, Block.FORM: 0.25, Block.VALUE: 0.2, Block.TAG: 0.2,
    Block.PERSONA_FORM: 0.2, Block.PERSONA_TAG: 0.2, Block.PROMPT: 0.2, Block.TEMPLATE: 0.3,
    Block.PERSONA_TEMPLATE: 0.3, Block.FATIGUE: 0.1,
}  # fmt: skip
FATIGUE_START = 0.05


@dataclass(frozen=True, slots=True)
class Counts:
    """What happened to encoded posts: shape (posts,) each; `lag` is how many weeks ago in the model's time."""

    exposures: Floats
    events: Floats
    lag: Floats


@dataclass(frozen=True, slots=True)
class RateModel:
    """The posterior of an additive model on log-odds: core effects jointly normal, loose ones with a variance each.

    `variances` are the prior variances per block, around 0 but for `base` and fatigue. `overdispersion` is the variance
    from post to post that no effect explains. `posts` counts what was learned from.
    """

    mean: Floats
    covariance: Floats
    loose_mean: Floats
    loose_variance: Floats
    variances: Floats
    overdispersion: float
    base: float
    posts: int = 0

    @classmethod
    def empty(cls, base_rate: float, overdispersion: float) -> RateModel:
        """The belief before any post: `base_rate` on average, `overdispersion` (sd on log-odds) from post to post."""
        variances = np.array([START_SD[block] ** 2 for block in BLOCKS])
        nothing = np.zeros(0)
        return cls(nothing, np.zeros((0, 0)), nothing, nothing, variances, overdispersion**2, logit(base_rate))

    def sized(self, layout: Layout) -> RateModel:
        """This model with an effect, known by its prior alone, for each new level of `layout`."""
        core, loose = layout.core_blocks[len(self.mean) :], layout.loose_blocks[len(self.loose_mean) :]
        if not len(core) and not len(loose):
            return self
        covariance = np.pad(self.covariance, (0, len(core)))
        fresh = np.arange(len(self.mean), len(covariance))
        covariance[fresh, fresh] = self.variances[core]
        return replace(
            self,
            mean=np.concatenate([self.mean, self.centre(layout)[len(self.mean) :]]),
            covariance=covariance,
            loose_mean=np.pad(self.loose_mean, (0, len(loose))),
            loose_variance=np.concatenate([self.loose_variance, self.variances[loose]]),
        )

    def centre(self, layout: Layout) -> Floats:
        """The prior mean of each core effect."""
        centre = np.zeros(len(layout.core_blocks))
        centre[:2] = self.base, FATIGUE_START
        return centre

    def log_odds(self, posts: Encoded) -> Floats:
        """The expected log-odds per post."""
        return posts.core.times(self.mean) + posts.loose.times(self.loose_mean)

    def scattered(self, posts: Encoded) -> Floats:
        """The variance per post that posts do not share: loose effects and levels never met."""
        return posts.loose.times(self.loose_variance) + posts.unmet(self.variances)

    def spread(self, posts: Encoded) -> Floats:
        """The standard deviation of the log-odds per post."""
        variance = np.maximum(posts.core.quadratic(self.covariance), 0.0) + self.scattered(posts)
        result: Floats = np.sqrt(variance)
        return result

    def joint(self, posts: Encoded) -> Floats:
        """The covariance of the log-odds between posts, shape (posts, posts)."""
        shared = posts.core.rows(posts.core.rows(self.covariance).T)
        return shared + np.diag(self.scattered(posts))

    def effects(self, layout: Layout) -> tuple[Floats, Floats]:
        """Mean and standard deviation of the effect at each place of `layout`."""
        core = layout.home >= 0
        mean, variance = np.zeros(len(layout)), np.zeros(len(layout))
        mean[core], variance[core] = self.mean, np.diag(self.covariance)
        mean[~core], variance[~core] = self.loose_mean, self.loose_variance
        return mean, np.sqrt(np.maximum(variance, 0.0))


def rate(log_odds: Floats) -> Floats:
    """The probability of these log-odds."""
    result: Floats = 1.0 / (1.0 + np.exp(-np.clip(log_odds, -35.0, 35.0)))
    return result


def logit(probability: float) -> float:
    """The log-odds of `probability`, which lies strictly between 0 and 1."""
    return float(np.log(probability / (1.0 - probability)))
