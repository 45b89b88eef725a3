"""Which posts a calendar page shows: what stands in its address, read and written in one place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Self, TypeVar

from werkzeug.datastructures import MultiDict

from app.calendar.period import Layout, Period
from app.core.row_ids import row_id
from content_calendar.vocabulary import Term
from content_calendar.workflow import State

Arguments = MultiDict[str, str]
Word = TypeVar("Word", bound=Term)


@dataclass(frozen=True, slots=True)
class Filters:
    """No personas stands for all of them; without a state everything but the archive is shown."""

    personas: frozenset[int] = frozenset()
    state: State | None = None

    @classmethod
    def read(cls, arguments: Arguments) -> Self:
        """What cannot be read is left out: an old link still shows a calendar."""
        numbers = ",".join(arguments.getlist("persona")).split(",")
        return cls(frozenset(ids(numbers)), _member(State, arguments.get("state", "")))

    def parameters(self) -> dict[str, str]:
        """As they stand in an address."""
        personas = ",".join(str(number) for number in sorted(self.personas))
        return {name: text for name, text in (("persona", personas), ("state", self.state or "")) if text}

    def within(self, personas: Iterable[int]) -> Self:
        """Without personas that are not in the community; naming all of them is the same as naming none."""
        known = frozenset(personas)
        kept = self.personas & known
        return type(self)(frozenset() if kept == known else kept, self.state)


@dataclass(frozen=True, slots=True)
class Place:
    """One calendar page: how it is laid out, around which day, and what it shows."""

    period: Period
    filters: Filters

    @classmethod
    def read(cls, arguments: Arguments, today: date) -> Self:
        layout = _member(Layout, arguments.get("view", "")) or Layout.MONTH
        return cls(Period.around(layout, _day(arguments.get("date", "")) or today), Filters.read(arguments))

    def parameters(self, *, day: date | None = None, layout: Layout | None = None) -> dict[str, Any]:
        """The address of this page, or of the same page around another day or in another layout."""
        where = {"date": f"{day or self.period.day:%Y-%m-%d}", "view": str(layout or self.period.layout)}
        return {**where, **self.filters.parameters()}


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
