"""The forms of the import: the file, and what its columns mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField
from wtforms.widgets import DateTimeLocalInput

from app.core.errors import Invalid
from app.core.i18n import label
from app.core.tables.table import Table
from app.core.zones import zone_of
from app.feedback.figures import DateOrder, moment_of
from app.feedback.mapping import ReadingChoices, open_dates
from app.feedback.meanings import Meaning
from app.feedback.upload import MOST_ROWS
from app.models import Community
from app.uploads.forms import ColumnsForm, UploadForm, places, said_twice
from content_calendar.vocabulary import Platform

ZONES = ("UTC", "Asia/Shanghai", "Asia/Tokyo", "Asia/Singapore", "Europe/London", "Europe/Berlin", "America/New_York",
         "America/Los_Angeles")
TOTALS, DAYS = "totals", "days"


class NumbersForm(UploadForm):
    """A file of numbers."""

    most_rows = MOST_ROWS


class MappingForm(ColumnsForm):
    """What holds for all rows."""

    platform = SelectField(_l("Platform"), validate_choice=False)
    daily = RadioField(_l("The numbers are"), default=TOTALS, validate_choice=False)
    zone = SelectField(_l("Time zone of the dates"), validate_choice=False)
    order = SelectField(_l("Dates like 03/04/2027"), validate_choice=False)
    as_of = StringField(_l("Read at, for rows without a date"), widget=DateTimeLocalInput())

    def offer(self, community: Community) -> MappingForm:
        """Fill in what may be chosen."""
        self.local = zone_of(community.timezone)
        self.platform.choices = [("", _("Several, or another")), *((one.value, label(one)) for one in Platform)]
        self.daily.choices = [
            (TOTALS, _("Totals since publication: the newest counts")),
            (DAYS, _("Of each single day: they are added up")),
        ]
        zones = dict.fromkeys((community.timezone, *ZONES))
        self.zone.choices = [
            ("", _("%(zone)s (the community's)", zone=community.timezone)),
            *((name, name) for name in zones if name != community.timezone),
        ]
        self.order.choices = [("", _("The dates say it themselves")), *((one.value, label(one)) for one in DateOrder)]
        self.moment: datetime | None = None
        return self

    @classmethod
    def of(cls, choices: ReadingChoices, community: Community) -> MappingForm:
        """The form filled with choices."""
        local = choices.as_of.astimezone(zone_of(community.timezone)) if choices.as_of else None
        return cls(
            formdata=None, table=choices.table, heading=choices.heading, platform=choices.platform or "",
            zone=choices.zone, daily=DAYS if choices.daily else TOTALS, order=choices.order or "",
            as_of=f"{local:%Y-%m-%dT%H:%M}" if local else "",
        ).offer(community)

    def chosen(self, table: Table, sent: Mapping[str, str]) -> ReadingChoices:
        """What was sent, as far as it can be understood."""
        return ReadingChoices(
            heading=self.heading_in(table), places=places(sent, table, Meaning),
            platform=Platform.named(self.platform.data or ""), daily=self.daily.data == DAYS,
            zone=self.zone.data if self.zone.data in ZONES else "", order=DateOrder.named(self.order.data or ""),
        )

    def accepts(self, table: Table, choices: ReadingChoices, sent: Mapping[str, str], now: datetime) -> bool:
        """Whether a file can be read this way; what is missing stands at its field."""
        sound = self.is_sound([*said_twice(sent, Meaning), *_missing(choices)])
        if choices.order is None and open_dates(table, choices):
            self.order.errors = [_("These dates can be read in two ways: say which number is the day.")]
        self._read_moment(self.local, now)
        return sound and not self.errors

    def complete(self, choices: ReadingChoices) -> ReadingChoices:
        """The choices with the moment that was typed; after `accepts`."""
        return choices.model_copy(update={"as_of": self.moment})

    def _read_moment(self, zone: ZoneInfo, now: datetime) -> None:
        try:
            self.moment = moment_of(self.as_of.data or "", zone)
        except Invalid as error:
            self.as_of.errors = [f"{error.cause} {error.remedy}"]
        if self.moment and self.moment > now:
            self.as_of.errors = [_("The reading is dated in the future.")]


def _missing(choices: ReadingChoices) -> list[str]:
    missing = []
    if not choices.names_posts:
        missing.append(_("No column tells which post a row is about: choose an identifier, a link, a title or a text."))
    if not choices.counts:
        missing.append(_("No column holds a number: choose at least one counter, such as views or likes."))
    if choices.daily and Meaning.OBSERVED_AT not in choices.places:
        missing.append(_("Numbers of single days need the day: choose the column with the date."))
    return missing
