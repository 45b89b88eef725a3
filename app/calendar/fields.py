"""Form fields of the calendar: wall-clock times, days, lists of lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from flask_babel import gettext as _
from wtforms import DateField, Field, Form, StringField, TextAreaField
from wtforms.validators import ValidationError as Rejected
from wtforms.widgets import DateTimeLocalInput

from app.core.field_flaws import shortened
from app.core.row_ids import row_id
from app.core.text_fields import YEARS
from content_calendar.vocabulary import Term

Check = Callable[[Form, Field], None]


class WallClockField(StringField):
    """Day and time as the community's clocks show them: naive, unless what was sent names its own offset."""

    widget = DateTimeLocalInput()
    data: datetime | None

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if text:
            self.data = _moment(text)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:%Y-%m-%dT%H:%M}" if self.data else ""


class InstantField(StringField):
    """A moment a script was given and sends back as it was: to the second, with its offset."""

    data: datetime | None

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if text:
            self.data = _exactly(text)
            if self.data.tzinfo is None:
                raise ValueError(_("The time to go back to must name its offset."))


class DayField(DateField):
    """One day, told about in our words."""

    data: date | None

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if text:
            self.data = _day(text)


class PointsField(TextAreaField):
    """One entry a line; blank lines are left out."""

    def process_formdata(self, valuelist: list[str]) -> None:
        lines = valuelist[0].splitlines() if valuelist else []
        self.data = tuple(line for line in lines if line.strip())

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else "\n".join(self.data or ())


def needed(sentence: Callable[[], str]) -> Check:
    """The field must have been filled in; `sentence` says what is missing."""

    def check(_form: Form, field: Field) -> None:
        if field.data is None and not field.errors:
            raise Rejected(sentence())

    return check


def options(vocabulary: type[Term], label: Callable[[Term], str]) -> list[tuple[str, str]]:
    return [(term.value, label(term)) for term in vocabulary]


def number_or_none(text: object) -> int | None:
    """The id a select sends; nothing for its blank option."""
    return row_id(str(text)) if text not in (None, "", "None") else None


def _moment(text: str) -> datetime:
    return _exactly(text).replace(second=0, microsecond=0)


def _exactly(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        sentence = _("“%(given)s” is no day and time; write it like 2027-06-09T15:00.", given=shortened(text))
        raise ValueError(sentence) from None
    if moment.year not in YEARS:
        raise ValueError(_("“%(given)s” lies outside the years 2000 to 2100.", given=shortened(text)))
    return moment


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(_("“%(given)s” is no day; write it like 2027-06-09.", given=shortened(text))) from None
