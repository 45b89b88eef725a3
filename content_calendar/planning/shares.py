"""How much of a calendar each value or stage makes up, and how much it should."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

from content_calendar.vocabulary import Term

Kind = TypeVar("Kind", bound=Term)


def wanted_shares(kinds: type[Kind], weights: Mapping[Kind, int]) -> dict[Kind, float]:
    """Weights (percents, say) as shares from 0 to 1 over every kind; equal ones when no weight is positive."""
    positive = {kind: max(weights.get(kind, 0), 0) for kind in kinds}
    total = sum(positive.values())
    return {kind: weight / total if total else 1 / len(positive) for kind, weight in positive.items()}


def actual_shares(kinds: type[Kind], found: Iterable[Kind]) -> dict[Kind, float]:
    """The share from 0 to 1 of every kind among `found`; all 0 when there are none."""
    return Tally(dict.fromkeys(kinds, 0.0), found).shares()


class Tally(Generic[Kind]):
    """Counts kinds as posts are added and says how far each stands above (positive) or below its wanted share."""

    def __init__(self, wanted: Mapping[Kind, float], found: Iterable[Kind] = ()) -> None:
        self.wanted = wanted
        self._counts = Counter(found)
        self._total = self._counts.total()

    def add(self, kind: Kind) -> None:
        self._counts[kind] += 1
        self._total += 1

    def share(self, kind: Kind) -> float:
        return self._counts[kind] / self._total if self._total else 0.0

    def excess(self, kind: Kind) -> float:
        return self.share(kind) - self.wanted[kind]

    def shortage(self, kind: Kind) -> dict[str, int]:
        """The actual and the wanted percents of a kind that stands below; empty for one that does not."""
        actual, wanted = round(self.share(kind) * 100), round(self.wanted[kind] * 100)
        return {"actual": actual, "wanted": wanted} if actual < wanted else {}

    def shares(self) -> dict[Kind, float]:
        return {kind: self.share(kind) for kind in self.wanted}

    @property
    def one_post(self) -> float:
        """What one more post weighs in the shares."""
        return 1 / (self._total + 1)
