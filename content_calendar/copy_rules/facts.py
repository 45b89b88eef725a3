"""Claims that no fact supports: the slip that costs a brand most."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from content_calendar.content import Copy
from content_calendar.copy_rules.claims.knowledge import known
from content_calendar.copy_rules.claims.reading import claims
from content_calendar.copy_rules.context import RuleContext
from content_calendar.copy_rules.fields import published
from content_calendar.copy_rules.finding import CopyField, Finding
from content_calendar.copy_rules.folding import fold
from content_calendar.message import Message
from content_calendar.severity import Severity
from content_calendar.vocabulary import Term


class FactCode(Term):
    UNSUPPORTED_CLAIM = (
        "unsupported_claim",
        "{kind}“{text}”在资料、选题和活动里查不到。请核对，或先把它写进资料。",
        "The {kind} “{text}” stands in no fact of the product, topic or event. Check it, or add the fact first.",
    )


def check_facts(copy: Copy, context: RuleContext) -> Iterator[Finding]:
    """Warns of each number, price, percentage, date, time and link that no fact states; silent without knowledge."""
    if context.facts is not None:
        for field, text in published(copy):
            yield from _unsupported(field, text, context.facts, context)


def _unsupported(field: CopyField, text: str, facts: tuple[str, ...], context: RuleContext) -> Iterator[Finding]:
    searched, supported = fold(text), known(facts, context.moments)
    for claim in claims(searched.text):
        start, end = searched.span(claim.start, claim.end)
        if supported.isdisjoint(claim.keys) and not _is_ornament(text[start]):
            message = Message(FactCode.UNSUPPORTED_CLAIM, {"kind": claim.kind, "text": text[start:end]})
            yield Finding(Severity.WARNING, field, start, end, message)


def _is_ornament(character: str) -> bool:
    """Whether a digit only decorates: ① and ½ are no decimal digits, fold into some and number lists."""
    return unicodedata.category(character) == "No"
