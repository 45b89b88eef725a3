"""How posts become evidence, and how blocks learn how much their levels differ.

Posts are linearised at the belief they lead to, as in the iteratively reweighted least squares of McCullagh and Nelder;
steps are clipped and every post's noise has a floor, so that one huge or odd post cannot decide.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from content_calendar.ranking.belief import Belief, believe, over_loose, prior_of
from content_calendar.ranking.design import BLOCKS, Encoded, Floats, Layout
from content_calendar.ranking.features import Block
from content_calendar.ranking.model import Counts, RateModel, logit, rate

RESIDUAL_CLIP = 1.5
ROUNDS = 3
TOO_LITTLE = 1e-6
LEAST_VARIANCE = 1e-4
MOST_VARIANCE = 4.0
VARIANCE_SCALE = 0.5
GIVEN_BLOCKS = frozenset({Block.BASE, Block.FATIGUE})


@dataclass(frozen=True, slots=True)
class Left:
    """What the core leaves unexplained of each post, with the post's information and weight."""

    rest: Floats
    information: Floats
    weight: Floats


def absorb(model: RateModel, layout: Layout, before: Belief, posts: Encoded, counts: Counts) -> RateModel:
    """`model` after mature posts, all at once: their order cannot matter. `before` is what it believed."""
    noise = before.scattered(posts) + model.overdispersion
    known = over_loose(posts.loose, before.loose_mean)
    prior = prior_of(model, layout)
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
    others = over_loose(posts.loose, before.loose_variance) * (1.0 - 1.0 / together)
    weight = left.weight * left.information / (1.0 + left.information * (model.overdispersion + others))
    precision = posts.loose.total(weight, size)
    unexplained = left.rest - over_loose(posts.loose, before.loose_mean)
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
    return replace(model, variances=np.where(fixed, model.variances, np.clip(learned, LEAST_VARIANCE, MOST_VARIANCE)))


def _linearised(log_odds: Floats, counts: Counts) -> tuple[Floats, Floats]:
    chance = rate(log_odds)
    information = np.maximum(counts.exposures * chance * (1.0 - chance), 1e-12)
    step = np.clip((counts.events - counts.exposures * chance) / information, -RESIDUAL_CLIP, RESIDUAL_CLIP)
    return log_odds + step, information


def _pooled_start(mean: Floats, counts: Counts) -> Floats:
    start = mean.copy()
    start[0] = logit((counts.events.sum() + 0.5) / (counts.exposures.sum() + 1.0))
    return start


def _centre(precision: Floats, shift: Floats, prior: tuple[Floats, Floats]) -> Floats:
    centre, inverse = prior
    return np.asarray(np.linalg.solve(precision + np.diag(inverse), shift + centre * inverse), dtype=np.float64)
