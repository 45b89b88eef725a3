"""What the pieces of cues speak for, so that a cue said a little differently still counts: 没抢上 beside 没抢到.

Each character, each pair of them and each word is counted for the scenarios whose cues have it; a message is weighed by
the logarithm of how much likelier each of its pieces makes a scenario than chance does (naive Bayes, even priors).
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

SMOOTHING = 2.0
SHARE = 1.0
"""What it counts beside cues that were found whole."""
SINGLE = 0.5
"""A single character says less than a pair."""
MANY_PIECES = 24
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
    """Characters written without blanks, pairs of neighbours among them, and words of other scripts."""
    words = WORD.findall(text)
    singles = [character for character in text if not character.isascii() and character.isalnum()]
    pairs = ["".join(pair) for pair in pairwise(text) if all(not each.isascii() and each.isalnum() for each in pair)]
    return [*singles, *pairs, *(word for word in words if not word.isdigit())]


@cache
def _habits() -> _Habits:
    counts: dict[str, NDArray[np.float64]] = {}
    for cue in cues():
        if isinstance(cue.of, Scenario):
            _count(cue, cue.of, counts)
    return _Habits({piece: _gain(times) * _worth(piece) for piece, times in counts.items()})


def _count(cue: Cue, scenario: Scenario, counts: dict[str, NDArray[np.float64]]) -> None:
    for part in cue.parts:
        for piece in set(pieces(part)):
            times = counts.setdefault(piece, np.zeros(len(_NUMBERS)))
            times[_NUMBERS[scenario]] += cue.weight


def _worth(piece: str) -> float:
    return SINGLE if len(piece) == 1 and not piece.isascii() else 1.0


def _gain(times: NDArray[np.float64]) -> NDArray[np.float64]:
    likely = (times + SMOOTHING) / (times.sum() + SMOOTHING * len(times))
    return np.asarray(np.log(likely * len(times)), np.float64)
