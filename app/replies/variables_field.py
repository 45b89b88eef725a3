"""The variables of a template as a small table in a form: a row for each, kept as it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError
from wtforms.fields import Field
from wtforms.validators import ValidationError as Rejected

from app.core.field_flaws import message_of
from app.core.i18n import words
from app.core.text_fields import Line
from app.replies.flaws import CardFlaw
from app.replies.refusals import MAX_VARIABLES
from content_calendar.message import Message
from content_calendar.replies.braces import parse
from content_calendar.replies.variables import Variable, VariableKind, declaration_faults

SPARE_ROWS = 2
_PARTED = " / "
"""How choices are shown; where it stands, other signs belong to the choices themselves: 红、蓝 / 绿."""
_OPTIONS = re.compile(r"[/／|｜、;；]")
_PARTS = ("name", "kind", "default", "options", "needed")


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One variable as it stands in the form. `options` are choices parted by “/”, or the name of a product's fact."""

    name: str = ""
    kind: str = VariableKind.TEXT.value
    default: str = ""
    options: str = ""
    needed: str = "yes"

    @classmethod
    def of(cls, variable: Variable) -> TypedRow:
        options = variable.fact if variable.kind is VariableKind.FACT else _PARTED.join(variable.choices)
        needed = "yes" if variable.required else "no"
        return cls(variable.name, variable.kind.value, variable.default, options, needed)

    @property
    def is_empty(self) -> bool:
        return not (self.name or self.default or self.options)

    def variable(self) -> Variable:
        kind = VariableKind.named(self.kind) or VariableKind.TEXT
        parted = self.options.split(_PARTED) if _PARTED in self.options else _OPTIONS.split(self.options)
        choices = tuple(choice.strip() for choice in parted if choice.strip())
        return Variable(
            name=self.name, kind=kind, default=self.default, required=self.needed != "no",
            choices=choices if kind is VariableKind.CHOICE else (),
            fact=self.options if kind is VariableKind.FACT else "",
        )


class VariablesField(Field):
    """`data` are the declared variables, once the form was validated."""

    data: tuple[Variable, ...]
    typed: tuple[TypedRow, ...]

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        given: Iterable[Variable] = data if isinstance(data, tuple) else ()
        self.data = tuple(given)
        self.process_errors: list[str] = []
        self.raw_data = None
        self.typed = tuple(TypedRow.of(variable) for variable in self.data)
        if formdata is not None and f"{self.name}-name" in formdata:
            self.typed = tuple(self._sent(formdata))

    def rows(self) -> Iterator[TypedRow]:
        """What stands there, and some room for more."""
        yield from self.typed
        yield from [TypedRow()] * (SPARE_ROWS if self.typed else SPARE_ROWS + 1)

    def pre_validate(self, form: Any) -> None:
        """Every flaw in one sentence each."""
        rows, flaws = self._cleaned()
        declared = tuple(row.variable() for row in rows)
        flaws += [words(fault) for fault in declaration_faults(declared)]
        if flaws:
            raise Rejected(" ".join(flaws))
        self.data = declared

    def declare(self, text: str) -> None:
        """Blanks that stand in the words without a row take any text."""
        named = {variable.name for variable in self.data}
        found = [name for name in parse(text).blanks if name not in named]
        self.data = (*self.data, *(Variable(name=name) for name in found))

    def _sent(self, formdata: Any) -> Iterator[TypedRow]:
        columns = [formdata.getlist(f"{self.name}-{part}")[: 2 * MAX_VARIABLES] for part in _PARTS]
        for row in zip(*columns, strict=False):
            typed = TypedRow(*(text.strip() for text in row))
            if not typed.is_empty:
                yield typed

    def _cleaned(self) -> tuple[Sequence[TypedRow], list[str]]:
        rows, flaws = [], []
        for number, row in enumerate(self.typed, 1):
            if not row.name:
                flaws.append(words(Message(CardFlaw.NO_ROW_NAME, {"line": number})))
                continue
            try:
                parts = [TypeAdapter(Line).validate_python(getattr(row, part)) for part in _PARTS]
            except ValidationError as error:
                flaws += [words(message_of(flaw, ())) for flaw in error.errors(include_url=False)]
                continue
            rows.append(TypedRow(*parts))
        return rows, flaws
