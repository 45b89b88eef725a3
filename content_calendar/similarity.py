"""Near-duplicates: 64-bit SimHash over character 3-grams (Charikar 2002), which needs no word segmentation.

Case, width, blanks and punctuation do not count: two posts that differ in those alone read the same.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
"""SimHashes of many texts, in the order of the texts."""

BITS = 64
GRAM = 3
# Posts of a hundred characters differ by 3 to 9 bits after a light edit, by 20 and more when only the topic is shared.
NEAR = 12


def simhash(text: str) -> int:
    """A 64-bit hash that differs in few bits for texts sharing most of their 3-grams; 0 for a text without words."""
    grams = Counter(_grams(_letters(text)))
    if not grams:
        return 0
    digests = b"".join(hashlib.blake2b(gram.encode(), digest_size=BITS // 8).digest() for gram in grams)
    bits = np.unpackbits(np.frombuffer(digests, dtype=np.uint8)).reshape(-1, BITS).astype(np.int64)
    votes = (2 * bits - 1).T @ np.fromiter(grams.values(), dtype=np.int64)
    return int.from_bytes(np.packbits(votes > 0).tobytes(), "big")


def distance(a: int, b: int) -> int:
    """How many of the 64 bits differ (Hamming): 0 for the same words, about 32 for unrelated ones."""
    return (a ^ b).bit_count()


def near(a: int, b: int, *, at_most: int = NEAR) -> bool:
    """Whether two SimHashes are so close that a member would feel to have read the post before."""
    return distance(a, b) <= at_most


def packed(hex_digits: Iterable[str]) -> Hashes:
    """SimHashes written as 16 hex digits each, as an array to search. Raises ValueError for anything else."""
    return np.frombuffer(bytes.fromhex("".join(hex_digits)), dtype=">u8").astype(np.uint64)


def nearest(hashes: Hashes, wanted: int, *, at_most: int = NEAR) -> tuple[tuple[int, int], ...]:
    """(position, distance) of every hash at most `at_most` bits from `wanted`, the closest first, then in order.

    A linear scan on purpose: one pass of XOR and population count over 100,000 hashes takes a fraction of a
    millisecond, less than looking up the buckets that an index for 12 bits of difference would need.
    """
    distances = np.bitwise_count(hashes ^ np.uint64(wanted))
    near = np.flatnonzero(distances <= at_most)
    ordered = near[np.argsort(distances[near], kind="stable")]
    return tuple((int(position), int(distances[position])) for position in ordered)


def closest(hashes: Hashes, wanted: int, *, at_most: int = NEAR) -> tuple[int, int] | None:
    """(position, distance) of the first of the closest hashes; None when none is at most `at_most` bits away."""
    if not len(hashes):
        return None
    distances = np.bitwise_count(hashes ^ np.uint64(wanted))
    position = int(np.argmin(distances))
    return (position, int(distances[position])) if distances[position] <= at_most else None


def grams_of(text: str) -> frozenset[str]:
    """The different 3-grams of a text, for comparing it with many others."""
    return frozenset(_grams(_letters(text)))


def likeness(part: frozenset[str], whole: frozenset[str]) -> float:
    """How much of a text stands in another, from 0 to 1: the share of its 3-grams found there.

    Platforms show the beginning of a post as its name, so a part is compared with a whole; 0 for a text without words.
    """
    return len(part & whole) / len(part) if part else 0.0


def _letters(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())


def _grams(letters: str) -> list[str]:
    """Every run of three letters; a shorter text is one gram of its own."""
    return [letters[start : start + GRAM] for start in range(max(len(letters) - GRAM + 1, min(len(letters), 1)))]
