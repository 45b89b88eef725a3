"""The forms of what has a time: columns and events. Their clocks are those of the community's zone."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from app.communities.rhythm import Weekday, weekdays_of, weekly_rule
from app.communities.surroundings import Choice
from app.communities.workspace_schema import WrittenColumn, WrittenEvent
from app.communities.written_fields import (
    ChoiceField,
    ChoicesField,
    ClockField,
    LinesField,
    LongTextField,
    MomentField,
    TextField,
    TopicsField,
    YesNoField,
    terms,
)
from app.communities.written_form import WrittenForm
from content_calendar.vocabulary import Form, Goal, Scene, Stage, Tactic, Value

_CHOOSE = _l("Choose…")


class ColumnForm(WrittenForm):
    """A column keeps one rule; the weekdays and the rule written out are two ways to say it."""

    model = WrittenColumn

    name = TextField(_l("Column name"))
    theme = LongTextField(_l("Theme"))
    persona = ChoiceField(_l("For whom"))
    voice = ChoiceField(_l("Who speaks"))
    value = ChoiceField(_l("Value"), terms(Value, nothing=_CHOOSE))
    stage = ChoiceField(_l("Stage"), terms(Stage, nothing=_CHOOSE))
    form = ChoiceField(_l("Form"), terms(Form, nothing=_CHOOSE))
    product = ChoiceField(_l("Product"))
    weekdays = ChoicesField(_l("On these days"), terms(Weekday))
    at = ClockField(_l("Time of day"))
    rule = TextField(_l("Recurrence rule"))
    topics = TopicsField(_l("Topic bank"))
    active = YesNoField(
        _l("Running or paused"), default="yes",
        choices=lambda: [("yes", _("Running")), ("no", _("Paused: nothing new is planned"))],
    )


    def prepare(self) -> None:
        self.persona.choices = _one_of(self.around.personas)
        self.voice.choices = _one_of(self.around.voices)
        self.product.choices = [("", _("None in particular")), *_named(self.around.products)]

    def stored_value(self, name: str) -> object:
        column = self.row
        if name in ("persona", "voice", "product"):
            named = getattr(column, name)
            return named.key if named else None
        if name == "weekdays":
            return weekdays_of(column.rule)
        if name == "rule":
            return "" if weekdays_of(column.rule) else column.rule
        return super().stored_value(name)

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
        return MultiDict([*days, ("rule", self.rule.data or ""), ("at", self.at.data or "")])

    def _rule_typed(self) -> bool:
        return bool((self.rule.data or "").strip())

    def _mark_required(self) -> None:
        super()._mark_required()
        self.rule.flags.required = None
        self.weekdays.flags.required = True


class EventForm(WrittenForm):
    model = WrittenEvent
    whole = "ends_at"

    name = TextField(_l("Event name"))
    theme = LongTextField(_l("Theme"))
    goal = ChoiceField(_l("Goal"), terms(Goal), default=Goal.ACTIVATE.value)
    starts_at = MomentField(_l("Starts"))
    ends_at = MomentField(_l("Ends"))
    place = LongTextField(_l("Place"))
    way_to_join = LongTextField(_l("How to join"))
    scene = ChoiceField(_l("Scene"), terms(Scene), default=Scene.NONE.value)
    tactic = ChoiceField(_l("Tactic"), terms(Tactic, nothing=_l("No tactic")))
    prizes = LongTextField(_l("Prizes"))
    checklist = LinesField(_l("Checklist"))
    contingency = LongTextField(_l("If things go wrong"))

    preparation = ("checklist", "contingency", "key")

    def prepare(self) -> None:
        self.starts_at.zone = self.ends_at.zone = self.around.zone


def _one_of(choices: Sequence[Choice]) -> list[tuple[str, str]]:
    """A single choice needs no choosing."""
    return _named(choices) if len(choices) == 1 else [("", str(_CHOOSE)), *_named(choices)]


def _named(choices: Sequence[Choice]) -> list[tuple[str, str]]:
    return [(choice.key, choice.name) for choice in choices]
