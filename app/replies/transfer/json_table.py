"""A library of replies in JSON as a table: lists of objects, groups of texts, questions with their answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.i18n import label
from app.core.tables.table import MAX_COLUMNS, MAX_ROWS, FileUnusable, Line, Table, TooManyRows
from app.replies.transfer.fields import Field, guess

MOST_LEVELS = 40
_HALF = re.compile("[\ud800-\udfff]")
_SUBSTITUTE = "\x1a"
"""The control character that stands for what is none; a row that holds one is refused with its place."""

Record = Mapping[str, Any]


class JsonUnusable(FileUnusable):
    def __init__(self, line: int | None = None) -> None:
        cause = _l("This JSON file is not whole: line %(line)s cannot be read.", line=line)
        super().__init__(
            cause if line else _l("There is no list of replies in this JSON file."),
            _l("Save it again as a list of objects, each with the words of one reply, in UTF-8."),
        )


def looks_like_json(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n")[:1] in {"[", "{"}


def document(text: str) -> Any:
    """What the text says; numbers with a fraction stay as they are written, because no database keeps them all.

    Raises JsonUnusable: cut, no JSON, nested without end.
    """
    try:
        found = json.loads(text.lstrip("\ufeff"), parse_float=str, parse_constant=str)
    except json.JSONDecodeError as error:
        raise JsonUnusable(error.lineno) from None
    except (RecursionError, ValueError):
        raise JsonUnusable(1) from None
    if _is_deep(found):
        raise JsonUnusable
    return found


def table_of(content: Any) -> Table:
    """The replies in it with the names of their parts as headings; lines count the replies. Raises FileUnusable."""
    records = list(islice(_records(content, ""), MAX_ROWS + 1))
    if len(records) > MAX_ROWS:
        raise TooManyRows
    names = tuple(dict.fromkeys(name for record in records for name in record))[:MAX_COLUMNS]
    if not names:
        raise JsonUnusable
    cells = (tuple(_whole(_cell(record.get(name))) for name in names) for record in records)
    return Table("", (Line(1, tuple(map(_whole, names))), *(Line(number, row) for number, row in enumerate(cells, 2))))


def _records(content: Any, group: str) -> Iterator[Record]:
    """Objects that hold texts are replies; the names of what lists and objects stand under are their groups."""
    if isinstance(content, str):
        yield _grouped({label(Field.WORDS): content}, group)
    elif isinstance(content, list):
        for each in content:
            yield from _records(each, group)
    elif isinstance(content, dict) and _is_record(content):
        yield _grouped(content, group)
    elif isinstance(content, dict):
        yield from _of_groups(content, group)


def _of_groups(content: Record, group: str) -> Iterator[Record]:
    """{group: [reply, …]} and {question: answer}; one key alone is no group but what the list is called."""
    for name, each in content.items():
        if isinstance(each, str):
            yield _grouped({label(Field.TITLE): name, label(Field.WORDS): each}, group)
        else:
            yield from _records(each, name if len(content) > 1 or group else "")


def _is_record(content: Record) -> bool:
    """Whether an object is one reply: it has a part that is called as words are."""
    return Field.WORDS in guess(tuple(content))


def _grouped(record: Record, group: str) -> Record:
    return {label(Field.SCENARIO): group, **record} if group else record


def _cell(value: Any) -> str:
    """As a table would say it: lists parted by marks, nothing for null."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "、".join(_cell(each) for each in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _whole(text: str) -> str:
    """`text` without halves of characters, which JSON can hold and neither a page nor a database can."""
    return text if text.isascii() else _HALF.sub(_SUBSTITUTE, text)


def _is_deep(content: Any) -> bool:
    """Whether lists and objects stand in each other further than any library of replies goes."""
    level = [content]
    for _level in range(MOST_LEVELS):
        level = [each for one in level for each in _within(one)]
        if not level:
            return False
    return True


def _within(content: Any) -> Iterable[Any]:
    if isinstance(content, dict):
        return content.values()
    return content if isinstance(content, list) else ()
