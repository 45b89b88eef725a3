"""What time and hindsight do to the belief: effects drift, and each block learns how far its levels differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from content_calendar.ranking.design import BLOCKS, Floats, Layout
from content_calendar.ranking.features import Block
from content_calendar.ranking.model import RateModel

CAUTION = 2.0
LEAST_VARIANCE = 1e-4
MOST_VARIANCE = 4.0
WIDEST_DRIFT = 0.25
GIVEN_BLOCKS = frozenset({Block.BASE, Block.FATIGUE})
SETTLED = 0.2
"""A variance that moves by less than this share waits until more comes together: no order would change."""
STEPS = 6
_GIVEN = np.array([block in GIVEN_BLOCKS for block in BLOCKS])


def drifted(model: RateModel, layout: Layout, share: float, weeks: int) -> RateModel:
    """`model` `weeks` later, when `share` of each block's variance is renewed a week.

    Effects follow a stationary autoregression of order 1 with the prior as its stationary law (West and Harrison,
    Bayesian Forecasting and Dynamic Models, 1997), so that the variance of an effect grows towards that of its block
    and never beyond. A block wider than WIDEST_DRIFT, as the overall level is, drifts as if it had that variance.
    """
    kept = 1.0 - share * np.minimum(1.0, WIDEST_DRIFT / model.variances)
    core, loose = layout.core_blocks, layout.loose_blocks
    keep, centre = kept[core] ** (weeks / 2), model.centre(layout)
    covariance = model.covariance * np.outer(keep, keep)
    covariance[np.diag_indices_from(covariance)] += (1.0 - keep**2) * model.variances[core]
    spare = kept[loose] ** weeks
    return replace(
        model,
        mean=centre + keep * (model.mean - centre),
        covariance=covariance,
        loose_mean=model.loose_mean * np.sqrt(spare),
        loose_variance=model.loose_variance * spare + (1.0 - spare) * model.variances[loose],
    )


def learned(model: RateModel, layout: Layout, absorbed: Callable[[RateModel], RateModel]) -> RateModel:
    """`absorbed(model)`, with each block's variance where the data put it.

    The variances are read off what the posts lead to, then put into the belief before them, and the posts absorbed
    again: what posts say of several effects at once is not kept for loose effects, so it cannot be weighed anew later.
    """
    after = absorbed(model)
    for _ in range(STEPS):
        found = _fixed_point(after, layout)
        moving = np.abs(np.log(found / model.variances)) > SETTLED
        if not moving.any():
            break
        model = _with_prior(model, layout, np.where(moving, found, model.variances))
        after = absorbed(model)
    return after


def _fixed_point(model: RateModel, layout: Layout) -> Floats:
    """MacKay's evidence fixed point (Neural Computation 4, 1992): squared effects over the number well determined.

    Up to CAUTION levels that are not well determined vote for the variance as it is, so that a block of one or two
    levels does not fall for lack of evidence. With as many votes as there are such levels this would be the EM step.
    """
    effect = np.concatenate([model.mean, model.loose_mean])
    variance = np.concatenate([np.diag(model.covariance), model.loose_variance])
    block = np.concatenate([layout.core_blocks, layout.loose_blocks])
    size = len(BLOCKS)
    strength = np.bincount(block, np.square(effect), size)
    known = np.bincount(block, np.clip(1.0 - variance / model.variances[block], 0.0, 1.0), size)
    unknown = np.minimum(np.bincount(block, minlength=size) - known, CAUTION)
    votes = known + unknown
    found = (strength + unknown * model.variances + 1e-12) / (votes + 1e-12)
    return np.where(_GIVEN | (known <= 0.0), model.variances, np.clip(found, LEAST_VARIANCE, MOST_VARIANCE))


def _with_prior(model: RateModel, layout: Layout, variances: Floats) -> RateModel:
    """The same evidence under other prior variances: P' = (I + P·diag(δ))⁻¹·P, where δ = 1/σ'² - 1/σ²."""
    change = 1.0 / variances - 1.0 / model.variances
    core, loose = change[layout.core_blocks], change[layout.loose_blocks]
    pulled = np.eye(len(core)) + model.covariance * core
    covariance = np.asarray(np.linalg.solve(pulled, model.covariance), dtype=np.float64)
    covariance = (covariance + covariance.T) / 2.0
    loose_variance = 1.0 / (1.0 / model.loose_variance + loose)
    return replace(
        model,
        mean=model.mean + covariance @ (core * (model.centre(layout) - model.mean)),
        covariance=covariance,
        loose_mean=model.loose_mean * (1.0 - loose_variance * loose),
        loose_variance=loose_variance,
        variances=variances,
    )
