"""How far a share, a median or a change can be trusted: 80 % intervals from the counts behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, exp, floor, log, sqrt
from statistics import NormalDist, median

Z80 = NormalDist().inv_cdf(0.9)
"""Four of five outcomes lie within so many standard deviations."""
FEWEST_WEEKS = 4
"""Below this many weeks on a side nobody can tell a change from how weeks differ anyway."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number told from `size` cases, with its 80 % interval."""

    value: float
    low: float
    high: float
    size: int

    @property
    def is_one_inside(self) -> bool:
        """Of a multiplier: whether it may as well be no effect at all."""
        return self.low <= 1 <= self.high


@dataclass(frozen=True, slots=True)
class Part:
    """How many of `total` did something, such as in one week."""

    hits: int
    total: int


def share(hits: int, total: int) -> Estimate | None:
    """`hits` of `total` with Wilson's score interval (JASA 22, 1927), 0 to 1; None without a case."""
    if total <= 0:
        return None
    rate, square = hits / total, Z80**2
    centre = (rate + square / (2 * total)) / (1 + square / total)
    half = Z80 / (1 + square / total) * sqrt(rate * (1 - rate) / total + square / (4 * total**2))
    return Estimate(rate, max(0.0, min(rate, centre - half)), min(1.0, max(rate, centre + half)), total)


def middle(values: Sequence[float]) -> Estimate | None:
    """The median with an interval between two of the values, which supposes nothing about how they spread.

    The ranks are those of the binomial distribution with p = 1/2, rounded outwards; None without a value.
    """
    if not values:
        return None
    ordered, size = sorted(values), len(values)
    reach = Z80 * sqrt(size) / 2
    low, high = max(0, floor(size / 2 - reach) - 1), min(size - 1, ceil(size / 2 + reach))
    return Estimate(median(ordered), ordered[low], ordered[high], size)


def change(before: Sequence[Part], after: Sequence[Part]) -> Estimate | None:
    """By what the rate of `after` is the rate of `before` multiplied; None when that cannot be told.

    Each part is a week and counts as one case, since people of one week are not independent of each other: the
    variance is that of a ratio of sums over clusters (Cochran, Sampling Techniques, 6.3), with Student's t for few.
    """
    sides = [[part for part in parts if part.total > 0] for parts in (before, after)]
    fewest = min(len(parts) for parts in sides)
    if fewest < FEWEST_WEEKS or not all(sum(part.hits for part in parts) for parts in sides):
        return None
    old, new = (_rate(parts) for parts in sides)
    reach = _student(fewest - 1) * sqrt(sum(_relative_variance(parts) for parts in sides))
    factor = log(new / old)
    return Estimate(new / old, exp(factor - reach), exp(factor + reach), sum(len(parts) for parts in sides))


def _rate(parts: Sequence[Part]) -> float:
    return sum(part.hits for part in parts) / sum(part.total for part in parts)


def _relative_variance(parts: Sequence[Part]) -> float:
    """Of the logarithm of the rate."""
    rate, weeks, hits = _rate(parts), len(parts), sum(part.hits for part in parts)
    return weeks / (weeks - 1) * sum((part.hits - rate * part.total) ** 2 for part in parts) / hits**2


def _student(freedom: int) -> float:
    """The t quantile beside Z80, by the first terms of its expansion in 1/freedom (Fisher and Cornish, 1960)."""
    z = Z80
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    return z + first / freedom + second / freedom**2
