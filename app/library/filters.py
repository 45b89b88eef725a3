"""What the library shows: what stands in its address, read and written in one place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Self, TypeVar

from werkzeug.datastructures import MultiDict

from app.core.row_ids import row_id
from content_calendar.vocabulary import Form, Stage, Term, Value, WriterKind
from content_calendar.workflow import State

Arguments = MultiDict[str, str]
Word = TypeVar("Word", bound=Term)

MOST_WORDS = 100


@dataclass(frozen=True, slots=True)
class Filters:
    """Each part None, empty or False for all; without a state everything but the archive.

    `first` and `last` are days of the community, both included; `mine` are texts one wrote, ordered or took over.
    """

    words: str = ""
    persona: int | None = None
    state: State | None = None
    value: Value | None = None
    stage: Stage | None = None
    form: Form | None = None
    column: int | None = None
    campaign: int | None = None
    writer: WriterKind | None = None
    tag: str = ""
    first: date | None = None
    last: date | None = None
    mine: bool = False

    @classmethod
    def read(cls, sent: Arguments) -> Self:
        """What cannot be read is left out: an old link still shows a library."""
        return cls(
            words=_line(sent.get("q", "")), persona=_number(sent.get("persona", "")),
            state=_member(State, sent.get("state", "")), value=_member(Value, sent.get("value", "")),
            stage=_member(Stage, sent.get("stage", "")), form=_member(Form, sent.get("form", "")),
            column=_number(sent.get("column", "")), campaign=_number(sent.get("campaign", "")),
            writer=_member(WriterKind, sent.get("writer", "")), tag=_line(sent.get("tag", "")),
            first=_day(sent.get("from", "")), last=_day(sent.get("to", "")), mine=bool(sent.get("mine")),
        )

    def parameters(self) -> dict[str, str]:
        """As they stand in an address."""
        return dict(self._parameters())

    def _parameters(self) -> Iterator[tuple[str, str]]:
        for field in fields(self):
            chosen = getattr(self, field.name)
            if chosen:
                yield IN_ADDRESS.get(field.name, field.name), "1" if chosen is True else str(chosen)

    def without(self, name: str) -> Self:
        """Everything for that part, the others as they are."""
        empty: dict[str, Any] = {field.name: field.default for field in fields(self) if field.name == name}
        return replace(self, **empty)

    @property
    def is_empty(self) -> bool:
        return self == type(self)()


IN_ADDRESS = {"words": "q", "first": "from", "last": "to"}
"""Parts that are called otherwise in the address."""


def _line(text: str) -> str:
    return "".join(filter(str.isprintable, text)).strip()[:MOST_WORDS]


def _number(text: str) -> int | None:
    with suppress(ValueError):
        return row_id(text)
    return None


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text)
    return None


def _member(vocabulary: type[Word], text: str) -> Word | None:
    return next((member for member in vocabulary if member == text), None)
