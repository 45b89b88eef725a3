"""The blanks of a reply template: what may be put into each, and how it then reads."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from content_calendar.message import Message
from content_calendar.replies.variable_faults import VariableFault
from content_calendar.vocabulary import Term

MAX_NAME, MAX_VALUE, MAX_CHOICES = 40, 500, 50
LARGEST = Decimal(10) ** 12

_NAME = re.compile(r"[^\W_][\w \-]*")
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,6})?")
_GROUPED = re.compile(r"(?<=\d)[,，](?=\d{3}(?:\D|$))")
_CURRENCY = re.compile(r"^[¥￥$]|(?:元|块|rmb|cny)$", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?日?")


class VariableKind(Term):
    TEXT = "text", "文字", "Text"
    NUMBER = "number", "数字", "Number"
    MONEY = "money", "金额", "Money"
    DATE = "date", "日期", "Date"
    CHOICE = "choice", "选项", "Choice"
    FACT = "fact", "产品资料", "Product fact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A declared blank. `default` is used when nothing is given and obeys the same rules; `fact`: a product's fact."""

    name: str
    kind: VariableKind = VariableKind.TEXT
    default: str = ""
    choices: tuple[str, ...] = ()
    fact: str = ""
    required: bool = True
    """An optional variable without value leaves nothing behind."""


@dataclass(frozen=True, slots=True)
class ProductFact:
    """A checked statement about a product; `expires_on` is the last day on which it is true."""

    text: str
    expires_on: date | None = None


Facts = Mapping[str, ProductFact]


def is_name(name: str) -> bool:
    """Whether this may name a variable: what would mean something to a formatter or a template engine may not."""
    return len(name) <= MAX_NAME and name == name.strip() and _NAME.fullmatch(name) is not None


def declaration_faults(declared: tuple[Variable, ...], *, language: str = "zh") -> tuple[Message, ...]:
    """What is wrong with the declarations themselves, defaults included; empty when they can be used."""
    names = [variable.name for variable in declared]
    doubles = sorted({name for name in names if names.count(name) > 1})
    faults = [Message(VariableFault.DOUBLE, {"name": _short(name)}) for name in doubles]
    faults += [fault for variable in declared if (fault := _declaration_fault(variable, language))]
    return tuple(faults)


def written(variable: Variable, value: str, language: str = "zh") -> str | Message:
    """The value as it is sent, in `language`; a Message when it does not suit the kind. `value` is not empty."""
    plain = "".join(each for each in value.strip() if each == "\n" or unicodedata.category(each) != "Cc")
    if len(plain) > MAX_VALUE:
        params = {"name": variable.name, "count": len(plain), "most": MAX_VALUE}
        return Message(VariableFault.TOO_LONG, params)
    if not plain:
        return Message(VariableFault.MISSING, {"name": variable.name})
    return _WRITERS[variable.kind](variable, plain, language)


def fact_of(variable: Variable, facts: Facts, today: date | None) -> str | Message:
    """The text of the fact the variable stands for; a Message when there is none or it is no longer true."""
    fact = facts.get(variable.fact)
    if fact is None:
        return Message(VariableFault.NO_SUCH_FACT, {"fact": variable.fact})
    if today and fact.expires_on and fact.expires_on < today:
        return Message(VariableFault.FACT_EXPIRED, {"fact": variable.fact, "on": fact.expires_on.isoformat()})
    return fact.text


def _declaration_fault(variable: Variable, language: str) -> Message | None:
    if not is_name(variable.name):
        return Message(VariableFault.NAME, {"name": _short(variable.name), "most": MAX_NAME})
    if variable.kind is VariableKind.CHOICE and not _has_choices(variable):
        return Message(VariableFault.NO_CHOICES, {"name": variable.name, "most": MAX_CHOICES})
    if variable.kind is VariableKind.FACT and not variable.fact:
        return Message(VariableFault.NO_FACT, {"name": variable.name})
    default = written(variable, variable.default, language) if variable.default.strip() else ""
    return default if isinstance(default, Message) else None


def _has_choices(variable: Variable) -> bool:
    return 0 < len(variable.choices) <= MAX_CHOICES and all(choice.strip() for choice in variable.choices)


def _as_is(_variable: Variable, value: str, _language: str) -> str:
    return value


def _number(variable: Variable, value: str, _language: str) -> str | Message:
    number = _decimal(value)
    if number is None:
        return Message(VariableFault.NOT_A_NUMBER, {"name": variable.name, "value": _short(value)})
    return f"{number:f}"


def _money(variable: Variable, value: str, _language: str) -> str | Message:
    amount = _decimal(_CURRENCY.sub("", unicodedata.normalize("NFKC", value)).strip())
    if amount is None or not 0 <= amount < LARGEST or round(amount, 2) != amount:
        return Message(VariableFault.NOT_MONEY, {"name": variable.name, "value": _short(value)})
    return f"¥{amount:.0f}" if amount == int(amount) else f"¥{amount:.2f}"


def _date(variable: Variable, value: str, language: str) -> str | Message:
    match = _DAY.fullmatch(unicodedata.normalize("NFKC", value))
    try:
        day = date(*map(int, match.groups())) if match else None
    except ValueError:
        day = None
    if day is None:
        return Message(VariableFault.NOT_A_DATE, {"name": variable.name, "value": _short(value)})
    return f"{day.month}月{day.day}日" if language.startswith("zh") else day.isoformat()


def _choice(variable: Variable, value: str, _language: str) -> str | Message:
    if value in variable.choices:
        return value
    params = {"name": variable.name, "choices": "、".join(variable.choices), "value": _short(value)}
    return Message(VariableFault.NOT_A_CHOICE, params)


def _decimal(value: str) -> Decimal | None:
    plain = _GROUPED.sub("", unicodedata.normalize("NFKC", value))
    try:
        return Decimal(plain) if _NUMBER.fullmatch(plain) else None
    except InvalidOperation:
        return None


def _short(value: str) -> str:
    return value if len(value) <= MAX_NAME else f"{value[:MAX_NAME]}…"


_WRITERS: dict[VariableKind, Callable[[Variable, str, str], str | Message]] = {
    VariableKind.TEXT: _as_is,
    VariableKind.NUMBER: _number,
    VariableKind.MONEY: _money,
    VariableKind.DATE: _date,
    VariableKind.CHOICE: _choice,
    VariableKind.FACT: _as_is,
}
