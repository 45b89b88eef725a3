"""Whether a state read from bytes can be one: every array as long as the layout asks, every number possible.

What passes may still be another state than the one that was saved; it is none that breaks later, when somebody ranks.
"""

from __future__ import annotations

from itertools import chain

import numpy as np
from numpy.typing import NDArray

from content_calendar.ranking.companion import TIERS, Companion
from content_calendar.ranking.config import RankerConfig
from content_calendar.ranking.design import BLOCKS, Layout
from content_calendar.ranking.features import Observation
from content_calendar.ranking.invalid import CountField, whole_number
from content_calendar.ranking.maturity import KNOTS, Curves
from content_calendar.ranking.memory import Memory
from content_calendar.ranking.model import RateModel
from content_calendar.ranking.outcome import OutcomeModel

_LARGEST = 1e30
_LARGEST_EFFECT, _LARGEST_VARIANCE = 300.0, 1e4
"""On log-odds, beyond which exponentials overflow."""
_ROUNDING = 1e-6
_MOST = 10**6
"""Weeks, draws and uses."""


def expect_sound(config: RankerConfig, memory: Memory) -> None:
    """Raises ValueError, or what numpy raises for numbers that are none."""
    whole_number(CountField.DIMENSION, config.dimension)
    _expect(type(config.draws) is int and config.draws <= _MOST)
    _expect(memory.week is None or whole_number(CountField.WEEK, memory.week) <= _MOST)
    _expect_layout(memory.layout)
    _expect_numbers(memory.posts, len(memory.layout), least=0.0)
    for model in memory.outcomes.values():
        _expect_outcome(model, memory.layout)
    _expect_curves(memory.curves)


def expect_sound_post(post: Observation) -> None:
    """Raises ValueError."""
    seen = post.features
    words = (seen.persona, seen.slot, seen.form, seen.value, seen.prompt, seen.template, *seen.tags)
    _expect(all(isinstance(word, str) for word in (*words, post.key, post.platform)))
    _expect(post.uses_28d <= _MOST and post.week <= _MOST)


def _expect_layout(layout: Layout) -> None:
    """Places from 0 without a gap, each named once and in its block; homes in the order of places."""
    named = sorted((place, BLOCKS.index(block)) for block, names in layout.index.items() for place in names.values())
    _expect(named == list(enumerate(layout.block.tolist())))
    _expect(layout.home.shape == layout.block.shape and layout.home.dtype == layout.block.dtype == np.int64)
    core, loose = layout.home[layout.home >= 0], layout.home[layout.home < 0]
    _expect(core.tolist() == list(range(len(core))) and loose.tolist() == [-1 - one for one in range(len(loose))])
    words = chain.from_iterable(name for names in layout.index.values() for name in names)
    _expect(all(isinstance(word, str) for word in words))


def _expect_outcome(model: OutcomeModel, layout: Layout) -> None:
    _expect_rates(model.rates, layout)
    _expect_companion(model.companion, layout)
    _expect_single(model.lead, model.wobble)
    _expect(model.wobble >= 0)


def _expect_rates(rates: RateModel, layout: Layout) -> None:
    """Levels met since are without an effect yet."""
    core, loose = len(rates.mean), len(rates.loose_mean)
    _expect(core <= len(layout.core_blocks) and loose <= len(layout.loose_blocks))
    for effects, size in ((rates.mean, core), (rates.loose_mean, loose)):
        _expect_numbers(effects, size, least=-_LARGEST_EFFECT, most=_LARGEST_EFFECT)
    _expect_numbers(rates.loose_variance, loose, least=0.0, most=_LARGEST_VARIANCE)
    _expect_numbers(rates.variances, len(BLOCKS), least=1e-12, most=_LARGEST_VARIANCE)
    _expect(rates.covariance.shape == (core, core) and bool((np.diag(rates.covariance) >= -_ROUNDING).all()))
    _expect_numbers(rates.covariance.ravel(), core * core, least=-_LARGEST_VARIANCE, most=_LARGEST_VARIANCE)
    _expect_single(rates.overdispersion, rates.base)
    _expect(rates.overdispersion >= 0 and type(rates.posts) is int and rates.posts >= 0)


def _expect_companion(plain: Companion, layout: Layout) -> None:
    size = len(plain.observed)
    _expect(size <= len(layout))
    _expect_numbers(plain.observed, size, least=0.0)
    _expect_numbers(plain.expected, size, least=0.0)
    _expect_numbers(plain.shapes, len(TIERS), least=1e-12)
    _expect_single(plain.start, plain.all_observed, plain.all_expected)
    _expect(0 < plain.start < 1 and plain.all_observed >= 0 and plain.all_expected >= 0)


def _expect_curves(curves: Curves) -> None:
    for (platform, _outcome), curve in curves.items():
        _expect(isinstance(platform, str))
        _expect_numbers(curve.early, len(KNOTS), least=0.0)
        _expect_numbers(curve.final, len(KNOTS), least=0.0)


def _expect_numbers(found: NDArray[np.float64], size: int, *, least: float, most: float = _LARGEST) -> None:
    _expect(found.dtype == np.float64 and found.shape == (size,))
    _expect(bool(((found >= least) & (found <= most)).all()))


def _expect_single(*found: float) -> None:
    _expect(all(type(one) in {int, float} and abs(one) <= _LARGEST for one in found))


def _expect(it_is_so: bool) -> None:
    if not it_is_so:
        raise ValueError("not the state of a ranker")
