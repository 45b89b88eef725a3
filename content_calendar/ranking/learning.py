"""How posts change the belief.

The binomial likelihood of each post is linearised at the log-odds the belief leads to, as in the iteratively reweighted
least squares of McCullagh and Nelder (Generalized Linear Models, 1989); the update then is the Kalman filter's. Every
post carries log-odds of its own beside the effects (overdispersion), so that one huge or odd post cannot decide. All
posts of a batch are learned from at once, so that their order cannot matter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from content_calendar.ranking.design import Design, Encoded, Floats
from content_calendar.ranking.model import Counts, RateModel, logit, rate

RESIDUAL_CLIP = 1.5
ROUNDS = 8
SETTLED = 3e-3
"""A mean step on log-odds too small to matter."""
SMALL_BATCH = 1024


@dataclass(frozen=True, slots=True)
class Batch:
    """Posts with their counts, the log-odds expected of them and the variance each has of its own, shape (posts,)."""

    posts: Encoded
    counts: Counts
    expected: Floats
    noise: Floats


def absorb(model: RateModel, posts: Encoded, counts: Counts, drift: float) -> RateModel:
    """`model` after mature posts. `drift` is the share of each block's variance renewed a week: what late posts tell of
    today is as much less certain.
    """
    since = counts.lag * drift * posts.over_blocks(np.minimum(model.variances, 1.0))
    noise = np.full(len(counts.lag), model.overdispersion) + since + posts.unmet(model.variances)
    batch = Batch(posts, counts, model.log_odds(posts), noise)
    few = posts.core.posts <= max(SMALL_BATCH, len(model.mean))
    after = _by_posts(model, batch) if few else _by_effects(model, batch)
    return replace(after, posts=model.posts + posts.core.posts)


def _by_posts(model: RateModel, batch: Batch) -> RateModel:
    """The update in the space of posts: cheap while these are fewer than the effects. Exact in the loose effects."""
    core, loose = batch.posts.core, _dense(batch.posts.loose)
    variance = model.loose_variance[loose.effect]
    reach = core.rows(model.covariance)
    latent = core.rows(reach.T) + (loose.shows * variance) @ loose.shows.T
    at, total = _start(model, batch), latent
    step: Floats = np.zeros(0)
    for _ in range(ROUNDS):
        response, information = _linearised(at, batch.counts)
        total = latent + np.diag(batch.noise + 1.0 / information)
        step = np.asarray(np.linalg.solve(total, response - batch.expected), dtype=np.float64)
        before, at = at, batch.expected + latent @ step + batch.noise * step
        if np.abs(at - before).mean() < SETTLED:
            break
    gain = np.linalg.solve(total, np.concatenate([reach, loose.shows], axis=1))
    width = reach.shape[1]
    loose_mean, loose_variance = model.loose_mean.copy(), model.loose_variance.copy()
    loose_mean[loose.effect] += variance * (loose.shows.T @ step)
    loose_variance[loose.effect] -= np.square(variance) * np.einsum("ij,ij->j", loose.shows, gain[:, width:])
    covariance = model.covariance - reach.T @ gain[:, :width]
    return replace(model, mean=model.mean + reach.T @ step, covariance=(covariance + covariance.T) / 2.0,
                   loose_mean=loose_mean, loose_variance=np.maximum(loose_variance, 1e-12))  # fmt: skip


def _by_effects(model: RateModel, batch: Batch) -> RateModel:
    """The update in the space of effects, for batches larger than that; loose effects get what the core leaves."""
    core, counts, size = batch.posts.core, batch.counts, len(model.mean)
    known = batch.posts.loose.times(model.loose_mean)
    noise = batch.noise + batch.posts.loose.times(model.loose_variance)
    precision = np.linalg.inv(model.covariance)
    mean, at = model.mean, _start(model, batch)
    gram, response, information = precision, at, at
    for _ in range(ROUNDS):
        response, information = _linearised(at, counts)
        weight = 1.0 / (noise + 1.0 / information)
        gram = precision + core.gram(weight, size)
        pull = precision @ model.mean + core.total(weight * (response - known), size)
        mean = np.asarray(np.linalg.solve(gram, pull), dtype=np.float64)
        fit = core.times(mean) + known
        before, at = at, fit + noise * weight * (response - fit)
        if np.abs(at - before).mean() < SETTLED:
            break
    covariance = np.asarray(np.linalg.inv(gram), dtype=np.float64)
    after = replace(model, mean=mean, covariance=(covariance + covariance.T) / 2.0)
    doubt = batch.noise + 1.0 / information + core.quadratic(covariance)
    return _with_loose(after, batch.posts.loose, response - core.times(mean), doubt)


def _with_loose(model: RateModel, posts: Design, left: Floats, doubt: Floats) -> RateModel:
    """`left` is what the core leaves of each post, known with the variance `doubt`; several effects share it."""
    size = len(model.loose_mean)
    if not size:
        return model
    together = np.maximum(posts.value.sum(axis=1), 1.0)
    others = posts.times(model.loose_variance) * (1.0 - 1.0 / together)
    precision = posts.total(1.0 / (doubt + others), size)
    variance = 1.0 / (1.0 / model.loose_variance + precision)
    pull = posts.total((left - posts.times(model.loose_mean)) / (doubt + others), size)
    return replace(model, loose_mean=model.loose_mean + variance * pull, loose_variance=variance)


@dataclass(frozen=True, slots=True)
class _Dense:
    """The loose effects that a batch shows, and which post shows which, shape (posts, effects)."""

    effect: np.ndarray[tuple[int], np.dtype[np.int64]]
    shows: Floats


def _dense(loose: Design) -> _Dense:
    shown = loose.value > 0
    effect, number = np.unique(loose.column[shown], return_inverse=True)
    shows = np.zeros((loose.posts, len(effect)))
    shows[np.nonzero(shown)[0], number] = 1.0
    return _Dense(effect, shows)


def _start(model: RateModel, batch: Batch) -> Floats:
    """Where to linearise first: at what is expected, or, before any post, at the rate of the batch as a whole."""
    if model.posts:
        return batch.expected
    pooled = (batch.counts.events.sum() + 0.5) / (batch.counts.exposures.sum() + 1.0)
    return np.full(len(batch.expected), logit(float(pooled)))


def _linearised(log_odds: Floats, counts: Counts) -> tuple[Floats, Floats]:
    """The response each post would show on a straight line through `log_odds`, and the information behind it."""
    chance = rate(log_odds)
    information = np.maximum(counts.exposures * chance * (1.0 - chance), 1e-9)
    step = np.clip((counts.events - counts.exposures * chance) / information, -RESIDUAL_CLIP, RESIDUAL_CLIP)
    return log_odds + step, information
