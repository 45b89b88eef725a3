"""A text as lines and sentences, so that an edit can drop or move whole thoughts."""

from __future__ import annotations

import re
from collections.abc import Callable

_SENTENCE = re.compile(r".+?(?:[。！？!?…]+[”’」』）)\"]*|\.+[”’\")]*(?=\s|$)|$)\s*")
_CLAUSE = re.compile(r".+?(?:[，,；;：:、—]+\s*|$)")
_ITEM = re.compile(r"^\s*(?:[·•\-–*]|\d{1,2}[.、)）　]|[A-H一二三四五六七八][)）、.　])\s*\S")
_TELLING = re.compile(r"\d|https?://|[{｛][^{}｛｝\n]{1,40}[}｝]|^[^：:]{1,12}[：:]\s*\S")


def sentences(line: str) -> list[str]:
    """The sentences of one line, with their marks and the blanks behind them: joined they are the line."""
    return _SENTENCE.findall(line)


def clauses(sentence: str) -> list[str]:
    """Where a sentence may be broken: after commas, colons and dashes."""
    return _CLAUSE.findall(sentence)


def is_item(line: str) -> bool:
    """Whether a line is an entry of a list, which an edit keeps whole."""
    return bool(_ITEM.match(line))


def item_mark(line: str) -> str:
    """What stands before the words of a list item: its dot or number; empty for any other line."""
    found = _ITEM.match(line)
    return found.group()[:-1] if found else ""


def tells(sentence: str) -> bool:
    """Whether something would be lost with it: a number, a link, a blank to fill in, a labelled fact."""
    return bool(_TELLING.search(sentence))


def without_span(text: str, start: int, end: int) -> str:
    """`text` without the sentences that [start, end) lies in, nor the lines that this empties."""
    lines, at = [], 0
    for line in text.split("\n"):
        kept = _outside(line, start - at, end - at)
        at += len(line) + 1
        if kept.strip() or not line.strip():
            lines.append(kept.rstrip())
    return "\n".join(lines).strip()


def keeping(text: str, wanted: Callable[[str], bool]) -> str:
    """`text` with the sentences that are `wanted`; a list item or an empty line between paragraphs stays."""
    lines = []
    for line in text.split("\n"):
        kept = line if is_item(line) else "".join(piece for piece in sentences(line) if wanted(piece)).rstrip()
        if kept.strip() or not line.strip():
            lines.append(kept)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _outside(line: str, start: int, end: int) -> str:
    return "".join(part.group() for part in _SENTENCE.finditer(line) if part.end() <= start or end <= part.start())
