"""Words the voice never says."""

from __future__ import annotations

from collections.abc import Iterator

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
        "“{text}”是这个人设从不说的话。请换一种说法。",
        "“{text}” is something this voice never says. Put it differently.",
    )


def check_voice(copy: Copy, context: RuleContext) -> Iterator[Finding]:
    """Blocks what the voice never says, in whatever width or case it is written."""
    never = pattern(context.never_words)
    if never is None:
        return
    for field, text in published(copy):
        searched = fold(text)
        for match in never.finditer(searched.text):
            start, end = searched.span(match.start(), match.end())
            message = Message(VoiceCode.NEVER_SAID, {"text": text[start:end]})
            yield Finding(Severity.BLOCKING, field, start, end, message)
