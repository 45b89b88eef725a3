"""Snippets: passages kept once and stacked into many templates by `{>name}`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from content_calendar.message import Message
from content_calendar.replies.braces import PieceKind, parse
from content_calendar.vocabulary import Term

MAX_DEPTH = 5
MAX_LENGTH = 20_000
"""Characters of a stacked text: snippets of snippets could grow without end."""


class SnippetFault(Term):
    UNKNOWN = (
        "snippet_unknown",
        "没有审核通过的片段「{name}」。请先建好并通过审核，或改成已有的片段。",
        "There is no approved snippet “{name}”. Have it made and approved first, or use one that is.",
    )
    CYCLE = (
        "snippet_cycle",
        "片段绕成了圈：{path}。请从其中一个里去掉引用。",
        "The snippets go round in a circle: {path}. Take the reference out of one of them.",
    )
    TOO_DEEP = (
        "snippet_too_deep",
        "片段套了超过 {most} 层：{path}。请把内容写平。",
        "Snippets are stacked more than {most} deep: {path}. Write them flatter.",
    )
    TOO_LONG = (
        "snippet_too_long",
        "拼好后超过 {most} 个字。请少用几个片段。",
        "The stacked text exceeds {most} characters. Use fewer snippets.",
    )


class _Refused(Exception):
    """Carries the Message out of the recursion."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.code)
        self.message = message


@dataclass(frozen=True, slots=True)
class Stacked:
    """A text without references to snippets; `used` are those that went into it, each once."""

    text: str
    used: tuple[str, ...]


def stack(text: str, snippets: Mapping[str, str]) -> Stacked | Message:
    """`text` with every `{>name}` replaced by that snippet; a Message when one is missing, circular or too much."""
    done: dict[str, str] = {}
    try:
        return Stacked(_stacked(text, snippets, (), done), tuple(done))
    except _Refused as refused:
        return refused.message


def _stacked(text: str, snippets: Mapping[str, str], path: tuple[str, ...], done: dict[str, str]) -> str:
    parts: list[str] = []
    length = 0
    for piece in parse(text).pieces:
        part = _snippet(piece.name, snippets, path, done) if piece.kind is PieceKind.SNIPPET else piece.text
        length += len(part)
        if length > MAX_LENGTH:
            raise _Refused(Message(SnippetFault.TOO_LONG, {"most": MAX_LENGTH}))
        parts.append(part)
    return "".join(parts)


def _snippet(name: str, snippets: Mapping[str, str], path: tuple[str, ...], done: dict[str, str]) -> str:
    way = (*path, name)
    if name in path:
        raise _Refused(Message(SnippetFault.CYCLE, {"path": " → ".join(way)}))
    if name in done:
        return done[name]
    if name not in snippets:
        raise _Refused(Message(SnippetFault.UNKNOWN, {"name": name}))
    if len(way) > MAX_DEPTH:
        raise _Refused(Message(SnippetFault.TOO_DEEP, {"path": " → ".join(way), "most": MAX_DEPTH}))
    done[name] = _stacked(snippets[name], snippets, way, done)
    return done[name]
