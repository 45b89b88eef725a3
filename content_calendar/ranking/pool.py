"""Candidates read once, ranked as often as one likes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from content_calendar.ranking.design import Ints
from content_calendar.ranking.features import Candidate
from content_calendar.ranking.invalid import RankingFault, RankingInvalid
from content_calendar.ranking.table import Table


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Candidates with their columns. Reading a hundred thousand takes longer than ranking them: keep the pool."""

    candidates: tuple[Candidate, ...]
    table: Table
    uses: Ints

    @classmethod
    def of(cls, candidates: Iterable[Candidate]) -> Pool:
        """The pool of `candidates`. Raises RankingInvalid for a key that stands twice."""
        listed = tuple(candidates)
        _refuse_doubles(listed)
        uses = np.array([candidate.uses_28d for candidate in listed], dtype=np.int64)
        return cls(listed, Table.of([candidate.features for candidate in listed]), uses)

    def __len__(self) -> int:
        return len(self.candidates)


def _refuse_doubles(candidates: Sequence[Candidate]) -> None:
    if len({candidate.key for candidate in candidates}) == len(candidates):
        return
    seen: set[str] = set()
    for candidate in candidates:
        if candidate.key in seen:
            raise RankingInvalid(RankingFault.DOUBLE_KEY, key=candidate.key)
        seen.add(candidate.key)
