"""What the pieces of cues speak for, so that a cue said a little differently still counts: 没抢上 beside 没抢到.

Each pair of characters and each word is counted for the scenarios whose cues have it; a message is weighed by the
logarithm of how much likelier each of its pieces makes a scenario than chance does (naive Bayes with even priors).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from content_calendar.replies.grams import WORD
from content_calendar.replies.lexicon import Cue, cues
from content_calendar.vocabulary import Scenario

SMOOTHING = 1.0
SHARE = 0.6
"""What it counts beside cues that were found whole."""
MANY_PIECES = 12
"""From here on more pieces count no more together: a long message is no surer."""
_NUMBERS = {scenario: number for number, scenario in enumerate(Scenario)}


@dataclass(frozen=True, slots=True)
class _Habits:
    """For each piece how much likelier it makes each scenario, in the order of `Scenario`, as logarithms."""

    gains: Mapping[str, NDArray[np.float64]]


def leanings(text: str) -> dict[Scenario, float]:
    """What the pieces of a plain text count for each scenario, none below zero; empty when no piece is known."""
    known = _habits().gains
    found = [known[piece] for piece in dict.fromkeys(pieces(text)) if piece in known]
    if not found:
        return {}
    summed = SHARE * np.sum(found, axis=0) * min(1.0, MANY_PIECES / len(found))
    return {scenario: float(summed[number]) for scenario, number in _NUMBERS.items() if summed[number] > 0}


def pieces(text: str) -> list[str]:
    """Pairs of neighbouring characters that are written without blanks, and words of other scripts."""
    words = WORD.findall(text)
    pairs = ["".join(pair) for pair in pairwise(text) if all(not each.isascii() and each.isalnum() for each in pair)]
    return [*pairs, *(word for word in words if not word.isdigit())]


@cache
def _habits() -> _Habits:
    counts: dict[str, NDArray[np.float64]] = {}
    for cue in cues():
        if isinstance(cue.of, Scenario):
            _count(cue, cue.of, counts)
    return _Habits({piece: _gain(times) for piece, times in counts.items()})


def _count(cue: Cue, scenario: Scenario, counts: dict[str, NDArray[np.float64]]) -> None:
    for part in cue.parts:
        for piece in set(pieces(part)):
            times = counts.setdefault(piece, np.zeros(len(_NUMBERS)))
            times[_NUMBERS[scenario]] += cue.weight


def _gain(times: NDArray[np.float64]) -> NDArray[np.float64]:
    likely = (times + SMOOTHING) / (times.sum() + SMOOTHING * len(times))
    return np.asarray(np.log(likely * len(times)), np.float64)
