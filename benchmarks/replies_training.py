"""Learns what the wording of members' messages speaks for, and says how well that carries over to unseen messages.

    python -m benchmarks.replies_training [--json FILE]

Ridge regression over the pieces of `content_calendar.replies.wording`, solved exactly. Writes `wording.txt`; the same
data gives the same file. A tenth of the messages at a time is judged by what the rest teaches, from which whatever
resembles one of them is left out too: who writes sayings has read the messages.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.replies_library import TUNED_ON, Labelled, messages, sayings
from benchmarks.report import Figure, asked, publish
from content_calendar.replies import wording
from content_calendar.replies.grams import plain
from content_calendar.replies.wording import MIDDLE, OUTPUTS, STEPS, pieces
from content_calendar.vocabulary import MemberState, Scenario

Matrix = NDArray[np.float64]

TARGET = Path(wording.__file__).with_name("wording.txt")
RIDGE, CONSTANT = 1.0, 0.05
FOLDS, SEED = 10, 7
TOO_ALIKE = 0.3
"""From this cosine on two messages say the same in the same words."""
LEAST_OFTEN = 2
"""Pieces that stand in one message alone teach nothing about others."""
SINGLE, TRIPLE, SPOKEN, OTHER = 0.6, 0.8, 0.6, 1.0
"""What kinds of pieces are worth beside a pair of characters."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """`found[i, j]` is what piece `j` counts in message `i`, of length 1 by row; `wanted` has `OUTPUTS` as columns."""

    pieces: tuple[str, ...]
    rarity: Matrix
    found: Matrix
    wanted: Matrix


def lessons(labelled: Sequence[Labelled]) -> Lessons:
    """The messages as rows of numbers."""
    cut = [pieces(plain(one.text)) for one in labelled]
    often = Counter(piece for each in cut for piece in each)
    kept = tuple(sorted(piece for piece, times in often.items() if times >= LEAST_OFTEN))
    rarity = np.array([_worth(piece) * math.log(1 + len(cut) / often[piece]) for piece in kept])
    place = {piece: at for at, piece in enumerate(kept)}
    found = np.zeros((len(cut), len(kept)))
    for row, each in enumerate(cut):
        at = [place[piece] for piece in each if piece in place]
        found[row, at] = rarity[at]
    found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-6)
    return Lessons(kept, rarity, found, np.array([_wanted(one) for one in labelled]))


def solved(learned: Lessons, rows: NDArray[np.int64]) -> Matrix:
    """How much each of the messages in `rows` weighs when these alone are learned from."""
    known = learned.found[rows]
    alike = known @ known.T + CONSTANT + RIDGE * np.eye(len(rows))
    return np.asarray(np.linalg.solve(alike, learned.wanted[rows]), np.float64)


def left_out(learned: Lessons, count: int) -> Matrix:
    """What is said of each of the first `count` messages by lessons without it and without what resembles it."""
    said = np.zeros((count, len(OUTPUTS)))
    order = np.random.default_rng(SEED).permutation(count)
    alike = learned.found @ learned.found[:count].T
    for fold in np.array_split(order, FOLDS):
        away = alike[:, fold].max(axis=1) >= TOO_ALIKE
        away[fold] = True
        rows = np.flatnonzero(~away)
        said[fold] = (alike[rows][:, fold].T + CONSTANT) @ solved(learned, rows)
    return said


def written(learned: Lessons, shares: Matrix) -> str:
    """The file of weights."""
    weights = learned.found.T @ shares
    rarest, largest = float(learned.rarity.max()), float(np.abs(weights).max())
    rare = np.round(learned.rarity / rarest * 2 * STEPS).astype(int) - STEPS
    steps = np.round(np.sign(weights) * np.sqrt(np.abs(weights) / largest) * STEPS).astype(int)
    codes = np.column_stack([rare, steps]) + MIDDLE
    start = CONSTANT * shares.sum(axis=0)
    head = " ".join(f"{number:.5f}" for number in (rarest, largest, *start))
    lines = (f"{piece}\t{''.join(map(chr, row))}" for piece, row in zip(learned.pieces, codes.tolist(), strict=True))
    return "\n".join([head, *lines, ""])


def figures(labelled: Sequence[Labelled], unseen: Matrix) -> Iterator[Figure]:
    """How often the wording alone, without the message in question, leads to a right scenario and to the state."""
    clear = [(one, guess) for one, guess in zip(labelled, unseen, strict=True) if one.scenarios]
    for most in (1, 3):
        right = [bool(_best(guess, most) & one.scenarios) for one, guess in clear]
        yield Figure(f"right scenario in the first {most}, left out", 100 * float(np.mean(right)), "%")
    stated = [_state(guess) is one.state for one, guess in clear if one.state]
    yield Figure("right state first where one shows, left out", 100 * float(np.mean(stated)), "%")


def main() -> None:
    """Learn, write and publish."""
    options = asked("Learning the wording of messages.")
    seen = messages(TUNED_ON)
    everything = (*seen, *sayings())
    learned = lessons(everything)
    TARGET.write_text(written(learned, solved(learned, np.arange(len(everything)))), "utf-8")
    publish("Wording of messages", list(figures(seen, left_out(learned, len(seen)))), options.json)


def _worth(piece: str) -> float:
    if "-" in piece:
        return SPOKEN
    if piece.isascii() or not piece.isalpha():
        return OTHER
    return {1: SINGLE, 3: TRIPLE}.get(len(piece), OTHER)


def _wanted(one: Labelled) -> list[float]:
    return [float(each in one.scenarios or each is one.state) if each else float(not one.scenarios) for each in OUTPUTS]


def _best(guess: Matrix, most: int) -> set[Scenario]:
    scenarios = list(Scenario)
    return {scenarios[at] for at in np.argsort(-guess[: len(scenarios)])[:most]}


def _state(guess: Matrix) -> MemberState:
    return list(MemberState)[int(guess[-len(MemberState) :].argmax())]


if __name__ == "__main__":
    main()
