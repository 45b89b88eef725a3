"""The words of a row: its text with everything that belongs to it, and its topic."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from pydantic_core import PydanticCustomError

from app.core.field_flaws import Flaw
from app.core.text_fields import LINE_LENGTH, NAME_LENGTH, TEXT_LENGTH, clean_line, clean_text
from app.imports.fields import Field
from app.imports.post import Row, Setting
from app.imports.problems import Problem
from content_calendar.content import Copy
from content_calendar.message import Message

MOST_TAGS = 30
_BETWEEN_TAGS = re.compile(r"[\s,，、;；|#＃]+")

_TEXTS: Mapping[Field, tuple[int, Callable[[str, int], str]]] = {
    Field.TOPIC: (NAME_LENGTH, clean_line),
    Field.TITLE: (NAME_LENGTH, clean_line),
    Field.HOOK: (LINE_LENGTH, clean_line),
    Field.BODY: (TEXT_LENGTH, clean_text),
    Field.CALL_TO_ACTION: (TEXT_LENGTH, clean_text),
    Field.IMAGE_BRIEF: (TEXT_LENGTH, clean_text),
    Field.COMMENT_STARTER: (TEXT_LENGTH, clean_text),
}
_PUBLISHED = (Field.HOOK, Field.BODY, Field.CALL_TO_ACTION)
_FLAWS = {Flaw.TOO_LONG: Problem.TOO_LONG, Flaw.CONTROL_CHARACTER: Problem.CONTROL_CHARACTER}


def words_of(row: Row, setting: Setting) -> tuple[Copy | None, str]:
    """The text of a row, None without any, and its topic: for a post that is still to be written that is its title."""
    sound = len(row.problems)
    words = {
        which: _text(row, setting, which, limit, clean)
        for which, (limit, clean) in _TEXTS.items()
        if which in setting.choices.places
    }
    topic, title = words.pop(Field.TOPIC, ""), words.get(Field.TITLE, "")
    if any(words.get(which) for which in _PUBLISHED):
        return _copy(words, _tags(row, setting, Field.HASHTAGS), _tags(row, setting, Field.TAGS)), topic
    if len(row.problems) == sound and not (topic or title):
        row.problems.append(Message(Problem.NOTHING_SAID))
    return None, topic or title


def _copy(words: Mapping[Field, str], hashtags: tuple[str, ...], tags: tuple[str, ...]) -> Copy:
    return Copy(
        title=words.get(Field.TITLE, ""), hook=words.get(Field.HOOK, ""), body=words.get(Field.BODY, ""),
        call_to_action=words.get(Field.CALL_TO_ACTION, ""), hashtags=hashtags, tags=tags,
        image_brief=words.get(Field.IMAGE_BRIEF, ""), comment_starter=words.get(Field.COMMENT_STARTER, ""),
    )


def _text(row: Row, setting: Setting, which: Field, limit: int, clean: Callable[[str, int], str]) -> str:
    try:
        return clean(setting.cell(row, which), limit)
    except PydanticCustomError as error:
        context = dict(error.context or {})
        row.problems.append(Message(_FLAWS[context.pop("flaw")], {"field": which, **context}))
        return ""


def _tags(row: Row, setting: Setting, which: Field) -> tuple[str, ...]:
    line = _text(row, setting, which, LINE_LENGTH, clean_line)
    return tuple(dict.fromkeys(filter(None, _BETWEEN_TAGS.split(line))))[:MOST_TAGS]
