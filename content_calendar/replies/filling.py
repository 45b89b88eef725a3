"""Putting values into the blanks of a template, once, from left to right: a value is never read as a template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from content_calendar.message import Message
from content_calendar.replies.braces import BraceFault, Piece, PieceKind, parse
from content_calendar.replies.snippets import Stacked, stack
from content_calendar.replies.variable_faults import VariableFault
from content_calendar.replies.variables import Facts, Variable, VariableKind, fact_of, written
from content_calendar.vocabulary import Term

_NOTHING: Mapping[str, str] = MappingProxyType({})
_NO_FACTS: Facts = MappingProxyType({})


class ExpiryFault(Term):
    EXPIRED = (
        "reply_expired",
        "这条话术已在 {on} 过期。请先更新内容和有效期，再使用。",
        "This template expired on {on}. Bring its words and its date up to date before using it.",
    )


@dataclass(frozen=True, slots=True)
class Filled:
    """Ready to send. `values` is what went into each blank, as written."""

    text: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why it cannot be sent; `name` is the variable at fault, empty when it is the text itself."""

    name: str
    message: Message


@dataclass(frozen=True, slots=True)
class Missing:
    """Not ready: what to ask for or to mend, in the order of the text."""

    problems: tuple[Problem, ...]


def fill(
    text: str,
    declared: Sequence[Variable],
    given: Mapping[str, str],
    *,
    snippets: Mapping[str, str] = _NOTHING,
    facts: Facts = _NO_FACTS,
    today: date | None = None,
    language: str = "zh",
) -> Filled | Missing:
    """`text` with its snippets stacked and its blanks filled from `given`, facts and defaults, in this order.

    Without `today` no fact counts as expired. Names in `given` that nobody declared are ignored.
    """
    stacked = stack(text, snippets)
    if isinstance(stacked, Message):
        return Missing((Problem("", stacked),))
    return _filled(stacked, {variable.name: variable for variable in declared}, given, (facts, today, language))


def expired(expires_on: date | None, today: date) -> Message | None:
    """Why a template may not be used any more; `expires_on` is the last day on which it is true."""
    if expires_on is None or expires_on >= today:
        return None
    return Message(ExpiryFault.EXPIRED, {"on": expires_on.isoformat()})


def _filled(
    stacked: Stacked,
    declared: Mapping[str, Variable],
    given: Mapping[str, str],
    known: tuple[Facts, date | None, str],
) -> Filled | Missing:
    parsed = parse(stacked.text)
    found = {name: _value(declared.get(name), name, given.get(name, ""), known) for name in parsed.blanks}
    problems = [Problem("", flaw.message) for flaw in parsed.flaws]
    problems += [Problem(name, value) for name, value in found.items() if isinstance(value, Message)]
    if problems:
        return Missing(tuple(problems))
    values = {name: value for name, value in found.items() if isinstance(value, str)}
    return Filled("".join(_sent(piece, values) for piece in parsed.pieces), values)


def _sent(piece: Piece, values: Mapping[str, str]) -> str:
    return values[piece.name] if piece.kind is PieceKind.BLANK else piece.text


def _value(
    variable: Variable | None, name: str, given: str, known: tuple[Facts, date | None, str]
) -> str | Message:
    if variable is None:
        return Message(BraceFault.UNKNOWN, {"text": name})
    facts, today, language = known
    if variable.kind is VariableKind.FACT:
        return _fact(variable, given.strip(), facts, today)
    value = given.strip() or variable.default.strip()
    if value or variable.required:
        return written(variable, value, language)
    return ""


def _fact(variable: Variable, given: str, facts: Facts, today: date | None) -> str | Message:
    text = fact_of(variable, facts, today)
    if isinstance(text, Message) or not given or given == text:
        return text
    return Message(VariableFault.NOT_THE_FACT, {"name": variable.name, "text": text, "value": given[:40]})
