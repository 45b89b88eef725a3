"""How the cells of an uploaded library are to be read: guessed first, then as somebody said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from app.core.tables.table import Line, Table
from app.replies.transfer.blanks import MOST_ASKED, uncertain
from app.replies.transfer.fields import Field, guess
from app.replies.transfer.words_of_others import names_in, scenario_called, states_called
from app.uploads.columns import best_of, guessed_columns
from app.uploads.kept_tables import TableChoices
from app.uploads.names import plain
from content_calendar.replies.variables import VariableKind
from content_calendar.vocabulary import MemberState, Scenario


class Choices(TableChoices[Field]):
    """`scenario` is for rows that name none; without it they are recognised by their words.

    `scenarios` and `states` are what somebody said names in the file mean (None: members in any state), `blanks` what
    stands in brackets (None: ordinary words). `above` lets an empty scenario repeat the one above, as merged cells
    come out.
    """

    persona_id: int | None = None
    scenario: Scenario | None = None
    scenarios: Mapping[str, Scenario] = {}
    states: Mapping[str, MemberState | None] = {}
    blanks: Mapping[str, VariableKind | None] = {}
    above: bool = True


def first_choices(tables: Sequence[Table], persona_ids: Sequence[int]) -> Choices:
    """What is guessed: the table whose headings are known best, its columns, the first persona."""
    return guessed(tables, Choices(table=best_of(tables, guess), persona_id=next(iter(persona_ids), None)))


def guessed(tables: Sequence[Table], choices: Choices, heading: int | None = None) -> Choices:
    """The choices with another guess of the columns of their table, under the line `heading` if it is named."""
    at, places = guessed_columns(tables[choices.table], guess, heading)
    return choices.model_copy(update={"heading": at, "places": places})


def asked_scenarios(rows: Sequence[Line], choices: Choices) -> tuple[tuple[str, int], ...]:
    """(name, how often) of scenarios in the file that nobody knows or somebody explained, the most frequent first."""
    said = Counter(cell for line in rows if (cell := _cell(line, choices, Field.SCENARIO)))
    return _asked(said, lambda name: plain(name) in choices.scenarios or scenario_called(name, {}) is None)


def asked_states(rows: Sequence[Line], choices: Choices) -> tuple[tuple[str, int], ...]:
    """The same of member states."""
    said = Counter(name for line in rows for name in names_in(_cell(line, choices, Field.STATES)))
    return _asked(said, lambda name: plain(name) in choices.states or bool(states_called(name, {})[1]))


def asked_blanks(rows: Sequence[Line], choices: Choices) -> tuple[tuple[str, int, bool], ...]:
    """(name, how often, is taken for a blank) of what may be a blank or may be words."""
    return uncertain(_cell(line, choices, Field.WORDS) for line in rows)


def _asked(said: Counter[str], is_asked: Callable[[str], bool]) -> tuple[tuple[str, int], ...]:
    return tuple((name, count) for name, count in said.most_common() if is_asked(name))[:MOST_ASKED]


def _cell(line: Line, choices: Choices, which: Field) -> str:
    place = choices.places.get(which)
    return "" if place is None else line.cell(place).strip()
