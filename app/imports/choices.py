"""How the cells of an uploaded table are to be read: guessed first, then as somebody said."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import time

from pydantic import BaseModel, ConfigDict

from app.core.tables.table import Line, Table
from app.imports.dates import DayOrder, order_in
from app.imports.fields import Field, guess
from content_calendar.vocabulary import Form, Stage, Value

USUAL_TIME = time(10)
LINES_FOR_HEADINGS = 10
LEAST_KNOWN = 2


class Choices(BaseModel):
    """`table` and `heading` are indices, `places` say in which column what stands.

    What a row does not say is taken from its column, else from here. `above` lets an empty date or persona repeat the
    one above, as merged cells come out.
    """

    model_config = ConfigDict(frozen=True)

    table: int = 0
    heading: int = 0
    places: Mapping[Field, int] = {}
    persona_id: int | None = None
    value: Value = Value.INFORMATION
    stage: Stage = Stage.COGNITION
    form: Form = Form.POST
    clock: time = USUAL_TIME
    order: DayOrder | None = None
    above: bool = True


def first_choices(tables: Sequence[Table], persona_ids: Sequence[int]) -> Choices:
    """What is guessed: the table whose headings are known best, its columns, the one persona there is."""
    table = max(range(len(tables)), key=lambda index: len(guess(_headings(tables[index], heading_of(tables[index])))))
    return guessed(tables, Choices(table=table, persona_id=persona_ids[0] if len(persona_ids) == 1 else None))


def guessed(tables: Sequence[Table], choices: Choices, heading: int | None = None) -> Choices:
    """The choices with another guess of the columns of their table, under the line `heading` if it is named."""
    table = tables[choices.table]
    at = heading_of(table) if heading is None else min(heading, len(table.lines) - 1)
    places = guess(_headings(table, at))
    return choices.model_copy(update={"heading": at, "places": places, "order": settled_order(table, at, places)})


def heading_of(table: Table) -> int:
    """The first of the top lines with two known headings or more; titles may stand above it."""
    top = table.lines[:LINES_FOR_HEADINGS]
    known = (index for index, line in enumerate(top) if len(guess(line.cells)) >= LEAST_KNOWN)
    return next(known, 0)


def settled_order(table: Table, heading: int, places: Mapping[Field, int]) -> DayOrder | None:
    """The order of day and month that the dates of the table themselves settle."""
    return order_in(_days(table, heading, places))[0]


def asks_for_order(table: Table, choices: Choices) -> bool:
    """Whether there are dates that can be read in two ways, and nobody has said how."""
    return choices.order is None and order_in(_days(table, choices.heading, choices.places))[1]


def samples(rows: Collection[Line], place: int, wanted: int = 3) -> tuple[str, ...]:
    """The first different things that stand in a column."""
    found = dict.fromkeys(cell for line in rows if (cell := line.cell(place).strip()))
    return tuple(found)[:wanted]


def _headings(table: Table, heading: int) -> tuple[str, ...]:
    return table.lines[heading].cells if table.lines else ()


def _days(table: Table, heading: int, places: Mapping[Field, int]) -> list[str]:
    place = places.get(Field.DAY)
    return [] if place is None else [line.cell(place) for line in table.lines[heading + 1 :]]
