"""Which week a moment lies in, asked of the database: it counts there, so that rows need not travel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypeVar

from sqlalchemy import ColumnElement, SQLColumnExpression, case

from app.insights.dialects import Seconds

Told = TypeVar("Told")


class Stretch(NamedTuple):
    """Weeks of one length, the first of which has the number `first` and begins at `start`, until another stretch does.

    Weeks in which clocks are changed are longer or shorter than others.
    """

    first: int
    start: datetime
    week: timedelta

    @property
    def seconds(self) -> int:
        """How long each week is."""
        return int(self.week.total_seconds())

    def passed(self, at: SQLColumnExpression[datetime]) -> ColumnElement[int]:
        """The whole seconds from the beginning of the stretch."""
        return Seconds(at) - int(self.start.timestamp())


def place(at: SQLColumnExpression[datetime], starts: Sequence[datetime]) -> ColumnElement[int]:
    """The place of the week, counted from 0, for moments from the first of `starts` to before the last."""
    return _among(at, stretches(starts), lambda one: one.first + one.passed(at) // one.seconds).label("place")


def in_part(
    at: SQLColumnExpression[datetime], starts: Sequence[datetime], part: Callable[[int], tuple[datetime, datetime]]
) -> ColumnElement[bool]:
    """Whether a moment lies in a part of its week, which `part` tells of the week of a number: from its first moment to
    before the other."""

    def is_in(one: Stretch) -> ColumnElement[bool]:
        begin, end = (int(moment.timestamp() - one.start.timestamp()) for moment in part(one.first))
        return (one.passed(at) % one.seconds).between(begin, end - 1)

    return _among(at, stretches(starts), is_in)


def stretches(starts: Sequence[datetime]) -> Sequence[Stretch]:
    """The weeks that begin at `starts`, the last of which only ends them, by their length."""
    # Moments of one zone would be subtracted by what its clocks say.
    moments = [start.astimezone(UTC) for start in starts]
    found: list[Stretch] = []
    for number, start in enumerate(moments[:-1]):
        week = moments[number + 1] - start
        if not found or found[-1].week != week:
            found.append(Stretch(number, start, week))
    return found


def _among(
    at: SQLColumnExpression[datetime], some: Sequence[Stretch], of: Callable[[Stretch], ColumnElement[Told]]
) -> ColumnElement[Told]:
    """What `of` says of the stretch a moment lies in. Asked half by half: clocks change twice a year, and ten years are
    twice twenty stretches."""
    if len(some) == 1:
        return of(some[0])
    middle = len(some) // 2
    return case((at < some[middle].start, _among(at, some[:middle], of)), else_=_among(at, some[middle:], of))
