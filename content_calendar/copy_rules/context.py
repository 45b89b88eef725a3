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
class RuleContext:
    """Where the copy goes and what it may and must not say.

    `never_words`: what the voice never says; `persona_never`: what is not said to these people. `facts`: every
    checkable statement the copy may rest on, as text; None when they are not known and claims cannot be checked.
    `moments`: the slot and the times of the event, in the community's zone. `variables`: the names a reply template
    declares, which may stand in braces; a post has none.
    """

    platform: Platform
    language: Language
    never_words: tuple[str, ...] = ()
    persona_never: tuple[str, ...] = ()
    facts: tuple[str, ...] | None = None
    moments: tuple[datetime, ...] = ()
    variables: frozenset[str] = frozenset()
    twins: tuple[Twin, ...] = ()
