"""How much of a calendar each value makes up, and how much it should."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from content_calendar.vocabulary import Value


def wanted_shares(weights: Mapping[Value, int]) -> dict[Value, float]:
    """Weights (percents, say) as shares from 0 to 1 over every Value; equal ones when no weight is positive."""
    positive = {value: max(weights.get(value, 0), 0) for value in Value}
    total = sum(positive.values())
    return {value: weight / total if total else 1 / len(Value) for value, weight in positive.items()}


def actual_shares(values: Iterable[Value]) -> dict[Value, float]:
    """The share from 0 to 1 of every Value among `values`; all 0 when there are none."""
    return Tally(values).shares()


class Tally:
    """Counts values as posts are added and says how far each is below its share."""

    def __init__(self, values: Iterable[Value] = ()) -> None:
        self._counts = Counter(values)
        self._total = self._counts.total()

    def add(self, value: Value) -> None:
        self._counts[value] += 1
        self._total += 1

    def share(self, value: Value) -> float:
        return self._counts[value] / self._total if self._total else 0.0

    def shares(self) -> dict[Value, float]:
        return {value: self.share(value) for value in Value}
