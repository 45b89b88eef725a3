"""All rules, in the order a person would fix what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from content_calendar.content import Copy
from content_calendar.copy_rules.advertising import check_advertising
from content_calendar.copy_rules.attachments import check_attachments
from content_calendar.copy_rules.blanks import check_reply_blanks
from content_calendar.copy_rules.characters import check_characters
from content_calendar.copy_rules.context import RuleContext
from content_calendar.copy_rules.emptiness import check_emptiness
from content_calendar.copy_rules.facts import check_facts
from content_calendar.copy_rules.finding import Finding
from content_calendar.copy_rules.hook import check_hook
from content_calendar.copy_rules.language import check_language
from content_calendar.copy_rules.limits import check_limits
from content_calendar.copy_rules.placeholders import check_placeholders
from content_calendar.copy_rules.prizes import check_prizes
from content_calendar.copy_rules.repetition import check_repetition
from content_calendar.copy_rules.tone import check_tone
from content_calendar.copy_rules.voice import check_voice

Rule = Callable[[Copy, RuleContext], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    check_emptiness,
    check_characters,
    check_placeholders,
    check_reply_blanks,
    check_limits,
    check_attachments,
    check_voice,
    check_language,
    check_hook,
    check_advertising,
    check_prizes,
    check_facts,
    check_repetition,
    check_tone,
)


def check(copy: Copy, context: RuleContext) -> tuple[Finding, ...]:
    """Everything the rules have to say about `copy`, rule by rule; empty when it may be reviewed as it is."""
    return tuple(finding for rule in RULES for finding in rule(copy, context))
