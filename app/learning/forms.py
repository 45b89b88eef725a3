"""The form of a goal's weights."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FloatField, HiddenField
from wtforms.validators import InputRequired

from app.learning.weighing import weights_from
from content_calendar.ranking import Weights

_NEEDED = _l("Enter a number, such as 1 or 2.5.")


class NumberField(FloatField):
    """A number; what is none is refused in the reader's language and stays as it was typed."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(str(_NEEDED)) from None


class WeightsForm(FlaskForm):
    """What one engagement, one action and one harm are worth, and the version somebody saw."""

    engage = NumberField(_l("One engagement (like, comment, share)"), [InputRequired(_NEEDED)])
    act = NumberField(_l("One action (click, order, join)"), [InputRequired(_NEEDED)])
    harm = NumberField(_l("One harm (left, muted)"), [InputRequired(_NEEDED)])
    version = HiddenField()

    def weights(self) -> Weights:
        """What was typed. Raises WeightsImpossible."""
        return weights_from(*(float(field.data or 0) for field in (self.engage, self.act, self.harm)))
