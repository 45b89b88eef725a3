"""What the rows of a table say: replies with their cards, or why a row cannot be one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from app.core.field_flaws import Flaw, shortened
from app.core.tables.table import Line
from app.core.text_fields import NAME_LENGTH, TEXT_LENGTH, Day, clean_line, clean_text
from app.replies.cards import Card
from app.replies.forms import copy_of_words
from app.replies.transfer import variable_lines
from app.replies.transfer.blanks import kinds, translated
from app.replies.transfer.fields import Field
from app.replies.transfer.problems import Problem, Remark
from app.replies.transfer.row import Row, Setting
from app.replies.transfer.sound import check, code_of, named, note_past, snippet_of
from app.replies.transfer.words_of_others import scenario_called, scenario_in, states_called
from content_calendar.exporters.generic_csv.cells import unguarded
from content_calendar.message import Message
from content_calendar.replies.braces import parse
from content_calendar.replies.variables import Variable
from content_calendar.vocabulary import MemberState, Scenario

_FLAWS = {Flaw.TOO_LONG: Problem.TOO_LONG, Flaw.CONTROL_CHARACTER: Problem.CONTROL_CHARACTER}
_DAY: TypeAdapter[date] = TypeAdapter(Day)


class RowReader:
    """Reads the lines from the top: an empty scenario may repeat what stood above."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._above: Scenario | None = None

    def read(self, lines: Sequence[Line], *, is_cut: bool = False) -> list[Row]:
        """Every row, each with all that is wrong with it; of a file that is cut the last is not whole."""
        rows = [self._row(line) for line in lines]
        if is_cut and rows:
            rows[-1].problems.append(Message(Problem.CUT))
        return rows

    def _row(self, line: Line) -> Row:
        row = Row(line.number)
        row.name = self._text(row, line, Field.TITLE, lambda text: clean_line(text, NAME_LENGTH))
        given = self._text(row, line, Field.WORDS, lambda text: clean_text(text, TEXT_LENGTH))
        row.words = translated(given, self._setting.choices.blanks)
        if not given and not row.problems:
            row.problems.append(Message(Problem.NO_WORDS))
        scenario, states = self._scenario(row, line), self._states(row, line)
        if scenario is not None and not row.problems:
            row.copy = copy_of_words(row.words, row.name)
            row.card = self._card(row, line, scenario, states)
            check(row)
        return row

    def _card(self, row: Row, line: Line, scenario: Scenario, states: tuple[MemberState, ...]) -> Card:
        setting = self._setting

        def cell(which: Field) -> str:
            return self._cell(line, which)

        persona = named(row, cell(Field.PERSONA), setting.personas, Remark.NO_SUCH_PERSONA, setting.persona_name)
        return Card(
            scenario=scenario, member_states=states, variables=self._variables(row, line),
            short_code=code_of(row, cell(Field.SHORT_CODE), setting),
            snippet_key=snippet_of(row, cell(Field.SNIPPET)),
            expires_on=self._until(row, line), persona_id=persona or setting.choices.persona_id,
            voice_id=named(row, cell(Field.VOICE), setting.voices, Remark.NO_SUCH_VOICE),
            product_id=named(row, cell(Field.PRODUCT), setting.products, Remark.NO_SUCH_PRODUCT),
        )

    def _scenario(self, row: Row, line: Line) -> Scenario | None:
        """In its cell, else above, else for all such rows, else recognised by the words."""
        choices, text = self._setting.choices, self._cell(line, Field.SCENARIO)
        if text:
            self._above = scenario_called(text, choices.scenarios)
            if self._above is None:
                row.problems.append(Message(Problem.UNKNOWN_SCENARIO, {"given": shortened(text)}))
            return self._above
        if self._above is not None and choices.above:
            row.remarks.append(Message(Remark.SCENARIO_ABOVE, {"scenario": self._above}))
            return self._above
        return choices.scenario or self._recognised(row)

    def _recognised(self, row: Row) -> Scenario | None:
        scenario = scenario_in(row.name, row.words)
        if scenario is None:
            row.problems.append(Message(Problem.NO_SCENARIO))
        else:
            row.remarks.append(Message(Remark.SCENARIO_READ, {"scenario": scenario}))
        return scenario

    def _states(self, row: Row, line: Line) -> tuple[MemberState, ...]:
        states, unknown = states_called(self._cell(line, Field.STATES), self._setting.choices.states)
        if unknown:
            row.problems.append(Message(Problem.UNKNOWN_STATE, {"given": shortened(unknown[0])}))
        return states

    def _variables(self, row: Row, line: Line) -> tuple[Variable, ...]:
        """What is declared, and any text for what merely stands in the words."""
        declared, problems = variable_lines.read(self._cell(line, Field.VARIABLES))
        row.problems += problems
        named = {variable.name for variable in declared}
        found = [Variable(name=name) for name in parse(row.words).blanks if name not in named]
        return kinds((*declared, *found), self._setting.choices.blanks)

    def _until(self, row: Row, line: Line) -> date | None:
        text = self._cell(line, Field.UNTIL).replace("/", "-").partition(" ")[0]
        if not text:
            return None
        try:
            day = _DAY.validate_python(text)
        except ValidationError:
            row.problems.append(Message(Problem.NOT_A_DAY, {"given": shortened(text)}))
            return None
        note_past(row, day, self._setting)
        return day

    def _cell(self, line: Line, which: Field) -> str:
        """What stands there, without the guard our own files put before formulas."""
        place = self._setting.choices.places.get(which)
        return "" if place is None else unguarded(line.cell(place).strip())

    def _text(self, row: Row, line: Line, which: Field, clean: Callable[[str], str]) -> str:
        try:
            return clean(self._cell(line, which))
        except PydanticCustomError as error:
            context = dict(error.context or {})
            row.problems.append(Message(_FLAWS[context.pop("flaw")], {"field": which, **context}))
            return ""

