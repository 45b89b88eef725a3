"""Where posts that missed their slot may stand next: by the planner's rules, the rhythm of their column first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain

from content_calendar.planning.hours import Hours
from content_calendar.planning.incumbents import column_day
from content_calendar.planning.ledger import Ledger
from content_calendar.planning.open_plan import days_between
from content_calendar.planning.request import Placed, PlanRequest
from content_calendar.planning.series import firings

RHYTHM_REACH = timedelta(days=14)
"""How far ahead a post waits for the next free turn of its column; a column that is planned ahead has none for long."""


def next_slots(request: PlanRequest, missed: Sequence[Placed]) -> tuple[datetime | None, ...]:
    """A good moment for each of the `missed`, in their order and no two alike, in the request's zone.

    Nothing is placed before `request.now`, on a blackout day, in quiet hours, over a cap or within the least gap. All
    that stands in the request counts, loose posts too; `missed` themselves do not, wherever they are listed. None when
    the days of the request have no room.
    """
    gone = {(post.at, post.column_id) for post in missed}
    standing = [*request.placed, *(one.post for one in request.loose)]
    search = _Search(request, [post for post in standing if (post.at, post.column_id) not in gone])
    return tuple(search.place(post) for post in missed)


class _Search:
    """Gives out moments one after the other; what was given counts for the next."""

    def __init__(self, request: PlanRequest, standing: Sequence[Placed]) -> None:
        self._request = request
        self._ledger = Ledger(request.cadence, request.zone, (post.at for post in standing), request.blackout)
        self._filled = {(post.column_id, column_day(post, request.zone)) for post in standing}
        self._hours = Hours(request)

    def place(self, post: Placed) -> datetime | None:
        at = next(filter(self._is_open, chain(self._turns(post), self._free())), None)
        if at is not None:
            self._ledger.add(at)
            self._filled.add((post.column_id, at.date()))
        return at

    def _turns(self, post: Placed) -> Iterator[datetime]:
        """The moments of its column's rhythm that nothing fills yet."""
        asked = self._request
        column = next((one for one in asked.columns if one.id == post.column_id and one.active), None)
        if column is None:
            return
        end = min(asked.end, asked.start + RHYTHM_REACH)
        for fired in firings(column.series, zone=asked.zone, start=asked.start, end=end):
            if (column.id, fired.day) not in self._filled:
                yield fired.at

    def _free(self) -> Iterator[datetime]:
        """Day by day the hours of a post without a rhythm, the best ones first."""
        for day in days_between(self._request.start, self._request.end):
            if not self._ledger.refusal_of_day(day):
                yield from (chance.at for chance in self._hours.on(day))

    def _is_open(self, at: datetime) -> bool:
        return at > self._request.now and self._ledger.refusal(at) is None and self._ledger.keeps_apart(at)
