"""What the rules must know beside the copy."""

from __future__ import annotations

from dataclasses import dataclass

from content_calendar.vocabulary import Language, Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleContext:
    """Where the copy goes and what it may and must not say.

    `never_words`: what the voice never says. `facts`: every checkable statement about the product and event, as
    text; without any, numbers are not checked. `variables`: the names a reply template declares, which may stand
    in braces; a post has none.
    """

    platform: Platform
    language: Language
    never_words: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    variables: frozenset[str] = frozenset()
