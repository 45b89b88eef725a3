"""Which moment is weighed next: the one the balance of the calendar needs most."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import groupby

from content_calendar.planning.ledger import week_of
from content_calendar.planning.plan import ColumnPlan, PlanRequest
from content_calendar.planning.shares import Tally, wanted_shares
from content_calendar.vocabulary import Value


@dataclass(frozen=True, slots=True)
class Candidate:
    """A moment, in the community's zone, at which a column fires; `week` is its ISO year and week."""

    at: datetime
    column: ColumnPlan
    week: tuple[int, int]


class Need:
    """The shares and turns so far; `note` what is accepted while `in_turn` runs, and it goes on from there."""

    def __init__(self, request: PlanRequest) -> None:
        self.wanted = wanted_shares(request.value_shares)
        self._tally = Tally(post.value for post in request.placed)
        self._ties = {column.id: number_from(request.seed, column.id) for column in request.columns}
        local = [(post.column_id, post.at.astimezone(request.zone)) for post in request.placed]
        self._turns = Counter(column_id for column_id, _ in local)
        self._turns_in_week = Counter((column_id, week_of(at)) for column_id, at in local)
        self._posts_on = Counter(at.toordinal() for _, at in local)

    def in_turn(self, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
        """Every candidate once, week after week: each time the column needed most, on its emptiest day."""
        by_time = sorted(candidates, key=lambda one: one.at.timestamp())
        for _, in_week in groupby(by_time, key=lambda one: one.week):
            yield from self._in_turn_of_week(in_week)

    def _in_turn_of_week(self, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
        waiting: dict[int, list[Candidate]] = defaultdict(list)
        for candidate in candidates:
            waiting[candidate.column.id].append(candidate)
        while waiting:
            column_id = min(waiting, key=lambda id_: self._urgency(waiting[id_][0]))
            yield self._pop_emptiest_day(waiting[column_id])
            if not waiting[column_id]:
                del waiting[column_id]

    def note(self, candidate: Candidate) -> None:
        """Count an accepted candidate."""
        self._tally.add(candidate.column.value)
        self._turns[candidate.column.id] += 1
        self._turns_in_week[candidate.column.id, candidate.week] += 1
        self._posts_on[candidate.at.toordinal()] += 1

    def share(self, value: Value) -> float:
        """The value's share so far, from 0 to 1."""
        return self._tally.share(value)

    def shares(self) -> dict[Value, float]:
        return self._tally.shares()

    def _urgency(self, candidate: Candidate) -> tuple[float, int, int, int]:
        column = candidate.column
        excess = self.share(column.value) - self.wanted[column.value]
        turns_in_week = self._turns_in_week[column.id, candidate.week]
        return excess, turns_in_week, self._turns[column.id], self._ties[column.id]

    def _pop_emptiest_day(self, queue: list[Candidate]) -> Candidate:
        emptiest = min(range(len(queue)), key=lambda index: self._posts_on[queue[index].at.toordinal()])
        return queue.pop(emptiest)


def number_from(seed: int, column_id: int, at: datetime | None = None) -> int:
    """A number from 0 to 2³¹-1 that is the same for the same seed, column and instant on every machine."""
    instant = at.astimezone(UTC).isoformat() if at else ""
    digest = blake2b(f"{seed}/{column_id}/{instant}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") >> 1
