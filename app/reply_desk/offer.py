"""What a community's desk offers at a moment: its index, and what speaks for a template beside its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from app.reply_desk.stock import Mark, Stamp
from content_calendar.replies.entry import Entry
from content_calendar.replies.retrieval import ReplyIndex
from content_calendar.vocabulary import MemberState, Scenario

SCORES_LAST = timedelta(minutes=10)
LEAST_LEAN, MOST_LEAN = 0.6, 1.4
"""Outcomes decide among templates that are hit alike; they never hide one that is hit better."""


@dataclass(frozen=True)
class Offer:
    """`index` holds exactly the templates of `marks`, which were on offer on the local day `on`."""

    index: ReplyIndex
    marks: Mapping[int, Mark]
    stamp: Stamp
    on: date
    read_at: datetime
    _leans: dict[MemberState | None, Mapping[int, float]] = field(default_factory=dict, init=False)

    def is_current(self, stamp: Stamp, on: date, now: datetime) -> bool:
        """Whether nothing changed since; outcomes are asked for anew every ten minutes."""
        return (self.stamp, self.on) == (stamp, on) and timedelta(0) <= now - self.read_at < SCORES_LAST

    @property
    def leans(self) -> Mapping[int, float]:
        """What outcomes with all members say for and against templates."""
        return self.leans_for(None)

    def leans_for(self, state: MemberState | None) -> Mapping[int, float]:
        """What outcomes, with members in `state`, say for and against templates beside the average of all."""
        if state not in self._leans:
            self._leans[state] = _leans({key: mark.score_for(state) for key, mark in self.marks.items()})
        return self._leans[state]

    def of_persona(self, persona_id: int) -> frozenset[int]:
        """The templates written for that persona."""
        return frozenset(key for key, mark in self.marks.items() if mark.persona_id == persona_id)

    def counts(self, state: MemberState | None) -> Mapping[Scenario, int]:
        """How many templates of each scenario may be said to members in `state`."""
        return {scenario: self._counted[scenario, state] for scenario in Scenario}

    @cached_property
    def _counted(self) -> Counter[tuple[Scenario, MemberState | None]]:
        return Counter(place for entry in self.index.entries() for place in _places(entry))


def _places(entry: Entry) -> Iterable[tuple[Scenario, MemberState | None]]:
    return ((entry.scenario, state) for state in (None, *(entry.states or MemberState)))


def _leans(told: Mapping[int, float | None]) -> Mapping[int, float]:
    scores = {key: score for key, score in told.items() if score is not None}
    usual = sum(scores.values()) / len(scores) if scores else 0.0
    return {key: min(max(1 + score - usual, LEAST_LEAN), MOST_LEAN) for key, score in scores.items()}
