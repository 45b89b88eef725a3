"""The very words in a voice's habits: people write rules, and set in quotes what is said or never said."""

from __future__ import annotations

import re
from collections.abc import Iterable

MAX_WORD = 24
_QUOTED = re.compile(r"[「“\"](.+?)[」”\"]")
_SAYING = re.compile(
    r"(?:说|写|带上|加上|say|write|sign off|end|close)[^「“\"]{0,12}[「“\"](.+?)[」”\"]", re.IGNORECASE
)


def never_words(never: Iterable[str]) -> tuple[str, ...]:
    """The words of a voice's `never` lines: what is quoted in a line, or a short line itself."""
    words = [word for line in never for word in _QUOTED.findall(line) or [line]]
    return tuple(word.strip() for word in words if 0 < len(word.strip()) <= MAX_WORD)


def unsaid_sayings(always: Iterable[str], text: str) -> tuple[str, ...]:
    """What a voice's `always` lines tell it to say, in quotes, and `text` does not say yet."""
    return tuple(words for line in always for words in _SAYING.findall(line) if words not in text)
