"""How good a variant of a text is for a brief: free of findings, and not what members read last week."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from app.copywriter.brief import Brief
from content_calendar.content import Copy
from content_calendar.copy_rules.context import Blanks, RuleContext
from content_calendar.copy_rules.rules import check
from content_calendar.severity import Severity
from content_calendar.similarity import BITS, distance, simhash
from content_calendar.voice_words import never_words

FAR_ENOUGH = 20  # bits of SimHash: what texts on one topic differ by when nothing but the topic is shared
REMEMBERED_TEXTS = 4096  # a batch of one persona asks about the same earlier texts again and again

Cost = tuple[int, bool, int, bool, int]
GOOD_ENOUGH: Cost = (0, False, 0, False, -FAR_ENOUGH)


def cost(copy: Copy, brief: Brief) -> Cost:
    """Blocking findings, whether it was said before, all findings, whether its opening was, bits of novelty below zero.

    The smaller the better: what was said before word for word weighs more than anything a hint or a warning says.
    """
    openings = {text.strip().split("\n", 1)[0] for text in brief.avoid}
    findings = check(copy, rule_context(brief))
    blocking = sum(finding.severity is Severity.BLOCKING for finding in findings)
    return blocking, is_repeated(copy, brief), len(findings), copy.hook in openings, -_novelty(copy, brief)


def is_repeated(copy: Copy, brief: Brief) -> bool:
    """Whether exactly this is one of the earlier texts."""
    return copy.text() in brief.avoid


def rule_context(brief: Brief, *, with_facts: bool = False) -> RuleContext:
    """What the copy rules must know to judge a text for `brief`.

    Claims are checked `with_facts` alone: a formula takes its numbers from the brief and need not be doubted.
    """
    return RuleContext(
        platform=brief.community.platform,
        language=brief.language,
        never_words=never_words(brief.voice.never),
        persona_never=never_words(brief.persona.never),
        facts=tuple(filter(None, _facts(brief))) if with_facts else None,
        moments=(brief.slot_at,) if brief.slot_at else (),
        blanks=Blanks(known=frozenset(brief.reply.variables)) if brief.reply else None,
    )


def _facts(brief: Brief) -> Iterator[str]:
    """Whatever the brief states."""
    yield from (brief.community.name, brief.community.purpose, *brief.community.rules, brief.persona.address)
    yield from (brief.column, brief.theme, brief.occasion, brief.voice.name, brief.voice.role)
    if brief.product:
        yield from (brief.product.name, *(f"{fact.name} {fact.value}" for fact in brief.product.facts))
    if brief.event:
        event = brief.event
        yield from (event.name, event.theme, event.when, event.place, event.way_to_join, event.prizes)
    if brief.topic:
        yield from (brief.topic.title, *brief.topic.points)


def _novelty(copy: Copy, brief: Brief) -> int:
    """How many bits of SimHash lie between this text and the nearest earlier one, 0 to 64."""
    if not brief.avoid:
        return BITS
    mine = simhash(copy.text())
    return min(distance(mine, _remembered(text)) for text in brief.avoid)


@lru_cache(maxsize=REMEMBERED_TEXTS)
def _remembered(text: str) -> int:
    return simhash(text)
