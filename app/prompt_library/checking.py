"""What is wrong with a text somebody typed into the editor, line by line, in bounded time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from app.copywriter.golden import check_source
from app.copywriter.prompt_fault import PromptFault
from app.copywriter.prompty import file_name
from app.core.field_flaws import CONTROL_CHARACTER
from content_calendar.message import Message
from content_calendar.vocabulary import Term

MAX_BYTES = 100_000
SHOWN_FAULTS = 50
MAX_BRACKETS = 300
"""Openings in the front matter: reading YAML takes the square of their number."""


class TypingFlaw(Term):
    """What is wrong before the text is read as a prompt."""

    EMPTY = "empty", "内容是空的", "The text is empty"
    TOO_LARGE = "too_large", "共 {size} 字节，最多 {limit} 字节", "{size} bytes, at most {limit}"
    TOO_NESTED = "too_nested", "说明部分的括号超过 {limit} 个", "The front matter opens more than {limit} brackets"
    CONTROL_CHARACTER = (
        "control_character",
        "第 {column} 列有不可见的控制字符 {code}",
        "There is the control character {code} in column {column}",
    )


class TypingRemedy(Term):
    """What to do about the flaw of the same identifier."""

    EMPTY = "empty", "从正在使用的版本开始改", "Begin from the text in production"
    TOO_LARGE = "too_large", "请删减", "Shorten it"
    TOO_NESTED = "too_nested", "请写得简单些", "Write it more plainly"
    CONTROL_CHARACTER = "control_character", "请删除后重新输入", "Delete it and type the text again"


def typed(text: str) -> str:
    """The text of a form as a file has it: "\\n" line ends and one at the end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip()
    return f"{text}\n" if text else ""


def faults_of(text: str, key: str) -> tuple[PromptFault, ...]:
    """Everything wrong with `text` as the prompt `key`, the first faults first; none when it could serve."""
    return tuple(typing_faults(text, key)) or check_source(text, key)[:SHOWN_FAULTS]


def typing_faults(text: str, key: str) -> Iterator[PromptFault]:
    """What is wrong with `text` before it may be read at all; told quickly, whatever it is."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if not text:
        yield _fault(TypingFlaw.EMPTY, key, 1)
    elif size > MAX_BYTES:
        yield _fault(TypingFlaw.TOO_LARGE, key, 1, size=size, limit=MAX_BYTES)
    elif sum(map(_front_matter(text).count, "[{")) > MAX_BRACKETS:
        yield _fault(TypingFlaw.TOO_NESTED, key, 1, limit=MAX_BRACKETS)
    else:
        yield from islice(_control_characters(text, key), SHOWN_FAULTS)


def _front_matter(text: str) -> str:
    """As much of the text as might be read as YAML."""
    return text.partition("\nsystem:")[0]


def _control_characters(text: str, key: str) -> Iterator[PromptFault]:
    """The first one of each line."""
    for line, words in enumerate(text.split("\n"), start=1):
        found = CONTROL_CHARACTER.search(words)
        if found:
            code = f"U+{ord(found[0]):04X}"
            yield _fault(TypingFlaw.CONTROL_CHARACTER, key, line, code=code, column=found.start() + 1)


def _fault(flaw: TypingFlaw, key: str, line: int, **params: object) -> PromptFault:
    return PromptFault(file_name(key), line, Message(flaw, params), Message(TypingRemedy(flaw.value), params))
