"""The forms of a campaign, and of looking back on one."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from app.communities.surroundings import Choice
from app.communities.workspace_schema import WrittenCampaign
from app.communities.written_fields import (
    ChoiceField,
    ChoicesField,
    DayField,
    LongTextField,
    NumberField,
    TextField,
    terms,
)
from app.communities.written_form import WrittenForm
from app.communities.written_part import Part
from app.core.text_fields import Text
from content_calendar.planning.campaign_window import MOST_TOUCHES
from content_calendar.vocabulary import Goal, Scene, Tactic

_CHOOSE = _l("Choose…")
_NAMED = ("voice", "product", "event")


class CampaignForm(WrittenForm):
    model = WrittenCampaign
    whole = "last"

    name = TextField(_l("Campaign name"))
    theme = LongTextField(_l("Theme"))
    goal = ChoiceField(_l("Goal"), terms(Goal, nothing=_CHOOSE))
    personas = ChoicesField(_l("For whom"), list)
    first = DayField(_l("First day"))
    last = DayField(_l("Last day"))
    touches = NumberField(_l("Touches"), default=str(MOST_TOUCHES))
    product = ChoiceField(_l("Product"))
    event = ChoiceField(_l("Event"))
    voice = ChoiceField(_l("Who speaks"))
    scene = ChoiceField(_l("Scene"), terms(Scene), default=Scene.NONE.value)
    tactic = ChoiceField(_l("Tactic"), terms(Tactic, nothing=_l("No tactic")))

    def prepare(self) -> None:
        self.personas.choices = _choices(self.around.personas)
        self.product.choices = [("", str(_l("None in particular"))), *_choices(self.around.products)]
        self.event.choices = [("", str(_l("No event"))), *_choices(self.around.events)]
        self.voice.choices = [("", str(_l("As the columns have it"))), *_choices(self.around.voices)]

    def stored_value(self, name: str) -> object:
        if name == "personas":
            return [persona.key for persona in self.row.personas]
        if name in _NAMED:
            named = getattr(self.row, name)
            return named.key if named else None
        return super().stored_value(name)

    def place_of(self, name: str) -> str:
        return "personas" if name == "persona" else name


class WrittenRetrospective(Part):
    """What was learned from a campaign or an event."""

    retrospective: Text = ""


class RetrospectiveForm(WrittenForm):
    model = WrittenRetrospective

    key = None  # type: ignore[assignment]  # WTForms' way to leave an inherited field out
    retrospective = LongTextField(_l("What we remember of it"))

    def values(self) -> dict[str, object]:
        return {"retrospective": self.retrospective.data or ""}


def _choices(choices: Sequence[Choice]) -> list[tuple[str, str]]:
    return [(choice.key, choice.name) for choice in choices]
