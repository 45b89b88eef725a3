"""Which week a moment lies in, asked of the database: it counts there, so that rows need not travel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, SQLColumnExpression, case
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class Stretch(NamedTuple):
    """Weeks of one length, the first of which has the number `first` and begins at `start`, until another stretch does.

    Weeks in which clocks are changed are longer or shorter than others.
    """

    first: int
    start: datetime
    week: timedelta


def place(at: SQLColumnExpression[datetime], starts: Sequence[datetime]) -> ColumnElement[int]:
    """The place of the week, counted from 0, for moments from the first of `starts` to before the last."""
    return _placed(Seconds(at), at, stretches(starts)).label("place")


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


class Seconds(FunctionElement[int]):
    """Whole seconds since 1970. The databases share no function for it."""

    type = BigInteger()
    inherit_cache = True


@compiles(Seconds, "sqlite")
def _sqlite(element: Seconds, compiler: SQLCompiler, **given: Any) -> str:
    # It reckons in thousandths and would round the last of them up into the next week.
    return f"CAST(strftime('%s', substr({compiler.process(element.clauses, **given)}, 1, 19)) AS INTEGER)"


@compiles(Seconds, "postgresql")
def _postgresql(element: Seconds, compiler: SQLCompiler, **given: Any) -> str:
    return f"CAST(floor(extract(epoch FROM {compiler.process(element.clauses, **given)})) AS BIGINT)"


def _placed(
    seconds: ColumnElement[int], at: SQLColumnExpression[datetime], among: Sequence[Stretch]
) -> ColumnElement[int]:
    """Asked half by half: clocks change twice a year, and ten years are twice twenty stretches."""
    if len(among) == 1:
        return among[0].first + (seconds - int(among[0].start.timestamp())) // int(among[0].week.total_seconds())
    middle = len(among) // 2
    earlier, later = _placed(seconds, at, among[:middle]), _placed(seconds, at, among[middle:])
    return case((at < among[middle].start, earlier), else_=later)
