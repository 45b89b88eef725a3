"""Which hours of the day are met better than the average, shrunken so that a lucky hour does not lead a plan.

Weekdays and weekends are judged apart, each hour against the mean of its own kind of day. With r_i the rate of a post
of weight w_i in hour h, and W_h = Σw_i:

    m_h  = Σ w_i r_i / W_h                                the hour's mean
    σ²   = Σ w_i (r_i − m_h)² / (posts − 1), of the hour or, when greater, of all hours (posts − hours)
    s_h² = σ² / W_h                                       how unsure the hour's mean is
    τ²   = max(0, (Q − (hours − 1)) / (Σu − Σu²/Σu))      spread between hours; u_h = 1/s_h², Q = Σ u_h (m_h − m̄)²
    μ    = Σ v_h m_h / Σ v_h                              the mean of hours; v_h = 1/(s_h² + τ²)
    B_h  = τ² / (τ² + s_h²)                               how far the hour is believed
    lift_h = B_h (m_h − μ) / μ,  with variance (B_h s_h² + (1 − B_h)²/Σv_h) / μ²

An hour is told only when it has enough posts and the 95 % interval of its lift lies above zero. Where hours do not
differ more than their posts do, τ² is 0 and none is told. An hour is not a cause: a column that always stands at 20:00
lends the hour its own strength, so feed in what is left of a rate when the column's part is taken out, where known.

Sources: DerSimonian and Laird, Meta-analysis in clinical trials (1986), for τ² and μ; Efron and Morris, Data analysis
using Stein's estimator (1975), for the shrinkage.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import NamedTuple

from content_calendar.planning.request import BestHour

LEAST_POSTS = 30
"""Posts of one kind of day below which nothing is told of its hours."""
LEAST_POSTS_OF_HOUR = 5
_SATURDAY = 5
_Z = 1.96
_HEAVIEST = 4.0
"""Times the median weight that one post may weigh, so that a single huge post does not decide."""


@dataclass(frozen=True, slots=True)
class HourRecord:
    """One published post: when it went out on the community's clock, how it was met (a rate or a rate's residual plus
    the mean, above 0 on average), and how much that is worth (its exposures, say)."""

    at_local: datetime
    rate: float
    weight: float


class _Hour(NamedTuple):
    """What the posts of an hour say; `scatter` is Σ w (r − mean)²."""

    hour: int
    posts: int
    weight: float
    mean: float
    scatter: float


class _Told(NamedTuple):
    """An hour's mean and how unsure it is, as a variance."""

    hour: int
    posts: int
    mean: float
    unsure: float


def best_hours(records: Sequence[HourRecord]) -> tuple[BestHour, ...]:
    """The hours known to be better, best first; empty as long as fewer than 30 posts of a kind of day speak.

    Records without a finite rate or a positive weight are left out.
    """
    sound = [one for one in records if math.isfinite(one.rate) and 0 < one.weight < math.inf]
    kinds: Mapping[bool, list[HourRecord]] = {
        weekend: [one for one in sound if (one.at_local.weekday() >= _SATURDAY) is weekend] for weekend in (False, True)
    }
    found = [hour for weekend, listed in kinds.items() for hour in _known(listed, weekend=weekend)]
    return tuple(sorted(found, key=lambda one: (-one.lift, one.hour, one.weekend)))


def _known(records: Sequence[HourRecord], *, weekend: bool) -> Iterator[BestHour]:
    hours = _hours(records)
    if len(records) < LEAST_POSTS or not 1 < len(hours) < len(records):
        return
    told = _told(hours, sum(hour.scatter for hour in hours) / (len(records) - len(hours)))
    between = _between(told)
    if between <= 0:
        return
    trust = [1 / (one.unsure + between) for one in told]
    mean = sum(each * one.mean for each, one in zip(trust, told, strict=True)) / sum(trust)
    for one in told if mean > 0 else ():
        lift, doubt = _lift(one, mean, between, 1 / sum(trust))
        if one.posts >= LEAST_POSTS_OF_HOUR and lift - _Z * doubt > 0:
            yield BestHour(one.hour, weekend, lift, one.posts)


def _hours(records: Iterable[HourRecord]) -> list[_Hour]:
    listed = list(records)
    heaviest = _HEAVIEST * median(one.weight for one in listed) if listed else 0.0
    by_hour: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for one in listed:
        by_hour[one.at_local.hour].append((one.rate, min(one.weight, heaviest)))
    return [_hour(hour, posts) for hour, posts in sorted(by_hour.items())]


def _hour(hour: int, posts: Sequence[tuple[float, float]]) -> _Hour:
    weight = sum(each for _, each in posts)
    mean = sum(rate * each for rate, each in posts) / weight
    scatter = sum(each * (rate - mean) ** 2 for rate, each in posts)
    return _Hour(hour, len(posts), weight, mean, scatter)


def _told(hours: Sequence[_Hour], scatter: float) -> list[_Told]:
    """Each hour with the greater of its own scatter and that of all: one stray post must not look like a sure thing."""
    own = [hour.scatter / (hour.posts - 1) if hour.posts > 1 else 0.0 for hour in hours]
    return [
        _Told(hour.hour, hour.posts, hour.mean, max(scatter, its_own) / hour.weight)
        for hour, its_own in zip(hours, own, strict=True)
    ]


def _between(told: Sequence[_Told]) -> float:
    """τ²; 0 when the hours differ no more than their posts do, or posts do not differ at all."""
    if any(one.unsure <= 0 for one in told):
        return 0.0
    sure = [1 / one.unsure for one in told]
    total = sum(sure)
    mean = sum(each * one.mean for each, one in zip(sure, told, strict=True)) / total
    spread = sum(each * (one.mean - mean) ** 2 for each, one in zip(sure, told, strict=True))
    return max(0.0, (spread - (len(told) - 1)) / (total - sum(each**2 for each in sure) / total))


def _lift(told: _Told, mean: float, between: float, doubt_of_mean: float) -> tuple[float, float]:
    """The shrunken lift and its standard error."""
    believed = between / (between + told.unsure)
    variance = believed * told.unsure + (1 - believed) ** 2 * doubt_of_mean
    return believed * (told.mean - mean) / mean, math.sqrt(variance) / mean
