"""The order for a whole matrix of templates in a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.validators import ValidationError

from app.core.form_texts import cleaned
from app.core.text_fields import Text
from app.replies.choices import Choices
from app.replies.forms import TicksField, number_or_none
from app.replies.matrix import Matrix
from app.replies.refusals import MAX_VARIANTS
from app.replies.variables_field import VariablesField
from content_calendar.vocabulary import MemberState, Scenario, Term

Word = TypeVar("Word", bound=Term)


class MatrixForm(FlaskForm):
    """What is to be drafted at once."""

    scenarios = TicksField(_l("Scenarios"), Scenario)
    states = TicksField(_l("Member states"), MemberState)
    variants = SelectField(_l("Variants of each answer"), coerce=int)
    persona = SelectField(_l("Persona"), coerce=number_or_none)
    voice = SelectField(_l("Voice"), coerce=number_or_none)
    product = SelectField(_l("Product"), coerce=number_or_none)
    variables = VariablesField(_l("Variables"))
    note = TextAreaField(_l("Note to the writer"))
    submit = BooleanField(_l("Send clean drafts to review at once"))

    def offer(self, choices: Choices) -> MatrixForm:
        self.variants.choices = [(number, str(number)) for number in range(1, MAX_VARIANTS + 1)]
        self.persona.choices = list(choices.personas)
        self.voice.choices = [("", _("No particular voice")), *choices.voices]
        self.product.choices = [("", _("No product")), *choices.products]
        return self

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        valid = super().validate(extra_validators)
        return cleaned(self, {"note": Text}) and valid

    def validate_scenarios(self, field: TicksField) -> None:
        if not field.data:
            raise ValidationError(_("Choose at least one scenario."))

    def matrix(self) -> Matrix:
        """What was entered, after validation."""
        return Matrix(
            scenarios=_members(Scenario, self.scenarios.data), states=_members(MemberState, self.states.data),
            variants=self.variants.data, persona=self.persona.data, voice=self.voice.data, product=self.product.data,
            variables=self.variables.data, note=self.note.data, submit=bool(self.submit.data),
        )


def _members(vocabulary: type[Word], chosen: Sequence[str]) -> tuple[Word, ...]:
    return tuple(term for term in vocabulary if term.value in chosen)
