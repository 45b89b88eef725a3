"""What changed, field by field, as people read it: labels for domain words, names for people, local times."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import Enum

from app.audit.field_words import field_words
from app.audit.masking import HIDDEN
from app.core.i18n import slot_time
from app.library.diff import pieces
from app.models import Base
from content_calendar.vocabulary import Language, Term

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_PEOPLE = frozenset({"user_id", "author_id", "keeper_id"})
_BY = "_by_id"
_ASSIGNED = "assigned_to_id"
_MICROS = "_micros"
_LONG = 24
"""Texts of more characters than this are compared character by character."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """`pieces` of (kind, text) for a text that was rewritten, else what it was and is; "" for nothing."""

    label: str
    before: str
    after: str
    pieces: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """Whom numbers stand for, and the zone and language to write in."""

    people: Mapping[int, str]
    zone: ZoneInfo
    language: Language

    def person(self, number: int | None) -> str:
        """ "" for nobody."""
        return "" if number is None else self.people.get(number, f"#{number}")


def field_changes(
    subject: str, before: Mapping[str, Any], after: Mapping[str, Any], names: Names
) -> tuple[FieldChange, ...]:
    """Each field that differs; without those that say nothing: empty on both sides, or a secret that is new."""
    fields = [name for name in dict.fromkeys([*before, *after]) if _is_said(before.get(name), after.get(name))]
    return tuple(_field_change(subject, name, before.get(name), after.get(name), names) for name in fields)


def _is_said(old: object, new: object) -> bool:
    said = [value for value in (old, new) if value not in (None, "", [], {})]
    return bool(said) and said != [HIDDEN]


def _field_change(subject: str, name: str, old: object, new: object, names: Names) -> FieldChange:
    before, after = (_words(subject, name, value, names) for value in (old, new))
    rewritten = min(len(before), len(after)) > _LONG
    return FieldChange(
        field_words(name, names.language), before, after, pieces(before, after) if rewritten else ()
    )


def _words(subject: str, name: str, value: object, names: Names) -> str:
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, int):
        return _number(name, value, names)
    if isinstance(value, list):
        return "、".join(_words(subject, name, part, names) for part in value)
    if isinstance(value, dict):
        return "；".join(f"{part}: {_words(subject, name, inner, names)}" for part, inner in value.items())
    return _text(subject, name, str(value), names)


def _number(name: str, value: int, names: Names) -> str:
    if name in _PEOPLE or name.endswith(_BY) or name == _ASSIGNED:
        return names.person(value)
    if name.endswith(_MICROS):
        return f"{value / 1_000_000:.2f}"
    return f"#{value}" if name.endswith("_id") else str(value)


def _text(subject: str, name: str, text: str, names: Names) -> str:
    if _MOMENT.fullmatch(text):
        return slot_time(datetime.fromisoformat(text), names.zone.key, "yyyy-MM-dd HH:mm:ss")
    vocabulary = _vocabularies(subject).get(name)
    term = vocabulary.named(text) if vocabulary else None
    return term.label(names.language) if term else text


@cache
def _vocabularies(subject: str) -> Mapping[str, type[Term]]:
    """The closed vocabularies of a table's columns."""
    table = Base.metadata.tables.get(subject)
    kinds = {column.name: column.type for column in table.columns} if table is not None else {}
    found = {name: kind.enum_class for name, kind in kinds.items() if isinstance(kind, Enum)}
    return {name: words for name, words in found.items() if words and issubclass(words, Term)}
