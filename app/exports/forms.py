"""What to export, and what a feed is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.validators import ValidationError
from wtforms.widgets import DateInput

from app.core.form_texts import cleaned
from app.core.i18n import language
from app.core.row_ids import row_id
from app.core.text_fields import Day, ShortLine
from app.core.zones import zone_of
from app.models import Community, Persona
from app.uploads.forms import UploadForm
from content_calendar.exporters.profile import Profile
from content_calendar.exporters.registry import profiles
from content_calendar.planning.wall_clock import moment

DEFAULT_DAYS = 14
MAX_DAYS = 366
MAX_CHOSEN = 500
ZONES = (
    "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "Asia/Tokyo", "Asia/Seoul", "Asia/Kolkata",
    "Asia/Dubai", "Europe/Moscow", "Europe/Berlin", "Europe/Paris", "Europe/London", "America/Sao_Paulo",
    "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "Australia/Sydney",
    "Pacific/Auckland", "UTC",
)
"""What is offered for a tool's clock; any other known zone is taken from the address."""
MINE = "mine"
"""The content of a feed of all communities somebody belongs to."""


@dataclass(frozen=True, slots=True)
class Span:
    """The instants between which slots are looked for: `start` ≤ slot < `end`."""

    start: datetime
    end: datetime


class ExportForm(FlaskForm):
    """The words of one export live in the address, so a dry run can be sent to a colleague."""

    class Meta:
        csrf = False  # it only reads; the download is a form of its own

    target = SelectField(_l("Target"))
    persona = SelectField(_l("Persona"))
    start = StringField(_l("From"), widget=DateInput())
    end = StringField(_l("To"), widget=DateInput())
    zone = SelectField(_l("Zone of the tool"), validate_choice=False)
    again = BooleanField(_l("Include what was exported before"))
    items = HiddenField()
    """Ids of items chosen in the library, parted by commas; empty for all of the range."""

    @classmethod
    def read(cls, sent: MultiDict[str, str], community: Community, personas: list[Persona], today: date) -> ExportForm:
        """The form as sent; what is missing gets its default: every persona, a calendar file, the next 14 days, the
        community's own zone.
        """
        end = today + timedelta(days=DEFAULT_DAYS)
        defaults = {"start": today.isoformat(), "end": end.isoformat(), "zone": community.timezone}
        form = cls(formdata=MultiDict({**defaults, **sent.to_dict()}))
        form.target.choices = [(profile.key, profile.label(language())) for profile in profiles()]
        form.persona.choices = [("", _("The whole community")), *((str(row.id), row.name) for row in personas)]
        form.zone.choices = list(dict.fromkeys((community.timezone, form.zone.data, *ZONES)))
        form.target.data = form.target.data or profiles()[0].key
        form.persona.data = form.persona.data or ""
        return form

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        valid = super().validate(extra_validators)
        return cleaned(self, {"start": Day, "end": Day}) and self._in_order() and valid

    def validate_zone(self, field: SelectField) -> None:
        if field.data not in available_timezones():
            raise ValidationError(_("There is no time zone of that name; choose one from the list."))

    def _in_order(self) -> bool:
        days = (self.end.data - self.start.data).days
        if days < 0:
            self.end.errors = [_("The last day lies before the first; swap them.")]
        elif days > MAX_DAYS:
            self.end.errors = [_("An export covers at most %(days)s days; choose a shorter range.", days=MAX_DAYS)]
        return not self.errors

    def chosen_items(self) -> frozenset[int]:
        """The ids of the chosen items; what is no id is passed over."""
        parts = (self.items.data or "").split(",")[:MAX_CHOSEN]
        return frozenset(_ids(parts))

    def clock(self, target: Profile) -> ZoneInfo | None:
        """The zone the tool's clock stands on; None for a target whose files name their zone."""
        return zone_of(self.zone.data) if target.clock.is_local else None

    def span(self, community: Community) -> Span:
        """From the first moment of the first day to the last moment of the last, by the community's clocks."""
        zone = zone_of(community.timezone)
        return Span(moment(self.start.data, time(), zone), moment(self.end.data + timedelta(days=1), time(), zone))


def _ids(parts: list[str]) -> Iterator[int]:
    for part in parts:
        with suppress(ValueError):
            yield row_id(part)


class FeedForm(FlaskForm):
    name = StringField(_l("Name of the feed"))
    persona = SelectField(_l("Content"))

    @classmethod
    def offer(cls, personas: list[Persona]) -> FeedForm:
        form = cls()
        form.persona.choices = [
            ("", _("The whole community")), *((str(row.id), row.name) for row in personas),
            (MINE, _("All communities I belong to")),
        ]
        return form

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        return super().validate(extra_validators) and cleaned(self, {"name": ShortLine})

    def validate_name(self, field: StringField) -> None:
        if not (field.data or "").strip():
            raise ValidationError(_("Enter a name; calendar apps show it in their list."))


class TemplateForm(UploadForm):
    """A tool's own template."""

    file = FileField(_l("The tool's template (CSV)"))
