"""Which days of whom to plan. The plan itself is nowhere stored: these words bring it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import HiddenInput

from app.calendar.fields import DayField, needed, number_or_none
from app.calendar.planning import Range
from app.calendar.queries import PersonaMark
from app.core.i18n import words
from content_calendar.planning.faults import PlanRefused
from content_calendar.planning.recurrence import check_range

MAX_SEED = 2**31 - 1
MAX_DAYS_OF_ALL = 800
"""Days times personas of one plan: more than this nobody reads before accepting it."""


class PlanForm(FlaskForm):
    class Meta:
        csrf = False  # it only reads; accepting is a form of its own

    persona = SelectField(_l("Persona"), coerce=number_or_none)
    start = DayField(_l("First day"), [needed(lambda: _("Enter the first day."))])
    end = DayField(_l("Last day"), [needed(lambda: _("Enter the last day."))])
    seed = IntegerField(widget=HiddenInput(), validators=[InputRequired()])

    def offer(self, personas: Sequence[PersonaMark]) -> PlanForm:
        """Fill the list of personas; before the form is validated or shown."""
        everybody = [("", _("Every persona"))] if len(personas) > 1 else []
        self.persona.choices = [*everybody, *((persona.id, persona.name) for persona in personas)]
        self.personas = personas
        return self

    def days(self) -> Range:
        """What a plan is made for; call after validation."""
        return {"start": cast("date", self.start.data), "end": cast("date", self.end.data), "seed": self.seed.data}

    def chosen(self) -> list[int]:
        """Whom to plan for; call after validation."""
        return [persona.id for persona in self.personas if self.persona.data in (None, persona.id)]

    def validate_persona(self, field: SelectField) -> None:
        if field.data is None and len(self.personas) == 1:
            raise ValidationError(_("Choose a persona."))

    def validate_end(self, field: DayField) -> None:
        if self.start.data and field.data:
            try:
                check_range(self.start.data, field.data)
            except PlanRefused as refused:
                raise ValidationError(words(refused.message)) from None
            self._check_total((field.data - self.start.data).days + 1)

    def validate_seed(self, field: IntegerField) -> None:
        if field.data is not None and not 0 <= field.data <= MAX_SEED:
            raise ValidationError(_("The number of this plan is out of range; press “Shuffle topics”."))

    def _check_total(self, days: int) -> None:
        limit = max(MAX_DAYS_OF_ALL // max(len(self.personas), 1), 7)
        if self.persona.data is None and days > limit:
            raise ValidationError(
                _("For %(count)s personas at once at most %(limit)s days are planned; choose fewer days or one "
                  "persona.", count=len(self.personas), limit=limit)
            )
