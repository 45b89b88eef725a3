"""The very words in a voice's habits: people write rules, and set in quotes what is said or never said."""

from __future__ import annotations

import re

from app.copywriter.brief import VoiceBrief

MAX_WORD = 24
_QUOTED = re.compile(r"[「“\"](.+?)[」”\"]")
_SAYING = re.compile(
    r"(?:说|写|带上|加上|say|write|sign off|end|close)[^「“\"]{0,12}[「“\"](.+?)[」”\"]", re.IGNORECASE
)


def never_words(voice: VoiceBrief) -> tuple[str, ...]:
    """The words of the voice's `never` list: what is quoted in an entry, or a short entry itself."""
    words = [word for entry in voice.never for word in _QUOTED.findall(entry) or [entry]]
    return tuple(word.strip() for word in words if 0 < len(word.strip()) <= MAX_WORD)


def unsaid_sayings(voice: VoiceBrief, text: str) -> tuple[str, ...]:
    """What the voice's `always` list tells it to say, in quotes, and `text` does not say yet."""
    return tuple(words for line in voice.always for words in _SAYING.findall(line) if words not in text)
