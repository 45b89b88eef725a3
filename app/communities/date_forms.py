"""The small forms on the dates of a column: one occurrence, a pause, another rhythm from a day on."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms.widgets import DateTimeLocalInput, HiddenInput, ListWidget, RadioInput

from app.communities.rhythm import weekdays_of
from app.communities.rhythm_form import RhythmForm
from app.communities.written_fields import ChoiceField, DayField, TextField, terms
from app.communities.written_form import WrittenForm
from app.communities.written_part import Part
from app.communities.written_rhythm import WallMoment, WrittenPause
from app.core.text_fields import ClockTime, Day, Rule
from content_calendar.planning.series import Phase
from content_calendar.vocabulary import Term


class Scope(Term):
    """How far a change of the rhythm reaches."""

    FOLLOWING = "following", "这一天及以后", "This day and the following"
    ALL = "all", "整个栏目", "The whole column"


class WrittenDay(Part):
    on: Day


class WrittenMove(Part):
    on: Day
    to: WallMoment


class WrittenChange(Part):
    scope: Scope
    starts_on: Day
    rule: Rule
    at: ClockTime


class _DateForm(WrittenForm):
    """About one day of a column, not about the fields of its row; a stale one is read again and sent again."""

    key = None  # type: ignore[assignment]  # WTForms' way to leave an inherited field out

    def stored_value(self, name: str) -> object:
        return None

    def show_newer(self, row: Any) -> None:
        self.is_stale = True
        self.version.data = str(row.version)
        self.version.raw_data = None


class DayForm(_DateForm):
    """One occurrence, named by the day of its rhythm."""

    model: ClassVar[type[Part]] = WrittenDay

    on = DayField(_l("Day"), widget=HiddenInput())


class MoveForm(DayForm):
    model = WrittenMove

    to = TextField(_l("Move to"), widget=DateTimeLocalInput())

    def process(self, *arguments: Any, **options: Any) -> None:
        super().process(*arguments, **options)
        self.to.id = f"to-{self.on.data}"  # a page has such a field for each day


class PauseForm(_DateForm):
    model = WrittenPause
    whole = "last"

    first = DayField(_l("First day of the pause"))
    last = DayField(_l("Last day of the pause"))


class OneOfField(ChoiceField):
    """One of a few, all in view."""

    widget = ListWidget(prefix_label=False)
    option_widget = RadioInput()


class ChangeForm(_DateForm, RhythmForm):
    """Another rhythm; it begins with the one in force on that day."""

    model = WrittenChange

    scope = OneOfField(_l("Applies to"), terms(Scope), default=Scope.FOLLOWING.value)
    starts_on = DayField(_l("From this day on"))


def rhythm_now(phase: Phase, on: str) -> dict[str, object]:
    """What the form of a change begins with."""
    weekdays = weekdays_of(phase.rule.text)
    return {
        "starts_on": on, "weekdays": weekdays, "rule": "" if weekdays else phase.rule.text, "at": f"{phase.at:%H:%M}",
    }
