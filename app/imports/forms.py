"""Forms of the import: the table itself, and what its columns mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms import Field as WrittenField
from wtforms.validators import ValidationError
from wtforms.widgets import TimeInput

from app.core.field_flaws import shortened
from app.core.i18n import label
from app.core.row_ids import row_id
from app.core.tables.table import Table
from app.imports.choices import USUAL_TIME, Choices, asks_for_order
from app.imports.dates import DayOrder
from app.imports.fields import Field
from app.imports.problems import RowRefused
from app.imports.times import time_of
from app.models import Persona
from app.uploads.forms import UploadForm
from content_calendar.vocabulary import Form, Stage, Term, Value

_DIGITS = 6
SAYING = (Field.TITLE, Field.TOPIC, Field.HOOK, Field.BODY, Field.CALL_TO_ACTION)


class TableForm(UploadForm):
    """A file or a pasted table; the file counts when both are given."""

    pasted = TextAreaField(_l("Or paste the table here"))

    def validate_file(self, field: FileField) -> None:
        if not self.has_file and not (self.pasted.data or "").strip():
            raise ValidationError(_("Choose a file, or paste the table below."))

    def handed_in(self) -> tuple[str, bytes]:
        return super().handed_in() if self.has_file else (_("Pasted table"), (self.pasted.data or "").encode())

    def brought_by(self) -> WrittenField:
        return super().brought_by() if self.has_file else self.pasted


class ChoicesForm(FlaskForm):
    """What holds for all rows; what each column means is read by `places`."""

    form_errors: list[str]

    table = HiddenField()
    heading = HiddenField()
    persona = SelectField(_l("Persona of rows that name none"))
    value = SelectField(_l("Value"))
    stage = SelectField(_l("Stage"))
    form = SelectField(_l("Form"))
    clock = StringField(_l("Time of rows without one"), widget=TimeInput())
    order = SelectField(_l("Dates like 03/04/2027"))
    above = BooleanField(_l("An empty date or persona repeats the one above, as merged cells come out"))

    def offer(self, personas: Sequence[Persona]) -> ChoicesForm:
        """Fill in what may be chosen."""
        blank = [("", _("Each row names it"))] if len(personas) > 1 else []
        self.persona.choices = blank + [(str(persona.id), persona.name) for persona in personas]
        for field, vocabulary in ((self.value, Value), (self.stage, Stage), (self.form, Form)):
            field.choices = _options(vocabulary)
        self.order.choices = [("", _("The dates say it themselves")), *_options(DayOrder)]
        return self

    @classmethod
    def of(cls, choices: Choices, personas: Sequence[Persona]) -> ChoicesForm:
        """The form filled with choices."""
        return cls(
            formdata=None, table=choices.table, heading=choices.heading, persona=str(choices.persona_id or ""),
            value=choices.value.value, stage=choices.stage.value, form=choices.form.value,
            clock=f"{choices.clock:%H:%M}", order=choices.order.value if choices.order else "",
            above=choices.above,
        ).offer(personas)

    def validate_clock(self, field: StringField) -> None:
        try:
            time_of(field.data or "")
        except RowRefused:
            raise ValidationError(
                _("“%(given)s” is no time; write it like 10:00.", given=shortened(field.data or ""))
            ) from None

    def chosen(self, tables: Sequence[Table], before: Choices, sent: Mapping[str, str]) -> Choices:
        """What was sent, as far as it can be understood; `before` for the rest."""
        table = _index(self.table.data, len(tables), before.table)
        heading = _index(self.heading.data, len(tables[table].lines), 0)
        return Choices(
            table=table, heading=heading, places=places(sent, _widest(tables[table])),
            persona_id=row_id(self.persona.data) if self.persona.data else None,
            value=Value.named(self.value.data or "") or before.value,
            stage=Stage.named(self.stage.data or "") or before.stage,
            form=Form.named(self.form.data or "") or before.form,
            clock=_time(self.clock.data or ""), order=DayOrder.named(self.order.data or ""),
            above=bool(self.above.data),
        )

    def accepts(self, tables: Sequence[Table], choices: Choices, sent: Mapping[str, str]) -> bool:
        """Whether a table can be read this way; what is missing stands at its field."""
        sound = bool(self.validate())
        self.form_errors = [*self.form_errors, *_missing(choices, sent)]
        if Field.PERSONA not in choices.places and choices.persona_id is None:
            self.persona.errors = [_("No column names the persona: choose one for all rows.")]
        if asks_for_order(tables[choices.table], choices):
            self.order.errors = [_("These dates can be read in two ways: say which number is the day.")]
        return sound and not self.errors


def places(sent: Mapping[str, str], width: int) -> dict[Field, int]:
    """Which column was said to hold what; of two with the same meaning the first."""
    found: dict[Field, int] = {}
    for place in range(width):
        which = Field.named(sent.get(f"c-{place}", ""))
        if which is not None:
            found.setdefault(which, place)
    return found


def _missing(choices: Choices, sent: Mapping[str, str]) -> list[str]:
    named = [text for name, text in sent.items() if name.startswith("c-") and text]
    twice = [which for which in Field if named.count(which.value) > 1]
    missing = [
        _("“%(field)s” is chosen for two columns; keep one.", field=label(which)) for which in twice
    ]
    if Field.DAY not in choices.places:
        missing.append(_("No column holds the date: choose the one that does."))
    if not choices.places.keys() & set(SAYING):
        missing.append(_("No column says what the posts are about: choose a title, a topic or a text."))
    return missing


def _options(vocabulary: type[Term]) -> list[tuple[str, str]]:
    return [(term.value, label(term)) for term in vocabulary]


def _index(text: object, length: int, otherwise: int) -> int:
    written = str(text or "")
    number = int(written) if written.isascii() and written.isdecimal() and len(written) <= _DIGITS else otherwise
    return number if number < length else otherwise


def _time(text: str) -> time:
    try:
        return time_of(text)
    except RowRefused:
        return USUAL_TIME


def _widest(table: Table) -> int:
    return max((len(line.cells) for line in table.lines), default=0)
