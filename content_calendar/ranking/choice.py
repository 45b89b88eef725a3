"""Which candidate is sent: half-strength Thompson sampling over an even floor, every pick with its propensity.

Chances are computed first, on a fixed stream of draws, and the pick is drawn from those chances. The propensity logged
is therefore the very probability of the pick, and inverse propensity weighting on it is unbiased.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from content_calendar.ranking.design import Floats, Ints
from content_calendar.vocabulary import Term


class Pick(Term):
    """Why a candidate stands where it stands."""

    EXPLOIT = "exploit", "择优", "Best known"
    EXPLORE = "explore", "探索", "Trying out"
    CONTROL = "control", "随机对照", "Random control"


@dataclass(frozen=True, slots=True)
class Draw:
    """The candidate picked (a row number) and which part of the draw picked it."""

    row: int
    pick: Pick


def chances(scores: Floats, eligible: NDArray[np.bool_], floor: float) -> Floats:
    """Per candidate the probability of being picked, shape (candidates,); they sum to 1 over the eligible.

    `scores` has shape (candidates, draws): in each draw the best eligible one wins; `floor` is shared out evenly.
    """
    count = int(eligible.sum())
    if not count:
        return np.zeros(len(scores))
    winner = np.where(eligible[:, None], scores, -np.inf).argmax(axis=0)
    won: Floats = np.bincount(winner, minlength=len(scores)) / scores.shape[1]
    result: Floats = (1.0 - floor) * won + floor * eligible / count
    return result


def draw(propensity: Floats, eligible: NDArray[np.bool_], floor: float, best: Ints, seed: int) -> Draw | None:
    """One pick by `propensity`, the same for the same seed, None when nothing is eligible.

    The even part of the propensities is the random control. `best` holds the row of the best known.
    """
    if not eligible.any():
        return None
    random = np.random.default_rng(seed)
    if random.random() < floor:
        return Draw(int(random.choice(np.flatnonzero(eligible))), Pick.CONTROL)
    won = np.maximum(propensity - floor * eligible / eligible.sum(), 0.0)
    row = int(random.choice(len(won), p=won / won.sum()))
    return Draw(row, Pick.EXPLOIT if row == best[0] else Pick.EXPLORE)
