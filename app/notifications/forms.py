"""The form of a channel: what it carries and when."""

from __future__ import annotations

from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectMultipleField, StringField
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.form_texts import cleaned
from app.core.i18n import label
from app.core.text_fields import ClockTime, Name, ZoneName
from app.models import Channel, NoticeKind, Rhythm
from app.notifications.channels import Wishes

CLOCKS = ("digest_at", "quiet_from", "quiet_until")


class KindsField(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class WishesForm(FlaskForm):
    """What every channel is asked. Its address is asked once, when it is added."""

    name = StringField(_l("Name of the channel"), [DataRequired(_l("Enter a name."))])
    rhythm = RadioField(_l("When"), default=Rhythm.AT_ONCE.value)
    digest_at = StringField(_l("Digest at"))
    quiet_from = StringField(_l("Quiet from"))
    quiet_until = StringField(_l("Quiet until"))
    timezone = StringField(_l("Time zone"), default="Asia/Shanghai")
    kinds = KindsField(_l("What it carries"))

    def __init__(self, channel: Channel | None = None, **options: Any) -> None:
        super().__init__(obj=channel, **options)
        self.rhythm.choices = [(term.value, label(term)) for term in Rhythm]
        self.kinds.choices = [(term.value, label(term)) for term in NoticeKind]

    def accepts(self) -> bool:
        """Whether a channel can be made of it; flaws stand at their fields."""
        clocks = {name: ClockTime for name in CLOCKS if self[name].data}
        kinds = {"name": Name, "timezone": ZoneName} | clocks
        return bool(self.validate()) and cleaned(self, kinds) and self._has_whole_quiet_hours()

    def _has_whole_quiet_hours(self) -> bool:
        start, end = self.quiet_from, self.quiet_until
        if bool(start.data) != bool(end.data):
            (end if start.data else start).errors = [_("Quiet hours need both ends; or leave both empty.")]
        elif start.data and start.data == end.data:
            end.errors = [_("Quiet hours must end at another time than they start.")]
        return not self.errors

    def wishes(self) -> Wishes:
        """After `accepts`."""
        chosen = [kind for kind in NoticeKind if kind.value in (self.kinds.data or ())]
        digest_at, quiet_from, quiet_until = (self[name].data or None for name in CLOCKS)
        return Wishes(
            cast("str", self.name.data), Rhythm(self.rhythm.data), digest_at, quiet_from, quiet_until,
            cast("str", self.timezone.data), () if len(chosen) == len(NoticeKind) else chosen,
        )
