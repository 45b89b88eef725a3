"""Which posts a calendar page shows: what stands in its address, read and written in one place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self, TypeVar

from werkzeug.datastructures import MultiDict

from app.calendar.period import Layout, Period
from app.core.row_ids import row_id
from content_calendar.vocabulary import Form, Term, Value
from content_calendar.workflow import State

Arguments = MultiDict[str, str]
Word = TypeVar("Word", bound=Term)


@dataclass(frozen=True, slots=True)
class Filters:
    """No personas stands for all of them, None for every value; without a state all but the archive is shown."""

    personas: frozenset[int] = frozenset()
    state: State | None = None
    value: Value | None = None
    form: Form | None = None
    column: int | None = None
    campaign: int | None = None

    @classmethod
    def read(cls, arguments: Arguments) -> Self:
        """What cannot be read is left out: an old link still shows a calendar."""
        numbers = ",".join(arguments.getlist("persona")).split(",")
        return cls(
            frozenset(ids(numbers)),
            _member(State, arguments.get("state", "")),
            _member(Value, arguments.get("value", "")),
            _member(Form, arguments.get("form", "")),
            next(ids([arguments.get("column", "")]), None),
            next(ids([arguments.get("campaign", "")]), None),
        )

    def parameters(self) -> dict[str, str]:
        """As they stand in an address."""
        personas = ",".join(str(number) for number in sorted(self.personas))
        rest = ((name, getattr(self, name)) for name in CHOICES)
        return {name: str(chosen) for name, chosen in (("persona", personas), *rest) if chosen}

    def within(self, personas: Iterable[int], columns: Iterable[int]) -> Self:
        """Without personas and columns of other communities; naming all personas is the same as naming none."""
        known = frozenset(personas)
        kept = self.personas & known
        column = self.column if self.column in frozenset(columns) else None
        return replace(self, personas=frozenset() if kept == known else kept, column=column)

    def without(self, name: str) -> Self:
        """Everything for that choice, the others as they are."""
        nothing: dict[str, Any] = {name: None}
        return replace(self, **nothing)

    @property
    def is_empty(self) -> bool:
        return not self.parameters()


CHOICES = ("state", "value", "form", "column", "campaign")
"""Names of what is chosen from lists, in the address and in Filters."""


@dataclass(frozen=True, slots=True)
class Place:
    """One calendar page: how it is laid out, around which day, and what it shows."""

    period: Period
    filters: Filters

    @classmethod
    def read(cls, arguments: Arguments, today: date) -> Self:
        layout = _member(Layout, arguments.get("view", "")) or Layout.MONTH
        return cls(Period.around(layout, _day(arguments.get("date", "")) or today), Filters.read(arguments))

    def parameters(
        self, *, day: date | None = None, layout: Layout | None = None, filters: Filters | None = None
    ) -> dict[str, Any]:
        """The address of this page, or of the same page around another day, in another layout or filtered otherwise."""
        where = {"date": f"{day or self.period.day:%Y-%m-%d}", "view": str(layout or self.period.layout)}
        chosen = self.filters if filters is None else filters
        return {**where, **chosen.parameters()}


def ids(texts: Iterable[str]) -> Iterator[int]:
    """The texts that are ids of rows; others are passed over."""
    for text in texts:
        with suppress(ValueError):
            yield row_id(text)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _member(vocabulary: type[Word], text: str) -> Word | None:
    return next((member for member in vocabulary if member == text), None)
