"""The forms of what has a time: columns and events. Their clocks are those of the community's zone."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.communities.prompt_choices import prompt_choices
from app.communities.rhythm import weekdays_of
from app.communities.rhythm_form import RhythmForm
from app.communities.series_rows import first_day_of
from app.communities.surroundings import Choice
from app.communities.workspace_schema import WrittenColumn, WrittenEvent
from app.communities.written_fields import (
    ChoiceField,
    DayField,
    LinesField,
    LongTextField,
    MomentField,
    TextField,
    TopicsField,
    terms,
)
from app.communities.written_form import WrittenForm
from content_calendar.vocabulary import Form, Goal, Scene, Stage, Tactic, Value

_CHOOSE = _l("Choose…")


class ColumnForm(RhythmForm):
    """A column with the rhythm it begins with; what became of that is changed beside its dates."""

    model = WrittenColumn

    name = TextField(_l("Column name"))
    theme = LongTextField(_l("Theme"))
    persona = ChoiceField(_l("For whom"))
    voice = ChoiceField(_l("Who speaks"))
    value = ChoiceField(_l("Value"), terms(Value, nothing=_CHOOSE))
    stage = ChoiceField(_l("Stage"), terms(Stage, nothing=_CHOOSE))
    form = ChoiceField(_l("Form"), terms(Form, nothing=_CHOOSE))
    product = ChoiceField(_l("Product"))
    prompt = ChoiceField(_l("Prompt"))
    starts_on = DayField(_l("Begins on"))
    topics = TopicsField(_l("Topic bank"))

    def prepare(self) -> None:
        self.persona.choices = _one_of(self.around.personas)
        self.voice.choices = _one_of(self.around.voices)
        self.product.choices = [("", _("None in particular")), *_named(self.around.products)]
        self.prompt.choices = prompt_choices(self.around.language, self.row.prompt if self.row is not None else "")

    def stored_value(self, name: str) -> object:
        column = self.row
        if name in ("persona", "voice", "product"):
            named = getattr(column, name)
            return named.key if named else None
        if name == "weekdays":
            return weekdays_of(column.rule)
        if name == "rule":
            return "" if weekdays_of(column.rule) else column.rule
        if name == "starts_on":
            return first_day_of(column, self.around.zone)
        return super().stored_value(name)


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
