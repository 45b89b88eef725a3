"""Forms of the transfer: the file itself, and what its columns and names mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, SelectField, TextAreaField
from wtforms import Field as WrittenField
from wtforms.validators import ValidationError

from app.core.i18n import label
from app.core.tables.table import Table
from app.imports.fields import plain
from app.replies.forms import number_or_none
from app.replies.transfer.blanks import MOST_ASKED
from app.replies.transfer.choices import Choices
from app.replies.transfer.fields import Field
from app.uploads.forms import UploadForm
from content_calendar.replies.variables import MAX_NAME, VariableKind
from content_calendar.vocabulary import MemberState, Scenario

ANYONE, WORDS = "anyone", "words"
"""What a member state and a name in brackets may also be said to mean."""
BLANK_KINDS = (VariableKind.TEXT, VariableKind.NUMBER, VariableKind.MONEY, VariableKind.DATE)
_DIGITS = 6


class LibraryForm(UploadForm):
    """A file or a pasted table; the file counts when both are given."""

    file = FileField(_l("File with replies"))
    pasted = TextAreaField(_l("Or paste the table here"))

    def validate_file(self, field: FileField) -> None:
        if not self.has_file and not (self.pasted.data or "").strip():
            raise ValidationError(_("Choose a file, or paste the table below."))

    def handed_in(self) -> tuple[str, bytes]:
        return super().handed_in() if self.has_file else (_("Pasted table"), (self.pasted.data or "").encode())

    def brought_by(self) -> WrittenField:
        return super().brought_by() if self.has_file else self.pasted


class ChoicesForm(FlaskForm):
    """What holds for all rows; columns and names are read by `chosen`."""

    form_errors: list[str]

    table = HiddenField()
    heading = HiddenField()
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
        table = _index(self.table.data, len(tables), before.table)
        states = {plain(name): MemberState.named(said) for name, said in _pairs(sent, "state") if said}
        blanks = {
            name: VariableKind.named(said) for name, said in _pairs(sent, "blank") if len(name) <= MAX_NAME
        }
        return Choices(
            table=table, heading=_index(self.heading.data, len(tables[table].lines), 0),
            places=places(sent, max((len(line.cells) for line in tables[table].lines), default=0)),
            persona_id=self.persona.data, scenario=Scenario.named(self.scenario.data or ""),
            scenarios={
                plain(name): scenario for name, said in _pairs(sent, "scenario") if (scenario := Scenario.named(said))
            },
            states=states, blanks=blanks, above=bool(self.above.data),
        )

    def accepts(self, choices: Choices, sent: Mapping[str, str]) -> bool:
        """Whether a table can be read this way; what is missing is said above the form."""
        sound = bool(self.validate())
        named = [text for name, text in sent.items() if name.startswith("c-") and text]
        twice = [which for which in Field if named.count(which.value) > 1]
        missing = [_("“%(field)s” is chosen for two columns; keep one.", field=label(which)) for which in twice]
        if Field.WORDS not in choices.places:
            missing.append(_("No column holds the words: choose the one that does."))
        self.form_errors = [*self.form_errors, *missing]
        return sound and not self.errors


def places(sent: Mapping[str, str], width: int) -> dict[Field, int]:
    """Which column was said to hold what; of two with the same meaning the first."""
    found: dict[Field, int] = {}
    for place in range(width):
        which = Field.named(sent.get(f"c-{place}", ""))
        if which is not None:
            found.setdefault(which, place)
    return found


def _pairs(sent: MultiDict[str, str], what: str) -> Sequence[tuple[str, str]]:
    """Names that were asked about with what was said of each."""
    names, said = sent.getlist(f"{what}-name"), sent.getlist(f"{what}-is")
    return list(zip(names, said, strict=False))[:MOST_ASKED]


def _index(text: object, length: int, otherwise: int) -> int:
    written = str(text or "")
    number = int(written) if written.isascii() and written.isdecimal() and len(written) <= _DIGITS else otherwise
    return number if number < length else otherwise
