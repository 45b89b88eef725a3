"""Posts that are not lasting yet: final numbers of an open week, and posts that still ripen, reading by reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from content_calendar.ranking.features import Observation

GIVE_UP_WEEKS = 4
"""A post nobody reads again counts, so many weeks later, as far as it had come."""


@dataclass(slots=True)
class Waiting:
    """`done` are final numbers without a key, `posts` the readings of each key. Whatever the order of arrival, the
    state is the same: a reading that comes twice stands once, and of two at the same age the larger counts.
    """

    done: list[Observation] = field(default_factory=list)
    posts: dict[str, dict[float, Observation]] = field(default_factory=dict)

    def add(self, observations: Iterable[Observation]) -> None:
        """Take in observations."""
        for seen in observations:
            if not seen.key:
                self.done.append(seen)
                continue
            readings = self.posts.setdefault(seen.key, {})
            at = _age(seen)
            readings[at] = max(seen, readings.get(at, seen), key=Observation.order)

    def newest(self) -> list[Observation]:
        """Each post as it was read last."""
        return [*self.done, *(readings[max(readings)] for readings in self.posts.values())]

    def all(self) -> list[Observation]:
        """Every reading, in its one order."""
        kept = [*self.done, *(seen for readings in self.posts.values() for seen in readings.values())]
        return sorted(kept, key=Observation.order)

    def close(self, week: int) -> tuple[list[Observation], list[Ripened]]:
        """Take out what becomes lasting at the end of `week`: final numbers, and posts given up on."""
        due = [seen for seen in self.done if seen.week <= week]
        self.done = [seen for seen in self.done if seen.week > week]
        ripe = sorted(key for key, readings in self.posts.items() if _ripe(readings, week))
        paths = [Ripened.of(self.posts.pop(key)) for key in ripe]
        return [*due, *(path.last for path in paths)], paths


@dataclass(frozen=True, slots=True)
class Ripened:
    """The readings of a post that is done: the last, and those before it by age."""

    last: Observation
    early: tuple[Observation, ...]

    @classmethod
    def of(cls, readings: Mapping[float, Observation]) -> Ripened:
        """The readings of one key."""
        *early, last = (readings[age] for age in sorted(readings))
        return cls(last, tuple(early))


def _age(seen: Observation) -> float:
    return float("inf") if seen.age_hours is None else seen.age_hours


def _ripe(readings: Mapping[float, Observation], week: int) -> bool:
    last = readings[max(readings)]
    return last.week <= (week if last.age_hours is None else week - GIVE_UP_WEEKS)
