"""The additive rate model: effects on log-odds with a Gaussian belief, kept as information.

Each post becomes one Gaussian *site* by linearising its binomial likelihood (the local step of McCullagh and Nelder's
iteratively reweighted least squares). The sum of sites is kept apart from the prior, so that the variance of a block
can be learned later without replaying a post, and so that the order of posts within a week cannot matter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from content_calendar.ranking.design import BLOCKS, Design, Encoded, Floats, Ints, Layout
from content_calendar.ranking.features import Block

RESIDUAL_CLIP = 1.5
ROUNDS = 3
TOO_LITTLE = 1e-6
LEAST_VARIANCE = 1e-4
VARIANCE_SCALE = 0.5
START_SD = {
    Block.BASE: 3.0, Block.PERSONA: 0.4, Block.SLOT: 0.25, Block.FORM: 0.25, Block.VALUE: 0.2, Block.TAG: 0.2,
    Block.PERSONA_FORM: 0.2, Block.PERSONA_TAG: 0.2, Block.PROMPT: 0.2, Block.TEMPLATE: 0.3,
    Block.PERSONA_TEMPLATE: 0.15, Block.FATIGUE: 0.1,
}  # fmt: skip
GIVEN_BLOCKS = frozenset({Block.BASE, Block.FATIGUE})
FATIGUE_START = 0.05


@dataclass(frozen=True, slots=True)
class Counts:
    """What happened to encoded posts: shape (posts,) each; `weight` in (0, 1] fades posts that came late."""

    exposures: Floats
    events: Floats
    weight: Floats


@dataclass(frozen=True, slots=True)
class Left:
    """What the core leaves unexplained of each post, with the post's information and weight."""

    rest: Floats
    information: Floats
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
        return posts.core.times(self.mean) + _loose(posts.loose, self.loose_mean)

    def scattered(self, posts: Encoded) -> Floats:
        """The variance per post that posts do not share: loose effects and levels never met."""
        result: Floats = _loose(posts.loose, self.loose_variance) + posts.unmet @ self.variances
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
    centre, inverse = _prior(model, layout)
    covariance: Floats = np.asarray(np.linalg.inv(model.precision + np.diag(inverse)), dtype=np.float64)
    mean = covariance @ (model.shift + centre * inverse)
    loose = 1.0 / (model.loose_precision + 1.0 / model.variances[layout.loose.blocks()])
    return Belief(mean, covariance, loose * model.loose_shift, loose, model.variances)


def absorb(model: RateModel, layout: Layout, before: Belief, posts: Encoded, counts: Counts) -> RateModel:
    """`model` after mature posts, all at once: their order cannot matter. `before` is what it believed."""
    noise = before.scattered(posts) + model.overdispersion
    known = _loose(posts.loose, before.loose_mean)
    prior = _prior(model, layout)
    mean: Floats = before.mean if model.posts else _pooled_start(before.mean, counts)
    gram, total, response = model.precision, model.shift, known
    for _ in range(ROUNDS):
        log_odds = posts.core.times(mean) + known
        response, information = _linearised(log_odds, counts)
        weight = counts.weight * information / (1.0 + information * noise)
        gram = model.precision + posts.core.gram(weight, len(mean))
        total = model.shift + posts.core.total(weight * (response - known), len(mean))
        mean = _centre(gram, total, prior)
    rest = response - posts.core.times(mean)
    loose_precision, loose_shift = _loose_sites(model, before, posts, Left(rest, information, counts.weight))
    return replace(
        model,
        precision=gram,
        shift=total,
        loose_precision=model.loose_precision + loose_precision,
        loose_shift=model.loose_shift + loose_shift,
        posts=model.posts + posts.core.posts,
    )


def _loose_sites(
    model: RateModel, before: Belief, posts: Encoded, left: Left
) -> tuple[Floats, Floats]:
    """What the core leaves unexplained, given to the loose levels; several in one post share it."""
    size = len(model.loose_shift)
    if not size:
        return model.loose_precision, model.loose_shift
    together = np.maximum(posts.loose.value.sum(axis=1), 1.0)
    others = _loose(posts.loose, before.loose_variance) * (1.0 - 1.0 / together)
    weight = left.weight * left.information / (1.0 + left.information * (model.overdispersion + others))
    precision = posts.loose.total(weight, size)
    unexplained = left.rest - _loose(posts.loose, before.loose_mean)
    return precision, posts.loose.total(weight * unexplained, size) + precision * before.loose_mean


def learn_variances(model: RateModel, layout: Layout) -> RateModel:
    """`model` with each block's variance moved to where the data put it (MacKay's evidence fixed point).

    A half-normal prior of scale VARIANCE_SCALE on the standard deviation lets a block without signal fall to nothing.
    """
    belief = believe(model, layout)
    effect = np.concatenate([belief.mean, belief.loose_mean])
    variance = np.concatenate([np.diag(belief.covariance), belief.loose_variance])
    block = np.concatenate([layout.core.blocks(), layout.loose.blocks()])
    prior = model.variances[block]
    size = len(BLOCKS)
    strength = np.bincount(block, np.square(effect), size)
    known = np.bincount(block, np.clip(1.0 - variance / prior, 0.0, 1.0), size)
    learned = (strength + 1e-12) / (known + model.variances / VARIANCE_SCALE**2 + 1e-12)
    fixed = np.array([b in GIVEN_BLOCKS for b in BLOCKS]) | (known < TOO_LITTLE)
    return replace(model, variances=np.where(fixed, model.variances, np.clip(learned, LEAST_VARIANCE, 4.0)))


def rate(log_odds: Floats) -> Floats:
    """The probability of these log-odds."""
    result: Floats = 1.0 / (1.0 + np.exp(-np.clip(log_odds, -35.0, 35.0)))
    return result


def logit(probability: float) -> float:
    """The log-odds of `probability`, which lies strictly between 0 and 1."""
    return float(np.log(probability / (1.0 - probability)))


def _linearised(log_odds: Floats, counts: Counts) -> tuple[Floats, Floats]:
    chance = rate(log_odds)
    information = np.maximum(counts.exposures * chance * (1.0 - chance), 1e-12)
    step = np.clip((counts.events - counts.exposures * chance) / information, -RESIDUAL_CLIP, RESIDUAL_CLIP)
    return log_odds + step, information


def _pooled_start(mean: Floats, counts: Counts) -> Floats:
    start = mean.copy()
    start[0] = logit((counts.events.sum() + 0.5) / (counts.exposures.sum() + 1.0))
    return start


def _prior(model: RateModel, layout: Layout) -> tuple[Floats, Floats]:
    blocks: Ints = layout.core.blocks()
    centre = np.zeros(len(blocks))
    centre[:2] = model.base, FATIGUE_START
    return centre, 1.0 / model.variances[blocks]


def _centre(precision: Floats, shift: Floats, prior: tuple[Floats, Floats]) -> Floats:
    centre, inverse = prior
    return np.asarray(np.linalg.solve(precision + np.diag(inverse), shift + centre * inverse), dtype=np.float64)


def _loose(posts: Design, effects: Floats) -> Floats:
    return posts.times(effects) if len(effects) else np.zeros(posts.posts)
