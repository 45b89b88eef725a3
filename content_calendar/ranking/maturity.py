"""How much of what a post will bring has come by a given age, learned per platform from posts that are done.

An open post of n exposures counts as n·F(age), the usual correction for delayed feedback (Chapelle, KDD 2014). F is
observed over expected events at a few ages, shrunk towards an exponential approach and made to rise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from content_calendar.ranking.design import Floats
from content_calendar.vocabulary import Outcome

KNOTS = np.array([0.0, 1.0, 3.0, 6.0, 12.0, 24.0, 48.0, 96.0, 168.0])
"""Ages in hours; between them the curve runs straight over the logarithm of 1 + age."""
FIRST_GUESS_HOURS = 24.0
PRIOR_EVENTS = 20.0
LEAST_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class Curve:
    """Events seen early and events the exposures of that moment led to in the end, summed at each knot."""

    early: Floats
    final: Floats

    @classmethod
    def empty(cls) -> Curve:
        """Nothing known: the first guess alone."""
        return cls(np.zeros(len(KNOTS)), np.zeros(len(KNOTS)))

    def share(self, age_hours: float) -> float:
        """F(age), above 0 and at most 1."""
        guess = 1.0 - np.exp(-KNOTS / FIRST_GUESS_HOURS)
        raw = (self.early + PRIOR_EVENTS * guess) / (self.final + PRIOR_EVENTS)
        rising = np.maximum.accumulate(np.clip(raw, LEAST_SHARE, 1.0))
        return float(np.interp(_place(age_hours), np.arange(len(KNOTS)), np.append(rising[:-1], 1.0)))

    def after(self, age_hours: float, early: float, final: float) -> Curve:
        """This curve after one reading of a post that is done by now; both neighbouring knots learn their part."""
        away = np.abs(np.arange(len(KNOTS)) - _place(age_hours))
        part = np.maximum(0.0, 1.0 - away)
        return Curve(self.early + part * early, self.final + part * final)


Curves = Mapping[tuple[str, Outcome], Curve]


def _place(age_hours: float) -> float:
    return float(np.interp(np.log1p(age_hours), np.log1p(KNOTS), np.arange(len(KNOTS))))
