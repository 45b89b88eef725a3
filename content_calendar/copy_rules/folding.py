"""Searching text as a reader sees it: width, case and invisible characters do not hide a word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
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


def fold(text: str) -> Folded:
    """`text` ready to be searched by words that went through `folded`.

    Decomposed (NFKD), because only that is done character by character and so keeps positions; composing
    (NFKC) would join characters across them.
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
    return re.compile("|".join(map(_whole, needles))) if needles else None


def _whole(word: str) -> str:
    """Chinese has no word borders; "free" must not be found in "freedom", nor "cafe" in "café"."""
    before = r"(?<![a-z0-9])" if re.match(r"[a-z0-9]", word) else ""
    after = r"(?![a-z0-9\u0300-\u036f])" if re.search(r"[a-z0-9]$", word) else ""
    return before + re.escape(word) + after
