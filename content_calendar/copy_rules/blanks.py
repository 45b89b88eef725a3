"""The braces of a reply template: each names a variable or a snippet it may name, or says what to do about it."""

from __future__ import annotations

from collections.abc import Iterator

from content_calendar.content import Copy
from content_calendar.copy_rules.context import Blanks, RuleContext
from content_calendar.copy_rules.fields import field_text, published
from content_calendar.copy_rules.finding import CopyField, Finding
from content_calendar.message import Message
from content_calendar.replies.braces import BraceFault, PieceKind, check_blanks, parse
from content_calendar.replies.snippets import SnippetFault
from content_calendar.replies.variable_faults import VariableFault
from content_calendar.severity import Severity

_OF_WHOLE = frozenset({BraceFault.UNUSED, BraceFault.TOO_MANY})


def check_reply_blanks(copy: Copy, context: RuleContext) -> Iterator[Finding]:
    """Blocks what could never be filled in; a hint for what is asked for and goes nowhere. A post has no blanks."""
    blanks = context.blanks
    if blanks is None:
        return
    for field, text in published(copy):
        if field is CopyField.TITLE:  # names the template in the library and is never sent
            continue
        for flaw in check_blanks(text, blanks.known):
            if flaw.message.code not in _OF_WHOLE:
                yield Finding(flaw.severity, field, flaw.start, flaw.end, flaw.message)
        yield from _unknown_snippets(field, text, blanks)
    yield from _of_the_whole(copy, blanks)


def _of_the_whole(copy: Copy, blanks: Blanks) -> Iterator[Finding]:
    text = field_text(copy, CopyField.TEXT)
    for flaw in check_blanks(text, blanks.expected):
        if flaw.message.code in _OF_WHOLE:
            yield Finding(flaw.severity, CopyField.TEXT, 0, flaw.end, flaw.message)
    used = frozenset(parse(text).blanks)
    for name, fact in blanks.without_fact:
        if name in used:
            message = Message(VariableFault.NO_SUCH_FACT, {"fact": fact})
            yield Finding(Severity.BLOCKING, CopyField.TEXT, 0, 0, message)


def _unknown_snippets(field: CopyField, text: str, blanks: Blanks) -> Iterator[Finding]:
    at = 0
    for piece in parse(text).pieces:
        end = at + len(piece.text)
        if piece.kind is PieceKind.SNIPPET and piece.name not in blanks.snippets:
            yield Finding(Severity.BLOCKING, field, at, end, Message(SnippetFault.UNKNOWN, {"name": piece.name}))
        at = end
