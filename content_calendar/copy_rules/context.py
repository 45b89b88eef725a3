"""What the rules must know beside the copy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from content_calendar.vocabulary import Language, Platform


@dataclass(frozen=True, slots=True)
class Twin:
    """An item of the same persona that reads almost the same; `distance` is the SimHash bits they differ by."""

    item_id: int
    headline: str
    distance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Blanks:
    """What may stand in braces in a reply template.

    `known`: names of variables, those of its snippets included. `expected`: what it declares itself and its snippets
    do not use. `snippets`: names of passages it may stand on. `without_fact`: variables whose fact the product lacks,
    each with the name of that fact.
    """

    known: frozenset[str] = frozenset()
    expected: tuple[str, ...] = ()
    snippets: frozenset[str] = frozenset()
    without_fact: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleContext:
    """Where the copy goes and what it may and must not say.

    `never_words`: what the voice never says; `persona_never`: what is not said to these people. `facts`: every
    checkable statement the copy may rest on, as text; None when they are not known and claims cannot be checked.
    `moments`: the slot and the times of the event, in the community's zone. `blanks`: what may
    stand in braces in a reply template; None for a post, which has no blanks.
    """

    platform: Platform
    language: Language
    never_words: tuple[str, ...] = ()
    persona_never: tuple[str, ...] = ()
    facts: tuple[str, ...] | None = None
    moments: tuple[datetime, ...] = ()
    blanks: Blanks | None = None
    twins: tuple[Twin, ...] = ()
