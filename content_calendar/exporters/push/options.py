"""What a connection is asked beside its address and key: each target has a model of it and says how to ask."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

from content_calendar.message import Message
from content_calendar.vocabulary import Platform, Term

EVERY = "*"
_LINE = re.compile(r"([a-z_]+|\*)\s*[=:：]\s*(\S.*)")


class OptionFlaw(Term):
    """What is wrong with an option; the labels go over the parameters."""

    NOT_AN_ACCOUNT_LINE = (
        "not_an_account_line",
        "“{given}”读不懂：每行写“平台=账号编号”，例如 x=cm4ean69r；其余平台用 *=账号编号。",
        "“{given}” makes no sense: write “platform=account id”, one a line, such as x=cm4ean69r; * is any other.",
    )
    NO_SUCH_PLATFORM = (
        "no_such_platform",
        "没有名为“{given}”的平台。可用：{known}。",
        "There is no platform called “{given}”. There are: {known}.",
    )
    MISSING = "missing_option", "请填写这一项。", "Fill this in."
    NOT_A_NUMBER = (
        "not_a_number",
        "“{given}”不是编号：请填对方给出的数字。",
        "“{given}” is no number: use the one given there.",
    )


def flaw(code: Term, **params: object) -> PydanticCustomError:
    """What a validator raises: an error that carries its sentence, to be said in the reader's language."""
    return PydanticCustomError("worded", "{message}", {"message": Message(code, params)})


class FieldKind(StrEnum):
    LINE = "line"
    LINES = "lines"
    SWITCH = "switch"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionField:
    """How to ask for the option `name` of a model; `choices` are those of a CHOICE, `longest` counts characters."""

    name: str
    kind: FieldKind
    label: Term
    hint: Term | None = None
    needed: bool = False
    choices: type[Term] | None = None
    longest: int = 4_000


class When(Term):
    AHEAD = "ahead", "提前送达，由对方按时发布", "Ahead: the target publishes at the slot"
    AT_SLOT = "at_slot", "到点时才送达", "At the slot"


class Options(BaseModel):
    """What every target's options have in common: they are frozen and take nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def when(self) -> When:
        """When the post is handed over."""
        return When.AHEAD

    def recipients(self) -> tuple[str, ...]:
        """The chats or accounts each push goes to, for quotas counted by recipient; empty when nobody counts."""
        return ()

    def confirmers(self) -> tuple[str, ...]:
        """Who has to confirm each push in the target's own client; empty when nobody has to."""
        return ()


def split_lines(value: object) -> object:
    """What somebody typed one a line, as a list without blanks; anything else as it is."""
    if isinstance(value, str):
        return [line.strip() for line in value.splitlines() if line.strip()]
    return value


def _accounts(value: object) -> object:
    lines = split_lines(value)
    return dict(_account(line) for line in lines) if isinstance(lines, list) else value


def _account(line: object) -> tuple[str, str]:
    found = _LINE.fullmatch(str(line))
    if not found:
        raise flaw(OptionFlaw.NOT_AN_ACCOUNT_LINE, given=str(line)[:80])
    if found[1] != EVERY and Platform.named(found[1]) is None:
        raise flaw(OptionFlaw.NO_SUCH_PLATFORM, given=found[1], known=", ".join(Platform))
    return found[1], found[2].strip()


def _not_empty(value: object) -> object:
    if value in ("", {}, [], None):
        raise flaw(OptionFlaw.MISSING)
    return value.strip() if isinstance(value, str) else value


Needed = Annotated[str, BeforeValidator(_not_empty)]
Lines = Annotated[tuple[str, ...], BeforeValidator(split_lines)]
Accounts = Annotated[dict[str, str], BeforeValidator(_accounts)]
"""Account ids by platform; `*` is the account for every other platform. Written `platform=id`, one a line."""


def account_for(accounts: dict[str, str], platform: Platform) -> str:
    """The account of a platform; "" when none is named."""
    return accounts.get(platform.value) or accounts.get(EVERY, "")


def written(value: Any) -> str:
    """An option as its field shows it: accounts and lists one a line."""
    if isinstance(value, dict):
        return "\n".join(f"{name}={account}" for name, account in value.items())
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "\n".join(str(line) for line in value)
    return "" if value is None else str(value)
