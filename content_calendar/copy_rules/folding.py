"""Searching text as a reader sees it: width, case and invisible characters do not hide a word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Folded:
    """Text in NFKD, case-folded, without format characters; `origins[i]` is where its character i came from."""

    text: str
    origins: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of what stands at `start` to `end` here; `end` > `start`."""
        return self.origins[start], self.origins[end - 1] + 1


@lru_cache(maxsize=32)
def fold(text: str) -> Folded:
    """`text` ready to be searched by words that went through `folded`.

    Decomposed (NFKD), because only that is done character by character and so keeps positions; composing
    (NFKC) would join characters across them. Remembered, because several rules search the same few fields.
    """
    parts = [_folded(character) for character in text]
    return Folded("".join(parts), tuple(at for at, part in enumerate(parts) for _ in part))


def folded(word: str) -> str:
    """`word` as `fold` leaves it in a text."""
    return "".join(map(_folded, word))


@lru_cache(maxsize=8192)
def _folded(character: str) -> str:
    parts = unicodedata.normalize("NFKD", character).casefold()
    return "".join(part for part in parts if unicodedata.category(part) != "Cf")


def pattern(words: Iterable[str]) -> re.Pattern[str] | None:
    """Finds any of `words` in folded text, the longest first, Latin words only as whole words; None without words."""
    needles = sorted({folded(word).strip() for word in words} - {""}, key=lambda word: (-len(word), word))
    if not needles:
        return None
    # Most characters of a text begin no word: one look rules them out before any branch is tried.
    beginnings = "".join(re.escape(first) for first in sorted({needle[0] for needle in needles}))
    return re.compile(f"(?=[{beginnings}])(?:{'|'.join(_branches(needles))})")


def required_pattern(words: Iterable[str]) -> re.Pattern[str]:
    """`pattern` of a list that ships with the product. Raises ValueError when it is empty."""
    found = pattern(words)
    if found is None:
        raise ValueError("the list of words is empty")
    return found


def _branches(needles: Iterable[str]) -> Iterator[str]:
    """One branch for each first letter, its words after it in their order."""
    by_first: dict[str, list[str]] = {}
    for needle in needles:
        by_first.setdefault(needle[0], []).append(needle)
    for first, group in by_first.items():
        yield f"{_before(first)}{re.escape(first)}(?:{'|'.join(re.escape(word[1:]) + _after(word) for word in group)})"


def _before(first: str) -> str:
    """Chinese has no word borders; "free" must not be found in "carefree"."""
    return r"(?<![a-z0-9])" if re.match(r"[a-z0-9]", first) else ""


def _after(word: str) -> str:
    """Nor "free" in "freedom", nor "cafe" in "café"."""
    return r"(?![a-z0-9\u0300-\u036f])" if re.search(r"[a-z0-9]$", word) else ""
