"""Texts as numbers an index can count: characters and pairs of neighbours, words of other scripts, pairs of sounds.

A gram is a number of 38 bits; the upper two say of which kind it is.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from content_calendar.replies.readings import numbers_of, readings

Codes = NDArray[np.uint64]
Places = NDArray[np.int64]

WORD = re.compile(r"[^\W_\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
LONGEST_WORD = 40
BITS = 38
_HALF = np.uint64(18)
_PAIR, _WORDS, _SOUNDS = np.uint64(1 << 36), np.uint64(2 << 36), np.uint64(3 << 36)
_UNSPACED = ((0x3005, 0x3007), (0x3040, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xAC00, 0xD7AF),
             (0xF900, 0xFAFF), (0x20000, 0x3FFFF))  # fmt: skip
_SIGNS = ((0x2190, 0x2BFF), (0x1F000, 0x1FAFF))


@dataclass(frozen=True, slots=True)
class Grams:
    """Every gram with the place of its first character."""

    codes: Codes
    places: Places


def plain(text: str) -> str:
    """`text` as it is compared: width and capitals made alike, character by character, so that places stay."""
    whole = text.casefold()
    # Folding only ever lengthens, so an equal length means that every place was kept.
    if len(whole) == len(text) and unicodedata.is_normalized("NFKC", whole):
        return whole
    return "".join(_plain(character) for character in text)


def characters(text: str) -> Grams:
    """Single characters and pairs of neighbours of scripts written without blanks, and signs such as emoji."""
    codes = _code_points(text)
    unspaced, sign = _within(codes, _UNSPACED), _within(codes, _SIGNS)
    single = np.flatnonzero(unspaced | sign)
    pair = np.flatnonzero(unspaced[:-1] & unspaced[1:])
    wide = codes.astype(np.uint64)
    pairs = _PAIR | (wide[pair] << _HALF) | wide[pair + 1]
    return Grams(np.concatenate([wide[single], pairs]), np.concatenate([single, pair]))


def pairs_of(text: str) -> Grams:
    """Pairs of neighbouring characters alone."""
    all_of_them = characters(text)
    kept = all_of_them.codes >= _PAIR
    return Grams(all_of_them.codes[kept], all_of_them.places[kept])


def sounds(text: str) -> Grams:
    """Pairs of neighbouring syllables as they sound, so that 价格一意 is found for 价格异议."""
    numbers = readings().sounds[numbers_of(text)].astype(np.uint64)
    pair = np.flatnonzero((numbers[:-1] > 0) & (numbers[1:] > 0))
    return Grams(sound_codes(numbers)[pair], pair)


def sound_codes(numbers: NDArray[np.integer]) -> Codes:
    """The gram of each neighbouring two of `numbers`."""
    wide = numbers.astype(np.uint64)
    return _SOUNDS | (wide[:-1] << _HALF) | wide[1:]


def words(text: str) -> list[tuple[str, int]]:
    """Words of spaced scripts and numbers, with their places."""
    return [(match.group()[:LONGEST_WORD], match.start()) for match in WORD.finditer(text)]


def word_codes(found: Sequence[str], vocabulary: Sequence[str]) -> Codes:
    """The gram of each word of a sorted vocabulary that holds them all."""
    return _WORDS | np.array([bisect_left(vocabulary, word) for word in found], np.uint64)


@lru_cache(maxsize=8192)
def _plain(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character).casefold()
    return folded if len(folded) == 1 else character


def _code_points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _within(codes: NDArray[np.uint32], ranges: tuple[tuple[int, int], ...]) -> NDArray[np.bool_]:
    inside = np.zeros(len(codes), np.bool_)
    for first, last in ranges:
        inside |= (codes >= first) & (codes <= last)
    return inside
