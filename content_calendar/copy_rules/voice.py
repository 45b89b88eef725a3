"""Words the voice never says, and words that are not said to a persona."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from content_calendar.content import Copy
from content_calendar.copy_rules.context import RuleContext
from content_calendar.copy_rules.fields import published
from content_calendar.copy_rules.finding import Finding
from content_calendar.copy_rules.folding import fold, pattern
from content_calendar.message import Message
from content_calendar.severity import Severity
from content_calendar.vocabulary import Term


class VoiceCode(Term):
    NEVER_SAID = (
        "never_said",
        "“{text}”是这个人设绝不说的话。请换一种说法。",
        "“{text}” is something this voice never says. Put it differently.",
    )
    NOT_TO_PERSONA = (
        "not_to_persona",
        "“{text}”不对这群人说（见画像的“绝不对 TA 们说”）。请换一种说法。",
        "“{text}” is not said to these people (see the persona). Put it differently.",
    )


def check_voice(copy: Copy, context: RuleContext) -> Iterator[Finding]:
    """Blocks what the voice never says and what is not said to the persona, in whatever width or case it is written."""
    yield from _said(copy, context.never_words, VoiceCode.NEVER_SAID)
    yield from _said(copy, context.persona_never, VoiceCode.NOT_TO_PERSONA)


def _said(copy: Copy, words: tuple[str, ...], code: VoiceCode) -> Iterator[Finding]:
    never = _searching(words)
    if never is None:
        return
    for field, text in published(copy):
        searched = fold(text)
        for match in never.finditer(searched.text):
            start, end = searched.span(match.start(), match.end())
            yield Finding(Severity.BLOCKING, field, start, end, Message(code, {"text": text[start:end]}))


@lru_cache(maxsize=256)
def _searching(words: tuple[str, ...]) -> re.Pattern[str] | None:
    return pattern(words)
