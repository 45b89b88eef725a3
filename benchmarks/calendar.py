"""How fast the calendar answers, plans, imports and follows the hand, also with years of posts in it.

    python -m benchmarks.calendar [--json FILE]

Pages go through the whole application, as an editor who is signed in gets them, compressed; the databases are files and
servers of this machine. What each figure is compared with is measured in the same run, except what the closest peer
published.
"""

from __future__ import annotations

import statistics
from datetime import timedelta

from sqlalchemy import select

from app.core.database import db
from app.models import Persona
from benchmarks import calendar_browser, calendar_pages
from benchmarks.calendar_houses import CalendarHouse, calendar_houses
from benchmarks.calendar_import import (
    MOST_SECONDS,
    PEER_SECONDS,
    ROWS,
    choices,
    import_times,
    table,
)
from benchmarks.calendar_naive import seconds_to_import_row_by_row, seconds_to_plan_day_by_day
from benchmarks.calendar_planning import PERSONAS, seconds_to_plan_a_year
from benchmarks.report import Figure, asked, publish
from tests.databases import KINDS

SIZES = (1_000, 10_000, 100_000)
PLANNING_SECONDS = 2.0
PLANNING_RUNS, IMPORT_RUNS = 3, 3
FEW_ROWS = 100
_APART = timedelta(days=400)


def main() -> None:
    """Measure and publish."""
    arguments = asked("Milliseconds and seconds people wait for the calendar.")
    with calendar_houses(KINDS, SIZES) as houses:
        figures = [*calendar_pages.figures(houses), planning()]
        figures += [importing(house) for house in houses if house.posts == SIZES[0]]
    publish("Calendar", [*figures, *calendar_browser.figures()], arguments.json)


def planning() -> Figure:
    """A year for twenty personas."""
    seconds = statistics.median(seconds_to_plan_a_year() for _ in range(PLANNING_RUNS))
    name = f"plan 12 months for {PERSONAS} personas"
    return Figure(name, seconds, "s", "≤", PLANNING_SECONDS, seconds_to_plan_day_by_day(), "day by day")


def importing(house: CalendarHouse) -> Figure:
    """Upload, meaning of the columns, dry run and acceptance, summed; then the plain way, with fewer rows
    and counted for as many."""
    first, (persona_id, persona) = house.filled.month + _APART, _persona(house)
    runs = [
        import_times(house.visitor, house.filled.community_id, table(persona, day), choices(persona_id)).total
        for day in (first + number * _APART for number in range(IMPORT_RUNS))
    ]
    few = table(persona, first + IMPORT_RUNS * _APART, FEW_ROWS)
    plain = seconds_to_import_row_by_row(house, few) * ROWS / FEW_ROWS
    name = f"import {ROWS:,} CSV rows with a dry run, {house.kind}"
    against = "row by row, a commit each"
    return Figure(name, statistics.median(runs), "s", "≤", MOST_SECONDS, plain, against, PEER_SECONDS)


def _persona(house: CalendarHouse) -> tuple[int, str]:
    """Number and name of the first persona."""
    first = select(Persona.id, Persona.name).where(Persona.community_id == house.filled.community_id)
    with house.app.app_context():
        persona_id, name = db.session.execute(first.order_by(Persona.id)).first() or (0, "")
    return persona_id, name


if __name__ == "__main__":
    main()
