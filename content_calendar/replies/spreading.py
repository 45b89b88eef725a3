"""A few templates for the several things a message may mean: when unsure, different readings; when sure, the best."""

from __future__ import annotations

from collections.abc import Mapping

from content_calendar.replies.entry import Entry
from content_calendar.replies.recognising import Reading
from content_calendar.vocabulary import MemberState, Scenario

ANSWERED = 0.95
"""How much of a reading is settled once a template that suits it is among the best."""
FOR_ANY, FOR_ANOTHER = 0.25, 0.6
"""What a template for members in any state is worth where one shows; one for a certain state where none shows."""

Masses = Mapping[tuple[Scenario, MemberState | None], float]


def masses(reading: Reading) -> Masses:
    """How likely each scenario is together with each state; sums to 1."""
    return {
        (scenario, state): share * likely
        for scenario, share in reading.shares.items()
        for state, likely in reading.states_in(scenario).items()
    }


def spread_out(pool: list[tuple[Entry, float]], likely: Masses, limit: int) -> list[tuple[Entry, float]]:
    """The best, one after the other: what a template answers gives way to what is still open."""
    left, still = list(pool), dict(likely)
    chosen: list[tuple[Entry, float]] = []
    while left and len(chosen) < limit:
        scored = [(entry, fit, fit * _worth(entry, still)) for entry, fit in left]
        entry, fit, score = max(scored, key=lambda each: (each[2], -each[0].key))
        chosen.append((entry, score))
        still = {cell: mass * (1 - ANSWERED * _suits(entry, *cell)) for cell, mass in still.items()}
        left.remove((entry, fit))
    return chosen


def _worth(entry: Entry, likely: Masses) -> float:
    return sum(mass * _suits(entry, *cell) for cell, mass in likely.items() if cell[0] is entry.scenario)


def _suits(entry: Entry, scenario: Scenario, state: MemberState | None) -> float:
    if entry.scenario is not scenario:
        return 0.0
    if state is None:
        return FOR_ANOTHER if entry.states else 1.0
    return FOR_ANY if not entry.states else float(state in entry.states)
