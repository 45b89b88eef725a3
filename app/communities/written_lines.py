"""Facts and topic banks as people type them into one box, read line by line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from app.core.field_flaws import shortened
from content_calendar.message import Message
from content_calendar.vocabulary import Language, Term

_SEPARATOR = re.compile("[:：]")
_POINT = re.compile(r"\s*[-*•·]\s*")


class LineFlaw(Term):
    NO_SEPARATOR = (
        "no_separator",
        "第 {line} 行“{given}”没有冒号，请写成“名称：值”",
        "line {line} “{given}” has no colon; write “name: value”",
    )
    NO_NAME = (
        "no_name",
        "第 {line} 行“{given}”缺少名称或值，请写成“名称：值”",
        "line {line} “{given}” lacks its name or its value; write “name: value”",
    )
    NO_TITLE = (
        "no_title",
        "第 {line} 行“{given}”是要点，前面要先有一行选题标题（不以“-”开头）",
        "line {line} “{given}” is a point; put the topic's title on a line above it, without “-”",
    )


class LinesRefused(Exception):
    """`message` names the line and says what to write."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text("en"))
        self.message = message


def read_facts(text: str) -> list[dict[str, object]]:
    """`name: value` a line, with a Chinese or a Latin colon. Raises LinesRefused."""
    return [_fact(number, line) for number, line in _numbered(text)]


def show_facts(facts: Iterable[Mapping[str, Any]], language: str) -> str:
    """The text that `read_facts` reads back."""
    colon = "：" if language.startswith(Language.ZH) else ": "
    return "\n".join(f"{fact['name']}{colon}{fact['value']}" for fact in facts)


def read_topics(text: str) -> list[dict[str, object]]:
    """Topics of a title line and, below it, points that start with “- ”. Raises LinesRefused."""
    topics: list[tuple[str, list[str]]] = []
    for number, line in _numbered(text):
        point = _POINT.match(line)
        if not point:
            topics.append((line, []))
        elif not topics:
            raise _refused(LineFlaw.NO_TITLE, number, line)
        elif line[point.end():]:
            topics[-1][1].append(line[point.end():])
    return [{"title": title, "points": points} for title, points in topics]


def show_topics(topics: Iterable[Mapping[str, Any]]) -> str:
    """The text that `read_topics` reads back."""
    blocks = ("\n".join([topic["title"], *(f"- {point}" for point in topic["points"])]) for topic in topics)
    return "\n\n".join(blocks)


def read_blocks(text: str) -> list[str]:
    """Texts of one or more lines, kept apart by empty lines."""
    return [block.strip() for block in re.split(r"\n\s*\n", _unified(text)) if block.strip()]


def read_lines(text: str) -> list[str]:
    """The lines that are not empty."""
    return [line for _number, line in _numbered(text)]


def _numbered(text: str) -> list[tuple[int, str]]:
    lines = enumerate(_unified(text).split("\n"), start=1)
    return [(number, line.strip()) for number, line in lines if line.strip()]


def _unified(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _fact(number: int, line: str) -> dict[str, object]:
    pieces = _SEPARATOR.split(line, maxsplit=1)
    if len(pieces) == 1:
        raise _refused(LineFlaw.NO_SEPARATOR, number, line)
    name, value = (piece.strip() for piece in pieces)
    if not name or not value:
        raise _refused(LineFlaw.NO_NAME, number, line)
    return {"name": name, "value": value}


def _refused(flaw: LineFlaw, number: int, line: str) -> LinesRefused:
    return LinesRefused(Message(flaw, {"line": number, "given": shortened(line)}))
