"""What the rows of a table say: posts with their time and words, or why a row cannot be one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import TypeVar

from app.calendar.local_time import moment_of
from app.core.field_flaws import shortened
from app.core.tables.table import Line
from app.imports.dates import Written, day_of
from app.imports.fields import Field
from app.imports.naming import MOST_NAMES, nearest, term_of
from app.imports.post import Post, Row, Setting, tried
from app.imports.problems import Problem, Remark, RowRefused
from app.imports.times import time_of
from app.imports.words import words_of
from app.models import Column, Persona
from app.uploads.names import Names, plain
from content_calendar.message import Message
from content_calendar.vocabulary import Form, Platform, Stage, Term, Value

_Term = TypeVar("_Term", bound=Term)


class RowReader:
    """Reads the lines from the top: an empty date or persona may repeat what stood above."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._day: Written | None = None
        self._persona: Persona | None = None

    def read(self, lines: Sequence[Line], *, is_cut: bool = False) -> list[Row]:
        """Every row, each with all that is wrong with it; of a file that is cut the last is not whole."""
        rows = [self._row(line) for line in lines]
        if is_cut and rows:
            rows[-1] = Row(rows[-1].line, problems=[Message(Problem.CUT)])
        return rows

    def _row(self, line: Line) -> Row:
        row = Row(line)
        slot, day = self._slot(row)
        persona = tried(row, self._persona_of)
        column = tried(row, lambda row: self._column_of(row, persona))
        value = self._term(row, Field.VALUE, Value, column.value if column else self._setting.choices.value)
        stage = self._term(row, Field.STAGE, Stage, column.stage if column else self._setting.choices.stage)
        form = self._term(row, Field.FORM, Form, column.form if column else self._setting.choices.form)
        platform = self._term(row, Field.PLATFORM, Platform, self._setting.platform)
        copy, topic = words_of(row, self._setting)
        if not row.problems and persona and slot and day and value and stage and form and platform:
            row.post = Post(persona, column, slot, day, value, stage, form, platform, topic, copy)
        return row

    def _slot(self, row: Row) -> tuple[datetime | None, date | None]:
        """The moment a row stands at, and its day on the community's clocks."""
        written = tried(row, self._day_of)
        clock = tried(row, lambda row: self._clock(row, written))
        if written is None or clock is None:
            return None, None
        local = moment_of(datetime.combine(written.day, clock), self._setting.reading.zone)
        if local.note is not None:
            row.remarks.append(local.note)
        slot = local.at.astimezone(UTC)
        if slot <= self._setting.now:
            row.problems.append(Message(Problem.PAST))
        return slot, written.day

    def _day_of(self, row: Row) -> Written:
        text = self._setting.cell(row, Field.DAY)
        if not text:
            if self._day is None or not self._setting.choices.above:
                raise RowRefused(Problem.NO_DAY)
            row.remarks.append(Message(Remark.DAY_ABOVE, {"day": self._day.day.isoformat()}))
            return Written(self._day.day, self._day.at)
        self._day = None  # a row below one that cannot be read must not repeat an older day
        self._day = day_of(text, self._setting.reading)
        if self._day.guessed:
            row.remarks.append(Message(Remark.YEAR_GUESSED, {"year": self._day.day.year}))
        return self._day

    def _clock(self, row: Row, written: Written | None) -> time:
        text = self._setting.cell(row, Field.TIME)
        if text:
            return time_of(text)
        if written is not None and written.at is not None:
            return written.at
        usual = self._setting.choices.clock
        if written is not None:
            row.remarks.append(Message(Remark.USUAL_TIME, {"time": f"{usual:%H:%M}"}))
        return usual

    def _persona_of(self, row: Row) -> Persona:
        setting, text = self._setting, self._setting.cell(row, Field.PERSONA)
        if not text and self._persona is not None and setting.choices.above:
            row.remarks.append(Message(Remark.PERSONA_ABOVE, {"name": self._persona.name}))
            return self._persona
        found = setting.personas.get(text) if text else setting.persona()
        if found is None:
            self._persona = None
            raise _unknown_persona(text, setting.personas)
        self._persona = found if text else None
        return found

    def _column_of(self, row: Row, persona: Persona | None) -> Column | None:
        text = self._setting.cell(row, Field.COLUMN)
        if not text or persona is None:
            return None
        columns = self._setting.columns[persona.id]
        found = columns.get(text)
        if found is None:
            raise _unknown_column(text, persona, columns)
        return found

    def _term(self, row: Row, which: Field, vocabulary: type[_Term], otherwise: _Term) -> _Term | None:
        text = self._setting.cell(row, which)
        return tried(row, lambda _: term_of(text, vocabulary, which)) if text else otherwise


def _unknown_persona(text: str, personas: Names[Persona]) -> RowRefused:
    if not text:
        return RowRefused(Problem.NO_PERSONA)
    near = nearest(plain(text), personas.exactly)
    if near is not None:
        return RowRefused(Problem.LIKE_PERSONA, given=shortened(text), near=personas.exactly[near].name)
    names = tuple(dict.fromkeys(persona.name for persona in personas.exactly.values()))[:MOST_NAMES]
    return RowRefused(Problem.UNKNOWN_PERSONA, given=shortened(text), known="、".join(names))


def _unknown_column(text: str, persona: Persona, columns: Names[Column]) -> RowRefused:
    near = nearest(plain(text), columns.exactly)
    if near is None:
        return RowRefused(Problem.UNKNOWN_COLUMN, given=shortened(text), persona=persona.name)
    return RowRefused(Problem.LIKE_COLUMN, given=shortened(text), persona=persona.name, near=columns.exactly[near].name)
