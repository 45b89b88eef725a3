"""A row on its way to becoming a post, and what it is read by."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from app.core.tables.table import Line
from app.imports.choices import Choices
from app.imports.dates import Reading
from app.imports.fields import Field
from app.imports.problems import RowRefused
from app.models import Column, Persona
from app.uploads.names import Names
from content_calendar.content import Copy
from content_calendar.exporters.generic_csv.cells import unguarded
from content_calendar.message import Message
from content_calendar.vocabulary import Form, Platform, Stage, Value
from content_calendar.workflow import State

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Post:
    """What a row becomes. `day` is that of the community's zone; `copy` is None for what is still to be written."""

    persona: Persona
    column: Column | None
    slot_at: datetime
    day: date
    value: Value
    stage: Stage
    form: Form
    platform: Platform
    topic: str
    copy: Copy | None

    @property
    def headline(self) -> str:
        return (self.copy.title or self.copy.hook or self.copy.body if self.copy else "") or self.topic

    @property
    def words(self) -> tuple[str, ...]:
        """What is published of it, part by part; all empty for what is still to be written."""
        copy = self.copy or Copy()
        return copy.title, copy.hook, copy.body, copy.call_to_action

    @property
    def state(self) -> State:
        """What it becomes: a draft, or a slot that waits for its text."""
        return State.DRAFT if self.copy else State.PLANNED

    def import_key(self, community_id: int) -> str:
        """The same for the same persona, moment and words, however often and by whomever they are brought."""
        words = (self.copy.title, self.copy.text(), *self.copy.tags) if self.copy else ()
        parts = (str(community_id), str(self.persona.id), self.slot_at.isoformat(), self.topic, *words)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


@dataclass(slots=True)
class Row:
    """A line with what was found out about it so far."""

    line: Line
    post: Post | None = None
    problems: list[Message] = field(default_factory=list)
    remarks: list[Message] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Setting:
    """What the cells are read by: the choices, the dates, and the personas of the community with their columns."""

    choices: Choices
    reading: Reading
    personas: Names[Persona]
    columns: Mapping[int, Names[Column]]
    platform: Platform
    now: datetime

    def persona(self) -> Persona | None:
        """The one given for all rows."""
        return next((one for one in self.personas.exactly.values() if one.id == self.choices.persona_id), None)

    def cell(self, row: Row, which: Field) -> str:
        """What a row says about something, without the guard our own files put before formulas."""
        place = self.choices.places.get(which)
        return "" if place is None else unguarded(row.line.cell(place).strip())


def tried(row: Row, read: Callable[[Row], _T]) -> _T | None:
    """What was read; None when that was refused, which the row then says."""
    try:
        return read(row)
    except RowRefused as refused:
        row.problems.append(refused.message)
        return None
