"""The form of the import: what the columns of a table mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
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
from app.uploads.forms import ColumnsForm, places, said_twice
from content_calendar.vocabulary import Form, Stage, Term, Value

SAYING = (Field.TITLE, Field.TOPIC, Field.HOOK, Field.BODY, Field.CALL_TO_ACTION)


class ChoicesForm(ColumnsForm):
    """What holds for all rows."""

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
        at = self.table_in(tables, before.table)
        return Choices(
            table=at, heading=self.heading_in(tables[at]), places=places(sent, tables[at], Field),
            persona_id=_number(self.persona.data),
            value=Value.named(self.value.data or "") or before.value,
            stage=Stage.named(self.stage.data or "") or before.stage,
            form=Form.named(self.form.data or "") or before.form,
            clock=_time(self.clock.data or ""), order=DayOrder.named(self.order.data or ""),
            above=bool(self.above.data),
        )

    def accepts(self, tables: Sequence[Table], choices: Choices, sent: Mapping[str, str]) -> bool:
        """Whether a table can be read this way; what is missing stands at its field."""
        sound = self.is_sound([*said_twice(sent, Field), *_missing(choices)])
        if Field.PERSONA not in choices.places and choices.persona_id is None:
            self.persona.errors = [_("No column names the persona: choose one for all rows.")]
        if asks_for_order(tables[choices.table], choices):
            self.order.errors = [_("These dates can be read in two ways: say which number is the day.")]
        return sound and not self.errors


def _missing(choices: Choices) -> list[str]:
    missing = []
    if Field.DAY not in choices.places:
        missing.append(_("No column holds the date: choose the one that does."))
    if not choices.places.keys() & set(SAYING):
        missing.append(_("No column says what the posts are about: choose a title, a topic or a text."))
    return missing


def _options(vocabulary: type[Term]) -> list[tuple[str, str]]:
    return [(term.value, label(term)) for term in vocabulary]


def _number(chosen: str | None) -> int | None:
    """The number of a persona; None for nothing, and for what is no number, which `accepts` refuses."""
    try:
        return row_id(chosen or "")
    except ValueError:
        return None


def _time(text: str) -> time:
    try:
        return time_of(text)
    except RowRefused:
        return USUAL_TIME
