"""What follows from the evidence: the posterior over effects, and over the log-odds of any post."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from content_calendar.ranking.design import Design, Encoded, Floats, Layout
from content_calendar.ranking.model import FATIGUE_START, RateModel


@dataclass(frozen=True, slots=True)
class Belief:
    """The posterior: core effects with their full covariance, loose effects with a variance each."""

    mean: Floats
    covariance: Floats
    loose_mean: Floats
    loose_variance: Floats
    variances: Floats

    def log_odds(self, posts: Encoded) -> Floats:
        """The expected log-odds per post."""
        return posts.core.times(self.mean) + over_loose(posts.loose, self.loose_mean)

    def scattered(self, posts: Encoded) -> Floats:
        """The variance per post that posts do not share: loose effects and levels never met."""
        result: Floats = over_loose(posts.loose, self.loose_variance) + posts.unmet @ self.variances
        return result

    def spread(self, posts: Encoded) -> Floats:
        """The standard deviation of the log-odds per post."""
        result: Floats = np.sqrt(np.maximum(posts.core.quadratic(self.covariance), 0.0) + self.scattered(posts))
        return result

    def joint(self, posts: Encoded) -> Floats:
        """The covariance of the log-odds between posts, shape (posts, posts)."""
        shared = posts.core.rows(posts.core.rows(self.covariance).T)
        return shared + np.diag(self.scattered(posts))


def believe(model: RateModel, layout: Layout) -> Belief:
    """The posterior of `model`, whose columns are those of `layout`."""
    centre, inverse = prior_of(model, layout)
    covariance: Floats = np.asarray(np.linalg.inv(model.precision + np.diag(inverse)), dtype=np.float64)
    mean = covariance @ (model.shift + centre * inverse)
    loose = 1.0 / (model.loose_precision + 1.0 / model.variances[layout.loose.blocks()])
    return Belief(mean, covariance, loose * model.loose_shift, loose, model.variances)


def prior_of(model: RateModel, layout: Layout) -> tuple[Floats, Floats]:
    """The prior mean and the inverse prior variance of each core column."""
    blocks = layout.core.blocks()
    centre = np.zeros(len(blocks))
    centre[:2] = model.base, FATIGUE_START
    return centre, 1.0 / model.variances[blocks]


def over_loose(posts: Design, effects: Floats) -> Floats:
    """The sum of loose effects per post, shape (posts,)."""
    return posts.times(effects) if len(effects) else np.zeros(posts.posts)
