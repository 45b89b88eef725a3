"""Form fields that keep what was typed as it was typed, and read it as the written models expect it.

`data` is always the text of the browser. `read()` gives what pydantic is handed, `show(value)` the text for a stored
value. Limits and cleaning are not here: they belong to app/core/text_fields.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import Field
from wtforms.widgets import CheckboxInput, DateInput, DateTimeLocalInput, ListWidget, NumberInput, TimeInput

from app.communities import written_lines
from app.communities.workspace_schema import MICROS
from app.core.i18n import label, language
from content_calendar.planning.wall_clock import moment
from content_calendar.vocabulary import Language, Term, Value

Choices = Callable[[], list[tuple[str, str]]]


class TextField(StringField):
    """One line."""

    def read(self) -> object:
        return self.data or None

    def show(self, value: object) -> object:
        return "" if value is None else str(value)


class LongTextField(TextAreaField):
    """Text of several lines."""

    def read(self) -> object:
        return self.data or None

    def show(self, value: object) -> object:
        return value


class NumberField(TextField):
    """A whole number. An empty one is handed on, so that it is named as a mistake instead of becoming a default."""

    widget = NumberInput(step=1)

    def read(self) -> object:
        return (self.data or "").strip()


class MoneyField(TextField):
    """An amount of money; empty for none. Stored in millionths, shown in units."""

    def show(self, value: object) -> object:
        return f"{Decimal(value) / MICROS:f}" if isinstance(value, int) else ""


class DayField(TextField):
    widget = DateInput()

    def show(self, value: object) -> object:
        return value.isoformat() if isinstance(value, date) else ""


class ClockField(TextField):
    widget = TimeInput()

    def show(self, value: object) -> object:
        return f"{value:%H:%M}" if isinstance(value, time) else ""


class MomentField(TextField):
    """A day and a clock time in `zone`, handed on as that moment."""

    widget = DateTimeLocalInput()
    zone = ZoneInfo("UTC")

    def read(self) -> object:
        try:
            typed = datetime.fromisoformat((self.data or "").strip())
        except ValueError:
            return self.data or None
        return self.data if typed.tzinfo else self._placed(typed)

    def show(self, value: object) -> object:
        return f"{value.astimezone(self.zone):%Y-%m-%dT%H:%M}" if isinstance(value, datetime) else ""

    def _placed(self, typed: datetime) -> object:
        try:
            return moment(typed.date(), typed.time(), self.zone)
        except OverflowError:  # the first or last day of the calendar
            return self.data


class LinesField(LongTextField):
    """One entry a line."""

    def read(self) -> object:
        return written_lines.read_lines(self.data or "")

    def show(self, value: object) -> object:
        return "\n".join(_texts(value))


class TagsField(LinesField):
    """One tag a line; the colon of a Chinese keyboard counts too."""

    def read(self) -> object:
        return [line.replace("：", ":", 1) for line in written_lines.read_lines(self.data or "")]


class BlocksField(LongTextField):
    """Texts kept apart by empty lines."""

    def read(self) -> object:
        return written_lines.read_blocks(self.data or "")

    def show(self, value: object) -> object:
        return "\n\n".join(_texts(value))


class FactsField(LongTextField):
    """`name: value` a line."""

    def read(self) -> object:
        return written_lines.read_facts(self.data or "")

    def show(self, value: object) -> object:
        return written_lines.show_facts(_mappings(value), language())


class TopicsField(LongTextField):
    """A topic bank: titles, below each its points."""

    def read(self) -> object:
        return written_lines.read_topics(self.data or "")

    def show(self, value: object) -> object:
        return written_lines.show_topics(_mappings(value))


class ChoiceField(SelectField):
    """One of a list. What is not in the list is left to the model to refuse."""

    def __init__(self, label: object, choices: Choices = list, **options: Any) -> None:
        super().__init__(label, choices=choices, validate_choice=False, **options)

    def read(self) -> object:
        return self.data or None

    def show(self, value: object) -> object:
        return "" if value is None else str(value)


class SwitchField(BooleanField):
    """On or off."""

    def read(self) -> object:
        return bool(self.data)

    def show(self, value: object) -> object:
        return value


class ChoicesField(SelectMultipleField):
    """Several of a list, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: object, choices: Choices, **options: Any) -> None:
        super().__init__(label, choices=choices, validate_choice=False, **options)

    def read(self) -> object:
        return list(self.data or ())

    def show(self, value: object) -> object:
        return _texts(value)


class SharesField(Field):
    """A whole number for each term of a vocabulary, the five values unless said otherwise."""

    data: dict[str, str]

    def __init__(self, label: object, vocabulary: type[Term] = Value, **options: Any) -> None:
        self.vocabulary = vocabulary
        super().__init__(label, **options)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        stored = data if isinstance(data, Mapping) else self.default or {}
        self.data = {term.value: str(stored.get(term, "")) for term in self.vocabulary}
        self.process_errors: list[str] = []
        self.raw_data = None
        if formdata is not None:
            self.data = {name: formdata.get(f"{self.name}-{name}", text) for name, text in self.data.items()}

    def read(self) -> object:
        return {name: text.strip() or "0" for name, text in self.data.items()}

    def show(self, value: object) -> object:
        return value

    def rows(self) -> list[tuple[Term, str, str]]:
        """Term, name of its input, what stands in it."""
        return [(term, f"{self.name}-{term.value}", self.data[term.value]) for term in self.vocabulary]


def terms(vocabulary: type[Term], *, nothing: object = None) -> Choices:
    """The choices of a vocabulary in the reader's language; `nothing` is the label of an empty first one."""
    first = [] if nothing is None else [nothing]
    return lambda: [*(("", str(name)) for name in first), *((term.value, label(term)) for term in vocabulary)]


def languages() -> list[tuple[str, str]]:
    return [(Language.ZH.value, "中文"), (Language.EN.value, "English")]


def _texts(value: object) -> list[str]:
    return [str(entry) for entry in value] if isinstance(value, Iterable) and not isinstance(value, str) else []


def _mappings(value: object) -> list[Mapping[str, Any]]:
    return list(value) if isinstance(value, list | tuple) else []
