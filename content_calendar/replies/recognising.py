"""What a message is about and who seems to have written it, by the cues of the lexicon alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from content_calendar.replies.grams import plain
from content_calendar.replies.habits import leanings
from content_calendar.replies.lexicon import Found, heard, weights
from content_calendar.vocabulary import MemberState, Scenario

BEGINNING, END = 1_500, 500
"""Characters of a long message that are read: its beginning and its end say what it is about."""
TEMPERATURE = 3.0
LEAST_HEARD = 0.4
NOTHING: Mapping[Scenario, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message seems to be about. `shares` sum to 1 over scenarios, the likeliest first; empty when unknown."""

    shares: Mapping[Scenario, float]
    state: MemberState | None
    found: tuple[Found, ...]

    @property
    def scenario(self) -> Scenario | None:
        """The likeliest scenario."""
        return next(iter(self.shares), None)


def read(message: str) -> Reading:
    """The scenario and the state a message shows by itself, without looking at any template."""
    text = excerpt(message)
    found = heard(text)
    return Reading(shares_of(evidence_of(text, found)), likely_state(found), found)


def excerpt(message: str) -> str:
    """The beginning and the end of a message, as they are compared."""
    short = message if len(message) <= BEGINNING + END else f"{message[:BEGINNING]}\n{message[-END:]}"
    return plain(short)


def evidence_of(text: str, found: tuple[Found, ...]) -> dict[Scenario, float]:
    """What cues found whole and pieces of cues count for each scenario."""
    whole, parts = weights(found, Scenario), leanings(text)
    sums = {scenario: whole.get(scenario, 0.0) + parts.get(scenario, 0.0) for scenario in Scenario}
    return {scenario: weight for scenario, weight in sums.items() if weight > 0}


def likely_state(found: tuple[Found, ...]) -> MemberState | None:
    """The state with the most cues; a complaint outweighs whatever else is heard."""
    cues = weights(found, MemberState)
    ranked = sorted(cues, key=lambda state: (state is MemberState.COMPLAINING, cues[state]), reverse=True)
    return next((state for state in ranked if isinstance(state, MemberState)), None)


def shares_of(evidence: Mapping[Scenario, float]) -> Mapping[Scenario, float]:
    """The evidence as shares that sum to 1, the highest first; nothing below what a weak cue weighs."""
    strong = {scenario: weight for scenario, weight in evidence.items() if weight >= LEAST_HEARD}
    if not strong:
        return NOTHING
    most = max(strong.values())
    raised = {scenario: float(np.exp((weight - most) / TEMPERATURE)) for scenario, weight in strong.items()}
    total = sum(raised.values())
    return {one: raised[one] / total for one in sorted(raised, key=lambda each: -raised[each])}
