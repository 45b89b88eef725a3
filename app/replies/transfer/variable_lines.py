"""Declared blanks in one cell of a table, a line for each: `金额 | 金额 | 39 | | 可不填`."""

from __future__ import annotations

from collections.abc import Iterable

from app.core.field_flaws import shortened
from app.core.i18n import label
from app.replies.transfer.problems import Problem
from content_calendar.message import Message
from content_calendar.replies.variables import Variable, VariableKind

_MOST_PARTS = 5
_PARTED, _EITHER_WAY = " | ", " / "
"""As we write them; where they stand, the signs alone belong to what is parted: 1/2 份 / 整份."""
_OPTIONAL = frozenset({"可不填", "optional", "no"})
_KINDS = {name.casefold(): kind for kind in VariableKind for name in (kind.value, kind.zh, kind.en)}


def written(variables: Iterable[Variable]) -> str:
    """What `read` reads back; parts that say nothing at the end are left out."""
    return "\n".join(map(_line, variables))


def read(cell: str) -> tuple[tuple[Variable, ...], tuple[Message, ...]]:
    """The variables, and what cannot be read."""
    found: list[Variable] = []
    problems: list[Message] = []
    for line in filter(str.strip, cell.splitlines()):
        variable = _variable(_parts(line))
        if variable is None:
            problems.append(Message(Problem.VARIABLES_UNREADABLE, {"given": shortened(line)}))
        else:
            found.append(variable)
    return tuple(found), tuple(problems[:_MOST_PARTS])


def _parts(line: str) -> list[str]:
    parts = line.split(_PARTED) if _PARTED in line else line.replace("｜", "|").split("|")
    return [part.strip() for part in parts]


def _variable(parts: list[str]) -> Variable | None:
    name, kind, default, options, needed = [*parts, "", "", "", "", ""][:_MOST_PARTS]
    known = _KINDS.get(kind.casefold(), None if kind else VariableKind.TEXT)
    if known is None or len(parts) > _MOST_PARTS:
        return None
    parted = options.split(_EITHER_WAY if _EITHER_WAY in options else "/")
    choices = tuple(one.strip() for one in parted if one.strip())
    return Variable(
        name=name.strip("{}｛｝"), kind=known, default=default, required=needed.casefold() not in _OPTIONAL,
        choices=choices if known is VariableKind.CHOICE else (), fact=options if known is VariableKind.FACT else "",
    )


def _line(variable: Variable) -> str:
    options = variable.fact if variable.kind is VariableKind.FACT else _EITHER_WAY.join(variable.choices)
    parts = [variable.name, label(variable.kind), variable.default, options, "" if variable.required else "可不填"]
    while not parts[-1]:
        parts.pop()
    return _PARTED.join(parts)
