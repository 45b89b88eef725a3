"""A form over a written model: the model alone says what is right, the form carries the words and the mistakes.

The same models read workspace files, so a page and a file refuse the same things in the same words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from wtforms import HiddenField

from app.communities.keys import kind_of, make_key
from app.communities.surroundings import Surroundings
from app.communities.written_fields import TextField
from app.communities.written_lines import LinesRefused
from app.communities.written_part import Part
from app.core.field_flaws import message_of
from app.core.i18n import language
from content_calendar.message import Message

_UNWRITTEN = frozenset({"version", "csrf_token"})
_VERSION_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Newer:
    """A field that somebody else changed while this form was open, with what stands there now."""

    label: str
    text: str


class WrittenForm(FlaskForm):
    """Subclasses name their model and their fields, which are called as in the model."""

    model: ClassVar[type[Part]]
    whole: ClassVar[str] = ""
    """The field that shows what is wrong with several fields together."""

    version = HiddenField(default="0")
    key = TextField(_l("Short name"))

    def __init__(self, around: Surroundings, row: Any = None, **options: Any) -> None:
        self.around = around
        self.row = row
        self.written: Any = None
        self.is_stale = False
        self.newer: tuple[Newer, ...] = ()
        super().__init__(**options)
        self._mark_required()

    def process(self, formdata: Any = None, obj: Any = None, data: Any = None, **more: Any) -> None:
        self.prepare()
        stored = {"version": str(self.row.version), **self._stored()} if self.row is not None else {}
        super().process(formdata, obj, {**stored, **(data or {})}, **more)

    def prepare(self) -> None:
        """Give the fields their choices; called before any data is read."""

    def stored_value(self, name: str) -> object:
        """What the row holds for the field `name`."""
        return getattr(self.row, name)

    def values(self) -> dict[str, object]:
        """What the model is given, by field name. Raises LinesRefused through `read_field` only."""
        return {name: value for name in self._written_names() if (value := self._read(name)) is not None}

    def place_of(self, name: str) -> str:
        """The field of the page where a mistake in the model's field `name` is shown."""
        return name

    def validate(self, extra_validators: Any = None) -> bool:
        """Build the model into `written`, or put every mistake at its field in the reader's language."""
        if not super().validate(extra_validators):
            return False
        values = self.values()
        if self.errors:
            return False
        if self.key is not None:
            values.setdefault("key", self._own_key())
        try:
            self.written = self.model.model_validate(values)
        except ValidationError as error:
            self._distribute(error.errors(include_url=False))
        return self.written is not None

    def refuse(self, name: str, message: Message | str) -> None:
        """Show a mistake at a field."""
        text = message.text(language()) if isinstance(message, Message) else str(message)
        field = self._fields.get(self.place_of(name))
        if field is None:
            self.form_errors.append(text)
        else:
            field.errors = [*field.errors, text]

    def show_newer(self, row: Any) -> None:
        """Keep what was typed, and say where the row has moved on; sending the form again then replaces it."""
        self.is_stale = True
        current = type(self)(self.around, row, formdata=None, meta={"csrf": False})
        self.newer = tuple(
            Newer(str(field.label.text), _shown(current[field.name].data))
            for field in self
            if field.name not in _UNWRITTEN and current[field.name].data != field.data
        )
        self.version.data = str(row.version)
        self.version.raw_data = None

    def typed_version(self) -> int:
        """The version the page was opened on; 0, which no row has, for anything else."""
        text = str(self.version.data or "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) <= _VERSION_DIGITS else 0

    def _stored(self) -> dict[str, object]:
        return {name: self._fields[name].show(self.stored_value(name)) for name in self._written_names()}

    def _written_names(self) -> list[str]:
        return [name for name in self._fields if name not in _UNWRITTEN]

    def _read(self, name: str) -> object:
        try:
            return self._fields[name].read()
        except LinesRefused as refusal:
            self.refuse(name, refusal.message)
            return None

    def _own_key(self) -> str:
        if self.row is not None:
            return str(self.row.key)
        kind = kind_of(self.model)
        return make_key(str(self.name.data or ""), kind, self.around.keys(kind))

    def _distribute(self, errors: Iterable[ErrorDetails]) -> None:
        for details in errors:
            name, *rest = details["loc"] or (self.whole,)
            self.refuse(str(name), _at_entry(rest, message_of(details).text(language())))

    def _mark_required(self) -> None:
        for name, field in self._fields.items():
            known = self.model.model_fields.get(name)
            if known is not None and known.is_required() and name != "key":
                field.flags.required = True


def _at_entry(rest: list[Any], sentence: str) -> str:
    index = next((step for step in rest if isinstance(step, int)), None)
    return sentence if index is None else _("Entry %(number)s: %(problem)s", number=index + 1, problem=sentence)


def _shown(data: Any) -> str:
    if isinstance(data, dict):
        return " / ".join(data.values())
    if isinstance(data, bool):
        return "✓" if data else "–"
    return ", ".join(data) if isinstance(data, list) else str(data or "")
