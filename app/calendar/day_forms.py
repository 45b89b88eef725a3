"""The forms of marked days, and of a file full of them."""

from __future__ import annotations

from typing import ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import SelectField, TextAreaField
from wtforms.validators import ValidationError

from app.calendar.day_words import Otherwise
from app.communities.written_day import WrittenDay
from app.communities.written_fields import ChoiceField, DayField, NumberField, TextField
from app.communities.written_form import WrittenForm
from app.core.i18n import label
from content_calendar.vocabulary import DayKind

USUAL_LEAD_DAYS = 7


def _how_often() -> list[tuple[str, str]]:
    return [("false", _("Once")), ("true", _("Every year"))]


class MarkForm(WrittenForm):
    """What the forms of the two kinds share."""

    model = WrittenDay
    kind: ClassVar[DayKind]

    name = TextField(_l("Name of the day"))
    on = DayField(_l("Day"))
    yearly = ChoiceField(_l("Repeats"), _how_often, default="false")

    def prepare(self) -> None:
        del self.key

    def values(self) -> dict[str, object]:
        return {**super().values(), "kind": self.kind}

    def stored_value(self, name: str) -> object:
        return str(self.row.yearly).lower() if name == "yearly" else super().stored_value(name)


class OwnDayForm(MarkForm):
    kind = DayKind.OWN

    lead_days = NumberField(_l("Spoken of from, days ahead"), default=str(USUAL_LEAD_DAYS))


class BlackoutForm(MarkForm):
    kind = DayKind.BLACKOUT
    whole = "until"

    name = TextField(_l("Reason"))
    on = DayField(_l("First day"))
    until = DayField(_l("Last day"))


class DayFileForm(FlaskForm):
    """A file or a pasted text; the file counts when both are given."""

    file = FileField(_l("CSV, JSON, ICS or Excel file"))
    pasted = TextAreaField(_l("Or paste its text here"))
    otherwise = SelectField(_l("Days that say neither “off” nor “work”"))

    def offer(self) -> DayFileForm:
        """Fill in what may be chosen."""
        self.otherwise.choices = [(choice.value, label(choice)) for choice in Otherwise]
        return self

    def validate_file(self, field: FileField) -> None:
        if not (field.data and field.data.filename) and not (self.pasted.data or "").strip():
            raise ValidationError(_("Choose a file, or paste its text below."))
