"""What stands in braces: `{昵称}` is a blank, `{>退换说明}` a snippet. Text is data: nothing in it is ever run.

Full-width braces mean the same. Anything else in braces stays as it is written and is found fault with.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from content_calendar.message import Message
from content_calendar.replies.variables import MAX_NAME, is_name
from content_calendar.severity import Severity
from content_calendar.vocabulary import Term

MAX_BLANKS = 30
"""Different variables in one template: nobody answers more questions to send one answer."""
MOST_FLAWS = 50

# Single braces around a short name; what begins or ends with two is for an engine this is not.
_BRACES = re.compile(
    r"(?P<engine>[{｛]{2,}[^{}｛｝\n]{0,80}[}｝]{0,9}|[{｛]%[^{}｛｝\n]{0,80}%[}｝]|[}｝]{2,})"
    r"|[{｛](?P<name>[^{}｛｝\n]{0,80})[}｝]"
    r"|(?P<stray>[{}｛｝])"
)


class PieceKind(StrEnum):
    WORDS = "words"
    BLANK = "blank"
    SNIPPET = "snippet"


class BraceFault(Term):
    ENGINE = (
        "brace_engine",
        "「{text}」像程序模板的写法，这里不会执行。变量请写成 {{昵称}}，一对括号。",
        "“{text}” is the syntax of a template engine, which is not run here. Write {{name}} with single braces.",
    )
    STRAY = (
        "brace_stray",
        "有一个括号「{text}」没有配对。请补上另一半，或删去它。",
        "The brace “{text}” has no partner. Add the other one or remove it.",
    )
    BAD_NAME = (
        "brace_bad_name",
        "「{text}」里的名称不能用。请用文字、数字、空格或连字符，最长 {most} 个字。",
        "The name in “{text}” cannot be used. Use letters, digits, blanks or hyphens, at most {most} characters.",
    )
    UNKNOWN = (
        "brace_unknown",
        "变量「{text}」没有声明。请在变量表里加上它，或改成已有的变量。",
        "The variable “{text}” is not declared. Add it to the variables or use one that is.",
    )
    UNUSED = (
        "brace_unused",
        "声明了变量「{text}」，但正文没有用到。请在正文里写上它，或从变量表里删去。",
        "The variable “{text}” is declared but the text does not use it. Write it there or drop it.",
    )
    TOO_MANY = (
        "brace_too_many",
        "这条话术有 {count} 个变量，最多 {most} 个。请拆成几条。",
        "This template has {count} variables; at most {most} can be asked for. Split it.",
    )


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text as written; `name` is what stands in the braces, empty for words."""

    kind: PieceKind
    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Flaw:
    """A remark on [start, end) of the text."""

    severity: Severity
    start: int
    end: int
    message: Message


@dataclass(frozen=True, slots=True)
class Parsed:
    """The pieces joined are the text. `flaws` are at most MOST_FLAWS, in the order of the text."""

    pieces: tuple[Piece, ...]
    flaws: tuple[Flaw, ...]

    @property
    def blanks(self) -> tuple[str, ...]:
        """The names of its variables, each once, in their order."""
        return self._names(PieceKind.BLANK)

    @property
    def snippets(self) -> tuple[str, ...]:
        """The names of the snippets it stands on, each once, in their order."""
        return self._names(PieceKind.SNIPPET)

    def _names(self, kind: PieceKind) -> tuple[str, ...]:
        return tuple(dict.fromkeys(piece.name for piece in self.pieces if piece.kind is kind))


def parse(text: str) -> Parsed:
    """Cut `text` into words, blanks and snippets, in time that grows with its length alone."""
    pieces: list[Piece] = []
    flaws: list[Flaw] = []
    at = 0
    for match in _BRACES.finditer(text):
        if match.start() > at:
            pieces.append(Piece(PieceKind.WORDS, text[at : match.start()]))
        piece = _piece(match)
        pieces.append(piece)
        if piece.kind is PieceKind.WORDS and len(flaws) < MOST_FLAWS:
            flaws.append(_flaw(match))
        at = match.end()
    if at < len(text):
        pieces.append(Piece(PieceKind.WORDS, text[at:]))
    return Parsed(tuple(pieces), tuple(flaws))


def check_blanks(text: str, declared: Collection[str]) -> tuple[Flaw, ...]:
    """Everything wrong with the braces of `text`, given the names that are declared; a hint for what is unused."""
    parsed = parse(text)
    flaws = [*parsed.flaws, *_unknown(parsed, frozenset(declared))]
    used = frozenset(parsed.blanks)
    if len(used) > MAX_BLANKS:
        params = {"count": len(used), "most": MAX_BLANKS}
        flaws.append(Flaw(Severity.BLOCKING, 0, len(text), Message(BraceFault.TOO_MANY, params)))
    unused = [name for name in dict.fromkeys(declared) if name not in used]
    flaws += [Flaw(Severity.HINT, 0, 0, Message(BraceFault.UNUSED, {"text": name})) for name in unused]
    return tuple(flaws)


def _unknown(parsed: Parsed, declared: frozenset[str]) -> Iterator[Flaw]:
    at, left = 0, MOST_FLAWS
    for piece in parsed.pieces:
        end = at + len(piece.text)
        if piece.kind is PieceKind.BLANK and piece.name not in declared and left:
            left -= 1
            yield Flaw(Severity.BLOCKING, at, end, Message(BraceFault.UNKNOWN, {"text": piece.name}))
        at = end


def _piece(match: re.Match[str]) -> Piece:
    name = (match["name"] or "").strip()
    if name[:1] in {">", "＞"} and is_name(name[1:].strip()):
        return Piece(PieceKind.SNIPPET, match.group(), name[1:].strip())
    if is_name(name):
        return Piece(PieceKind.BLANK, match.group(), name)
    return Piece(PieceKind.WORDS, match.group())


def _flaw(match: re.Match[str]) -> Flaw:
    text = match.group() if len(match.group()) <= MAX_NAME else f"{match.group()[:MAX_NAME]}…"
    code = BraceFault.ENGINE if match["engine"] else BraceFault.STRAY if match["stray"] else BraceFault.BAD_NAME
    params = {"text": text, "most": MAX_NAME} if code is BraceFault.BAD_NAME else {"text": text}
    return Flaw(Severity.BLOCKING, match.start(), match.end(), Message(code, params))
