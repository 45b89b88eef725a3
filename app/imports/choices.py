"""How the cells of an uploaded table are to be read: guessed first, then as somebody said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time

from app.core.tables.table import Table
from app.imports.dates import DayOrder, order_in
from app.imports.fields import Field, guess
from app.uploads.columns import best_of, guessed_columns
from app.uploads.kept_tables import TableChoices
from content_calendar.vocabulary import Form, Stage, Value

USUAL_TIME = time(10)


class Choices(TableChoices[Field]):
    """What a row does not say is taken from its column, else from here. `above` lets an empty date or persona repeat
    the one above, as merged cells come out."""

    persona_id: int | None = None
    value: Value = Value.INFORMATION
    stage: Stage = Stage.COGNITION
    form: Form = Form.POST
    clock: time = USUAL_TIME
    order: DayOrder | None = None
    above: bool = True


def first_choices(tables: Sequence[Table], persona_ids: Sequence[int]) -> Choices:
    """What is guessed: the table whose headings are known best, its columns, the one persona there is."""
    only = persona_ids[0] if len(persona_ids) == 1 else None
    return guessed(tables, Choices(table=best_of(tables, guess), persona_id=only))


def guessed(tables: Sequence[Table], choices: Choices, heading: int | None = None) -> Choices:
    """The choices with another guess of the columns of their table, under the line `heading` if it is named."""
    table = tables[choices.table]
    at, places = guessed_columns(table, guess, heading)
    return choices.model_copy(update={"heading": at, "places": places, "order": settled_order(table, at, places)})


def settled_order(table: Table, heading: int, places: Mapping[Field, int]) -> DayOrder | None:
    """The order of day and month that the dates of the table themselves settle."""
    return order_in(_days(table, heading, places))[0]


def asks_for_order(table: Table, choices: Choices) -> bool:
    """Whether there are dates that can be read in two ways, and nobody has said how."""
    return choices.order is None and order_in(_days(table, choices.heading, choices.places))[1]


def _days(table: Table, heading: int, places: Mapping[Field, int]) -> list[str]:
    place = places.get(Field.DAY)
    return [] if place is None else [line.cell(place) for line in table.lines[heading + 1 :]]
