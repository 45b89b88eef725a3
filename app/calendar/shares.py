"""Shares of values and stages as people read them: percents side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from content_calendar.vocabulary import Term

Word = TypeVar("Word", bound=Term)
SHORT_BY = 10
"""From so many points below what is wanted a share is told as short."""


@dataclass(frozen=True, slots=True)
class Share:
    """Percents of one value or stage: what is wanted (None when nothing is), what stands, and what would."""

    term: Term
    wanted: int | None
    before: int
    after: int

    @property
    def is_short(self) -> bool:
        return self.wanted is not None and self.wanted - self.after >= SHORT_BY


def shares_of(words: Iterable[Word]) -> dict[Word, float]:
    """The share from 0 to 1 of each that occurs."""
    counts = Counter(words)
    return {word: count / counts.total() for word, count in counts.items()}


def compared(
    vocabulary: Iterable[Word], wanted: Mapping[Word, float], before: Mapping[Word, float], after: Mapping[Word, float]
) -> tuple[Share, ...]:
    """Every word of the vocabulary, shares from 0 to 1 made percents; an empty `wanted` for nobody said."""
    return tuple(
        Share(
            term, _percent(wanted.get(term, 0)) if wanted else None, _percent(before.get(term, 0)),
            _percent(after.get(term, 0)),
        )
        for term in vocabulary
    )


def _percent(share: float) -> int:
    return round(share * 100)
