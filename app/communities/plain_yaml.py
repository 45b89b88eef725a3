"""YAML as people write it: every scalar is text until the schema says what it is.

YAML 1.1 guesses types, and guesses wrongly for this file: 15:00 becomes 900, no becomes false, 1.10 becomes 1.1.
Here nothing is guessed, no tag builds an object, and anchors are refused, so that no small file can grow large.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from app.core.field_flaws import CONTROL_CHARACTER, shortened
from content_calendar.message import Message
from content_calendar.vocabulary import Term

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain] | None"
Path: TypeAlias = tuple[str | int, ...]

BYTES = 2_000_000
DEPTH = 20
VALUES = 100_000

_EMPTY = frozenset({"", "~", "null"})
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class YamlFlaw(Term):
    TOO_BIG = "too_big", "文件超过 {limit} MB，请拆成几个文件", "the file is larger than {limit} MB; split it"
    NOT_UTF8 = "not_utf8", "文件不是 UTF-8 编码，请另存为 UTF-8", "the file is not UTF-8; save it as UTF-8"
    CONTROL = "control", "含控制字符 {code}，请删除", "holds the control character {code}; delete it"
    EMPTY = "empty", "文件是空的，请以“workspace:”开头", "the file is empty; begin with “workspace:”"
    SYNTAX = (
        "syntax",
        "YAML 语法错误，请检查缩进、冒号后的空格和引号（{reason}）",
        "YAML syntax error: {reason}; check indentation, the space after each colon and the quotes",
    )
    SECOND_DOCUMENT = (
        "second_document",
        "只能有一个文档，请删去“---”以下部分",
        "only one document; delete what follows “---”",
    )
    ANCHOR = (
        "anchor",
        "不支持锚点、别名（& *）和标签（!）：请直接写出内容，本来就是文字的加引号",
        "anchors, aliases (& *) and tags (!) are not read: write the content out, or quote it if it is text",
    )
    TOO_DEEP = (
        "too_deep",
        "层级超过 {limit} 层，请检查括号和缩进",
        "nested more than {limit} levels; check brackets and indentation",
    )
    TOO_MANY_VALUES = (
        "too_many_values",
        "内容超过 {limit} 项，请拆成几个文件",
        "more than {limit} values; split the file",
    )
    DUPLICATE = "duplicate", "同一层里“{name}”写了两次，请合并", "“{name}” stands twice at one level; keep one"
    KEY_NOT_TEXT = "key_not_text", "字段名只能是文字，请检查括号", "a field name must be text; check the brackets"


class YamlRefused(Exception):
    """The text cannot be read at all; `line` counts from 1 where it is known."""

    def __init__(self, message: Message, line: int | None = None) -> None:
        super().__init__(message.text("en"))
        self.message = message
        self.line = line


@dataclass(frozen=True, slots=True)
class Document:
    """The values of a file, and for the path of each the line it starts on, counted from 1."""

    value: Plain
    lines: dict[Path, int | None] = field(default_factory=dict)

    def line_of(self, path: Path) -> int | None:
        """The line of `path`, or of the nearest thing around it that was written."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


def read_plain(content: str | bytes) -> Document:
    """Read one YAML document of text, lists and mappings.

    An entry without content (`tags:`, `~`, `null`) counts as not written. Raises YamlRefused.
    """
    text = _decoded(content)
    builder = _Builder(text)
    try:
        return Document(builder.document(), builder.lines)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise YamlRefused(Message(YamlFlaw.SYNTAX, {"reason": error.problem or error.context}), line) from None


def _decoded(content: str | bytes) -> str:
    if len(content) > BYTES:
        raise YamlRefused(Message(YamlFlaw.TOO_BIG, {"limit": BYTES // 1_000_000}))
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content.removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise YamlRefused(Message(YamlFlaw.NOT_UTF8), line) from None
    found = CONTROL_CHARACTER.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise YamlRefused(Message(YamlFlaw.CONTROL, {"code": f"U+{ord(found[0]):04X}"}), line)
    return text


def _refused(flaw: YamlFlaw, event: yaml.Event, **params: object) -> YamlRefused:
    return YamlRefused(Message(flaw, params), _line(event))


def _line(event: yaml.Event) -> int | None:
    return event.start_mark.line + 1 if event.start_mark else None


def _scalar(event: Any) -> str | None:
    is_plain = event.style in {None, ""}
    return None if is_plain and event.value in _EMPTY else str(event.value)


class _Builder:
    """Builds values from the parser's events, so that a limit stops the reading itself."""

    def __init__(self, text: str) -> None:
        self.events: Iterator[yaml.Event] = yaml.parse(text, Loader=_Loader)
        self.lines: dict[Path, int | None] = {}
        self.count = 0

    def document(self) -> Plain:
        next(self.events)  # the start of the stream
        if isinstance(next(self.events), yaml.StreamEndEvent):
            raise YamlRefused(Message(YamlFlaw.EMPTY))
        value = self._value(self._next(), ())
        next(self.events)  # the end of the document
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise _refused(YamlFlaw.SECOND_DOCUMENT, after)
        return value

    def _next(self) -> yaml.Event:
        event = next(self.events)
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise _refused(YamlFlaw.ANCHOR, event)
        return event

    def _value(self, event: yaml.Event, path: Path) -> Plain:
        self._admit(event, path)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(path)
        return _scalar(event)

    def _admit(self, event: yaml.Event, path: Path) -> None:
        self.count += 1
        self.lines[path] = _line(event)
        if self.count > VALUES:
            raise _refused(YamlFlaw.TOO_MANY_VALUES, event, limit=VALUES)
        if len(path) > DEPTH:
            raise _refused(YamlFlaw.TOO_DEEP, event, limit=DEPTH)

    def _mapping(self, path: Path) -> dict[str, Plain]:
        entries: dict[str, Plain] = {}
        while not isinstance(key := self._next(), yaml.MappingEndEvent):
            if not isinstance(key, yaml.ScalarEvent):
                raise _refused(YamlFlaw.KEY_NOT_TEXT, key)
            if (*path, key.value) in self.lines:
                raise _refused(YamlFlaw.DUPLICATE, key, name=shortened(key.value))
            value = self._value(self._next(), (*path, key.value))
            if value is not None:
                entries[key.value] = value
        return entries

    def _list(self, path: Path) -> list[Plain]:
        entries: list[Plain] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            value = self._value(event, (*path, len(entries)))
            if value is not None:
                entries.append(value)
        return entries
