"""Which days to pick for, and the rules of picking."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import DateInput

from app.choices.offers import Range
from app.core.form_texts import cleaned
from app.core.text_fields import Day
from app.core.zones import zone_of
from app.models import Community, Persona
from content_calendar.planning.wall_clock import moment

MOST_DAYS = 31
CONTROL = range(5, 11)
REST = range(7, 366)


class PickForm(FlaskForm):
    """The days live in the address, so what would be picked can be shown to a colleague."""

    class Meta:
        csrf = False  # it only reads; picking is a form of its own

    persona = SelectField(_l("Persona"))
    start = StringField(_l("From"), widget=DateInput())
    end = StringField(_l("To"), widget=DateInput())

    @classmethod
    def read(
        cls, sent: Mapping[str, str], community: Community, personas: list[Persona], today: date
    ) -> PickForm:
        """As sent; what is missing gets its default: every persona, from Monday of next week to its Sunday."""
        monday = today + timedelta(days=7 - today.weekday())
        defaults = {"start": monday.isoformat(), "end": (monday + timedelta(days=6)).isoformat()}
        form = cls(formdata=MultiDict({**defaults, **sent}))
        form.persona.choices = [("", _("The whole community")), *((str(row.id), row.name) for row in personas)]
        form.persona.data = form.persona.data or ""
        return form

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        valid = super().validate(extra_validators)
        return cleaned(self, {"start": Day, "end": Day}) and self._in_order() and valid

    def _in_order(self) -> bool:
        days = (self.end.data - self.start.data).days
        if days < 0:
            self.end.errors = [_("The last day lies before the first; swap them.")]
        elif days >= MOST_DAYS:
            self.end.errors = [_("Pick for at most %(days)s days at once; choose a shorter range.", days=MOST_DAYS)]
        return not self.errors

    def span(self, community: Community) -> Range:
        """From the first moment of the first day to the last moment of the last, by the community's clocks."""
        zone = zone_of(community.timezone)
        after = self.end.data + timedelta(days=1)
        persona_id = int(self.persona.data) if self.persona.data else None
        return Range(_start(self.start.data, zone), _start(after, zone), persona_id)


def _start(day: date, zone: Any) -> datetime:
    return moment(day, time(), zone)


def _within(numbers: range) -> list[Any]:
    say = _l("Enter a whole number from %(low)s to %(high)s.", low=numbers[0], high=numbers[-1])
    return [InputRequired(say), NumberRange(numbers[0], numbers[-1], say)]


class RulesForm(FlaskForm):
    """What admins decide about choosing."""

    control_percent = IntegerField(_l("Left to an even draw, in percent"), _within(CONTROL))
    evergreen_rest_days = IntegerField(_l("Rest between two times, in days"), _within(REST))
    version = IntegerField(default=0)
