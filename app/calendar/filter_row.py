"""The row of filters above a calendar: what can be chosen, and what is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.calendar.filters import CHOICES, Filters
from app.calendar.queries import Named, PersonaMark
from app.core.i18n import label
from content_calendar.vocabulary import Form, Term, Value
from content_calendar.workflow import State

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One list to choose from. `groups` are named and hold (value, name) pairs; a list without groups names none."""

    name: str
    label: str
    everything: str
    groups: tuple[tuple[str, Options], ...]
    chosen: str

    @property
    def options(self) -> dict[str, str]:
        return {value: name for _group, options in self.groups for value, name in options}

    @property
    def chosen_name(self) -> str:
        return self.options.get(self.chosen, self.chosen)


def filter_row(
    filters: Filters, personas: Sequence[PersonaMark], campaigns: Sequence[Named]
) -> tuple[Choice, ...]:
    """The lists in the order of CHOICES; those with nothing to choose are left out."""
    chosen = filters.parameters()
    lists = (
        (_("State"), _("Every state"), _terms(State)),
        (_("Value"), _("Every value"), _terms(Value)),
        (_("Form"), _("Every form"), _terms(Form)),
        (_("Column"), _("Every column"), tuple(_columns(personas))),
        (_("Campaign"), _("Every campaign"), _named(campaigns)),
    )
    found = (Choice(name, *words, chosen.get(name, "")) for name, words in zip(CHOICES, lists, strict=True))
    return tuple(choice for choice in found if choice.groups or choice.chosen)


def _terms(vocabulary: type[Term]) -> tuple[tuple[str, Options], ...]:
    return (("", tuple((term.value, label(term)) for term in vocabulary)),)


def _named(rows: Sequence[Named]) -> tuple[tuple[str, Options], ...]:
    return (("", tuple((str(row.id), row.name) for row in rows)),) if rows else ()


def _columns(personas: Sequence[PersonaMark]) -> Iterator[tuple[str, Options]]:
    for persona in personas:
        columns = (*persona.columns, *persona.resting)
        if columns:
            yield persona.name, tuple((str(column.id), column.name) for column in columns)
