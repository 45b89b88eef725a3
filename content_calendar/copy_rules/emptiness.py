"""Nothing to say."""

from __future__ import annotations

from collections.abc import Iterator

from content_calendar.content import Copy
from content_calendar.copy_rules.context import RuleContext
from content_calendar.copy_rules.finding import CopyField, Finding
from content_calendar.message import Message
from content_calendar.severity import Severity
from content_calendar.vocabulary import Term


class EmptyCode(Term):
    EMPTY_BODY = (
        "empty_body",
        "正文是空的，没有可以发布的内容。请写正文，或重新生成文案。",
        "The body is empty: there is nothing to publish. Write it, or have it drafted again.",
    )


def check_emptiness(copy: Copy, _context: RuleContext) -> Iterator[Finding]:
    """Blocks a post without a body: a hook and hashtags alone are not a post."""
    if not any(character.isprintable() and not character.isspace() for character in copy.body):
        yield Finding(Severity.BLOCKING, CopyField.BODY, 0, len(copy.body), Message(EmptyCode.EMPTY_BODY))
