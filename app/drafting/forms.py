"""The brief: which slots, and what the editor wants to add."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired

from app.core.form_texts import cleaned
from app.core.row_ids import row_id
from app.core.text_fields import Text

VARIANTS = (1, 2, 3)


class BriefForm(FlaskForm):
    """`item` holds ids; which of them can be drafted is for the service to say."""

    item = SelectMultipleField(
        _l("Slots"), [InputRequired(_l("Choose at least one slot."))], coerce=row_id, validate_choice=False
    )
    note = TextAreaField(_l("A word to the writer"))
    variants = RadioField(_l("Texts for each slot"), choices=[*map(str, VARIANTS)], coerce=int, default=1)
    submit_when_ready = BooleanField(_l("Send finished drafts to review"))

    def accepts(self) -> bool:
        """Whether the brief can be sent; flaws stand at their fields."""
        return bool(self.validate()) and cleaned(self, {"note": Text})
