"""Forms of the transfer: the file itself, and what its columns and names mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, SelectField

from app.core.i18n import label
from app.core.tables.table import Table
from app.replies.forms import number_or_none
from app.replies.transfer.blanks import MOST_ASKED
from app.replies.transfer.choices import Choices
from app.replies.transfer.fields import Field
from app.uploads.forms import TABLES, ColumnsForm, TableForm, places, said_twice
from app.uploads.names import plain
from content_calendar.replies.variables import MAX_NAME, VariableKind
from content_calendar.vocabulary import MemberState, Scenario

ANYONE, WORDS = "anyone", "words"
"""What a member state and a name in brackets may also be said to mean."""
BLANK_KINDS = (VariableKind.TEXT, VariableKind.NUMBER, VariableKind.MONEY, VariableKind.DATE)


class LibraryForm(TableForm):
    """Tables, and what other instances share."""

    file = FileField(
        _l("File with replies"), render_kw={"accept": f"{TABLES},.json,.zip,application/json,application/zip"}
    )


class ChoicesForm(ColumnsForm):
    """What holds for all rows; what names mean is read by `chosen`."""

    persona = SelectField(_l("Persona of replies that name none"), coerce=number_or_none)
    scenario = SelectField(_l("Scenario of replies that name none"))
    above = BooleanField(_l("An empty scenario repeats the one above, as merged cells come out"))

    def offer(self, personas: Sequence[tuple[int, str]]) -> ChoicesForm:
        """Fill in what may be chosen."""
        self.persona.choices = list(personas)
        named = [(term.value, label(term)) for term in Scenario]
        self.scenario.choices = [("", _("Recognise it by the words")), *named]
        return self

    @classmethod
    def of(cls, choices: Choices, personas: Sequence[tuple[int, str]]) -> ChoicesForm:
        """The form filled with choices."""
        return cls(
            formdata=None, table=choices.table, heading=choices.heading, persona=choices.persona_id,
            scenario=choices.scenario.value if choices.scenario else "", above=choices.above,
        ).offer(personas)

    def chosen(self, tables: Sequence[Table], before: Choices, sent: MultiDict[str, str]) -> Choices:
        """What was sent, as far as it can be understood; `before` for the rest."""
        at = self.table_in(tables, before.table)
        states = {plain(name): MemberState.named(said) for name, said in _pairs(sent, "state") if said}
        blanks = {
            name: VariableKind.named(said) for name, said in _pairs(sent, "blank") if len(name) <= MAX_NAME
        }
        return Choices(
            table=at, heading=self.heading_in(tables[at]), places=places(sent, tables[at], Field),
            persona_id=self.persona.data, scenario=Scenario.named(self.scenario.data or ""),
            scenarios={
                plain(name): scenario for name, said in _pairs(sent, "scenario") if (scenario := Scenario.named(said))
            },
            states=states, blanks=blanks, above=bool(self.above.data),
        )

    def accepts(self, choices: Choices, sent: Mapping[str, str]) -> bool:
        """Whether a table can be read this way; what is missing is said above the form."""
        missing = [] if Field.WORDS in choices.places else [_("No column holds the words: choose the one that does.")]
        return self.is_sound([*said_twice(sent, Field), *missing])


def _pairs(sent: MultiDict[str, str], what: str) -> Sequence[tuple[str, str]]:
    """Names that were asked about with what was said of each."""
    names, said = sent.getlist(f"{what}-name"), sent.getlist(f"{what}-is")
    return list(zip(names, said, strict=False))[:MOST_ASKED]
