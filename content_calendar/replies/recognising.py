"""What a message is about and who seems to have written it, by its wording and the cues of the lexicon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from content_calendar.replies.grams import plain
from content_calendar.replies.lexicon import Found, heard, weights
from content_calendar.replies.wording import Leanings, leanings
from content_calendar.vocabulary import MemberState, Scenario

BEGINNING, END = 1_500, 500
"""Characters of a long message that are read: its beginning and its end say what it is about."""
CUE, MOST_CUED = 0.05, 4.0
"""What a cue's weight counts beside the wording, and the weight from which on more cues add nothing."""
SHARPNESS = 6.0
"""How steeply evidence becomes likelihood, fitted to messages that were left out of what was learned."""
LEAST_EVIDENCE = 0.16
CLEARLY_IDLE = 0.3
"""From here on a message that has no cue asks for nothing, unless some scenario has more evidence."""
LEAST_STATE = 0.3
USUAL_STATE = {
    Scenario.WELCOME: MemberState.NEWCOMER, Scenario.WAKE_UP: MemberState.SILENT,
    Scenario.LOYAL_OFFER: MemberState.LOYAL, Scenario.COMPLAINT: MemberState.COMPLAINING,
}  # fmt: skip
"""Who is spoken to in a scenario when nothing says otherwise."""
USUALLY = 0.7
"""How often that is so."""
NOTHING: Mapping[Scenario, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message seems to be about. `shares` sum to 1 over scenarios, the likeliest first; empty when unknown.

    `states` sum to 1 over the states a member may be in, None for one that does not show.
    """

    shares: Mapping[Scenario, float]
    state: MemberState | None
    found: tuple[Found, ...]
    states: Mapping[MemberState | None, float]

    @property
    def scenario(self) -> Scenario | None:
        """The likeliest scenario."""
        return next(iter(self.shares), None)

    def states_in(self, scenario: Scenario) -> Mapping[MemberState | None, float]:
        """How likely each state is if that scenario is meant."""
        usual = USUAL_STATE.get(scenario)
        if usual is None or self.state is not None:
            return self.states
        moved = USUALLY * self.states.get(None, 0.0)
        return {**self.states, None: self.states.get(None, 0.0) - moved, usual: self.states.get(usual, 0.0) + moved}


def read(message: str) -> Reading:
    """The scenario and the state a message shows by itself, without looking at any template."""
    return reading_of(excerpt(message), {}, None)


def reading_of(text: str, resemblance: Mapping[Scenario, float], known: MemberState | None) -> Reading:
    """The reading of an excerpt; `resemblance` is evidence of another kind, `known` a state that is no guess."""
    found, learned = heard(text), leanings(text)
    shares = shares_of(evidence_of(found, learned, resemblance), _is_idle(found, learned, resemblance))
    states: Mapping[MemberState | None, float] = {known: 1.0} if known else states_of(found, learned)
    return Reading(shares, known or _likely(states), found, states)


def excerpt(message: str) -> str:
    """The beginning and the end of a message, as they are compared."""
    short = message if len(message) <= BEGINNING + END else f"{message[:BEGINNING]}\n{message[-END:]}"
    return plain(short)


def evidence_of(
    found: tuple[Found, ...], learned: Leanings, resemblance: Mapping[Scenario, float]
) -> dict[Scenario, float]:
    """What wording, cues and resemblance count for each scenario together; about 1 is certain."""
    cued = weights(found, Scenario)
    return {
        scenario: score + CUE * min(cued.get(scenario, 0.0), MOST_CUED) + resemblance.get(scenario, 0.0)
        for scenario, score in learned.scenarios.items()
    }


def shares_of(evidence: Mapping[Scenario, float], idle: bool) -> Mapping[Scenario, float]:
    """The evidence as shares that sum to 1, the highest first; none when nothing is asked for."""
    most = max(evidence.values())
    if idle or most < LEAST_EVIDENCE:
        return NOTHING
    raised = {scenario: float(np.exp(SHARPNESS * (weight - most))) for scenario, weight in evidence.items()}
    total = sum(raised.values())
    return {one: raised[one] / total for one in sorted(raised, key=lambda each: -raised[each])}


def states_of(found: tuple[Found, ...], learned: Leanings) -> Mapping[MemberState | None, float]:
    """How likely each state is; what is left over is None."""
    cued = weights(found, MemberState)
    rated = {
        state: min(max(score + CUE * cued.get(state, 0.0), 0.0), 1.0) for state, score in learned.states.items()
    }
    total = max(sum(rated.values()), 1.0)
    likely: dict[MemberState | None, float] = {state: score / total for state, score in rated.items()}
    likely[None] = 1.0 - sum(likely.values())
    return likely


def _likely(states: Mapping[MemberState | None, float]) -> MemberState | None:
    """The likeliest state, None when no state is likely enough."""
    state = max(MemberState, key=lambda each: states.get(each, 0.0))
    return state if states.get(state, 0.0) >= LEAST_STATE else None


def _is_idle(found: tuple[Found, ...], learned: Leanings, resemblance: Mapping[Scenario, float]) -> bool:
    evidence = evidence_of(found, learned, resemblance)
    return learned.idle > max(CLEARLY_IDLE, *evidence.values())
