"""Which column goes next."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from content_calendar.planning.ledger import week_of
from content_calendar.planning.need import number_from
from content_calendar.planning.open_plan import OpenPlan
from content_calendar.planning.plan import ColumnPlan, Loose


@dataclass(frozen=True, slots=True)
class Candidate:
    """A moment, in the community's zone and in POSIX seconds, at which a column fires for the `day` of its rhythm.

    `kept` is the loose post that fills this day already.
    """

    at: datetime
    instant: float
    day: date
    column: ColumnPlan
    kept: Loose | None



def in_turn(plan: OpenPlan, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """Every candidate once, week after week: each time of the column needed most, on its emptiest day.

    What the caller places meanwhile counts for what comes next.
    """
    turns = _Turns(plan)
    by_time = sorted(candidates, key=lambda one: (one.instant, one.column.id))
    for week, in_week in groupby(by_time, key=lambda one: week_of(one.at)):
        yield from turns.of_week(week, in_week)


class _Turns:
    """How often each column has had its turn. What stands already goes before what is as good but for one post:
    so a new plan changes an old one only where that helps."""

    def __init__(self, plan: OpenPlan) -> None:
        self._plan = plan
        self._ties = {column.id: number_from(plan.request.seed, column.id) for column in plan.request.columns}
        local = [(post.column_id, post.at.astimezone(plan.request.zone)) for post in plan.placed]
        self._turns = Counter(column_id for column_id, _ in local)
        self._turns_in_week = Counter((column_id, week_of(at)) for column_id, at in local)

    def of_week(self, week: int, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
        waiting: dict[int, list[Candidate]] = defaultdict(list)
        for candidate in candidates:
            waiting[candidate.column.id].append(candidate)
        while waiting:
            column_id = min(waiting, key=lambda id_: self._urgency(waiting[id_], week))
            yield from self._turn_of(waiting[column_id], week)
            if not waiting[column_id]:
                del waiting[column_id]

    def _turn_of(self, queue: list[Candidate], week: int) -> Iterator[Candidate]:
        """Moments of one column until one was placed: as long as none is, its need is the greatest."""
        before, column_id = len(self._plan.slots), queue[0].column.id
        while queue and len(self._plan.slots) == before:
            yield self._pop_emptiest_day(queue)
        if len(self._plan.slots) > before:
            self._turns[column_id] += 1
            self._turns_in_week[column_id, week] += 1

    def _urgency(self, queue: list[Candidate], week: int) -> tuple[float, int, int, int]:
        column, need = queue[0].column, self._plan.need
        steady = need.one_post * any(one.kept for one in queue)
        excess = need.excess(column.value, column.stage) - steady
        return excess, self._turns_in_week[column.id, week], self._turns[column.id], self._ties[column.id]

    def _pop_emptiest_day(self, queue: list[Candidate]) -> Candidate:
        posts_on = self._plan.ledger.posts_on
        emptiest = min(range(len(queue)), key=lambda at: (not queue[at].kept, posts_on(queue[at].at)))
        return queue.pop(emptiest)
