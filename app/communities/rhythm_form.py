"""The fields of a rhythm: a rule has two ways to be said, weekdays to tick or the rule written out."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from app.communities.rhythm import Weekday, weekly_rule
from app.communities.written_fields import ChoicesField, ClockField, TextField, terms
from app.communities.written_form import WrittenForm


class RhythmForm(WrittenForm):
    """A form with one rule and its time of day; the first day is called `starts_on`."""

    weekdays = ChoicesField(_l("On these days"), terms(Weekday))
    at = ClockField(_l("Time of day"))
    rule = TextField(_l("Recurrence rule"))

    def values(self) -> dict[str, object]:
        values = super().values()
        weekly = weekly_rule(self.weekdays.data or ())
        del values["weekdays"]
        if weekly and self._rule_typed():
            self.refuse("rule", _("Choose days or write a rule, not both: empty one of the two."))
        if weekly:
            values["rule"] = weekly
        return values

    def place_of(self, name: str) -> str:
        return "weekdays" if name == "rule" and not self._rule_typed() else name

    def typed_rhythm(self) -> MultiDict[str, str]:
        """What stands in the fields of the rhythm, as a preview reads it."""
        days = [("weekdays", day) for day in self.weekdays.data or ()]
        start = self._fields["starts_on"].data or ""
        return MultiDict([*days, ("rule", self.rule.data or ""), ("at", self.at.data or ""), ("starts_on", start)])

    def _rule_typed(self) -> bool:
        return bool((self.rule.data or "").strip())

    def _mark_required(self) -> None:
        super()._mark_required()
        self.rule.flags.required = None
        self.weekdays.flags.required = True
