"""The form of one day's members."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import ValidationError
from wtforms.widgets import DateInput

from app.core.errors import Invalid
from app.feedback.figures import count_of, moment_of
from app.feedback.members import MemberDay, checked


class MemberForm(FlaskForm):
    """How many members there were on a day."""

    day = StringField(_l("Day"), widget=DateInput())
    members = StringField(_l("Members"), render_kw={"inputmode": "numeric"})
    joined = StringField(_l("Joined"), render_kw={"inputmode": "numeric"})
    left = StringField(_l("Left"), render_kw={"inputmode": "numeric"})
    active = StringField(_l("Active that day"), render_kw={"inputmode": "numeric"})

    def offer(self, now: datetime, zone: ZoneInfo) -> MemberForm:
        """Today, unless something was sent."""
        self.zone, self.today = zone, now.astimezone(zone).date()
        if self.day.data is None:
            self.day.data = self.today.isoformat()
        return self

    def validate_day(self, field: StringField) -> None:
        if not (field.data or "").strip():
            raise ValidationError(_("Enter the day."))
        self._read_day()

    def validate_members(self, field: StringField) -> None:
        if _count(field) is None:
            raise ValidationError(_("Enter how many members there were."))

    def validate_joined(self, field: StringField) -> None:
        _count(field)

    def validate_left(self, field: StringField) -> None:
        _count(field)

    def validate_active(self, field: StringField) -> None:
        _count(field)

    def said(self) -> MemberDay:
        """What was typed; after `validate`. Raises Invalid for numbers that cannot be together."""
        day = self._read_day()
        row = MemberDay(day, _count(self.members) or 0, _count(self.joined), _count(self.left), _count(self.active))
        return checked(row, self.today)

    def _read_day(self) -> date:
        try:
            at = moment_of(self.day.data or "", self.zone)
        except Invalid as error:
            raise ValidationError(f"{error.cause} {error.remedy}") from None
        return at.astimezone(self.zone).date() if at else self.today


def _count(field: StringField) -> int | None:
    try:
        return count_of(field.data or "")
    except Invalid as error:
        raise ValidationError(f"{error.cause} {error.remedy}") from None
