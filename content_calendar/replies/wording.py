"""What the wording of a message speaks for, as learned from messages that people labelled.

`wording.txt` holds, for each piece of a message, how rare it is and what it says for each scenario, for talk that asks
for nothing, and for each state of a member. It is made by `python -m benchmarks.replies_training`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from content_calendar.replies.grams import WORD
from content_calendar.replies.readings import syllables_of
from content_calendar.vocabulary import MemberState, Scenario, Term

OUTPUTS: tuple[Term | None, ...] = (*Scenario, None, *MemberState)
"""What is learned, in the order of the file; None is talk that asks for nothing."""
LONGEST_PIECE = 3
STEPS, MIDDLE = 46, 80
"""A weight is written as one character: the root of its share of the largest, in steps to both sides of the middle."""
_RUN = re.compile(r"[\u3400-\u9fff]+")
_DIGITS = re.compile(r"\d+")
_UNSAID = re.compile(r"[^\w?？！!]+")
_SIGNS = frozenset("?？！!0+[")
_FIRST_SYMBOL = 0x2190


@dataclass(frozen=True, slots=True)
class Leanings:
    """What was learned, about 1 where the wording is typical and about 0 where it is not; `idle` asks for nothing."""

    scenarios: Mapping[Scenario, float]
    states: Mapping[MemberState, float]
    idle: float


@dataclass(frozen=True, slots=True)
class _Wording:
    """`rows` says where each piece stands in `rarity` and `weights`, whose columns are `OUTPUTS`."""

    rows: Mapping[str, int]
    rarity: NDArray[np.float32]
    weights: NDArray[np.float32]
    start: NDArray[np.float32]


def leanings(text: str) -> Leanings:
    """What the pieces of a plain text speak for, together."""
    known = _wording()
    rows = [known.rows[piece] for piece in pieces(text) if piece in known.rows]
    rare = known.rarity[rows]
    length = max(float(np.linalg.norm(rare)), 1e-6)
    summed = dict(zip(OUTPUTS, (known.start + rare @ known.weights[rows] / length).tolist(), strict=True))
    return Leanings({one: summed[one] for one in Scenario}, {one: summed[one] for one in MemberState}, summed[None])


def pieces(text: str) -> frozenset[str]:
    """Runs of one to three characters, words and pairs of words, signs, beginning and end, pairs of syllables."""
    said = _DIGITS.sub("0", text)
    return frozenset((*_runs(said), *_edges(said), *_words(said), *_signs(said), *_spoken(said)))


def _runs(text: str) -> Iterator[str]:
    for run in _RUN.findall(text):
        for size in range(1, LONGEST_PIECE + 1):
            yield from (run[at : at + size] for at in range(len(run) - size + 1))


def _edges(text: str) -> Iterator[str]:
    whole = f"^{_UNSAID.sub('', text)}$"
    for size in (2, 3):
        yield from (whole[:size], whole[-size:])


def _words(text: str) -> Iterator[str]:
    found = WORD.findall(text)
    yield from (f"w:{word}" for word in found)
    yield from (f"w:{first} {second}" for first, second in pairwise(found))


def _signs(text: str) -> Iterator[str]:
    for sign in set(text):
        if sign in _SIGNS or (ord(sign) > _FIRST_SYMBOL and not sign.isalnum() and not sign.isspace()):
            yield sign


def _spoken(text: str) -> Iterator[str]:
    for first, second in pairwise(syllables_of(text)):
        if first and second:
            yield f"{first}-{second}"


@cache
def _wording() -> _Wording:
    first, *lines = resources.files(__package__).joinpath("wording.txt").read_text("utf-8").split("\n")[:-1]
    rarest, largest, *start = map(float, first.split())
    named, codes = zip(*(line.split("\t") for line in lines), strict=True)
    steps = np.frombuffer("".join(codes).encode("ascii"), np.uint8).reshape(len(lines), -1).astype(np.float32) - MIDDLE
    rarity = (steps[:, 0] + STEPS) / (2 * STEPS) * rarest
    weights = np.sign(steps[:, 1:]) * (steps[:, 1:] / STEPS) ** 2 * largest
    rows = {piece: row for row, piece in enumerate(named)}
    return _Wording(rows, rarity.astype(np.float32), weights.astype(np.float32), np.array(start, np.float32))
