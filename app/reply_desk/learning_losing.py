"""Which templates lose: the interval of what they bring lies below that of an answer for the same occasion."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.reply_desk.learning import NOBODY
from content_calendar.ranking import Evidence
from content_calendar.vocabulary import MemberState, Scenario


@dataclass(frozen=True, slots=True)
class Told:
    """What outcomes tell of the present words: how often they helped, and the chance with its 80 % interval.

    `state` None: of members in any state.
    """

    item_id: int
    scenario: Scenario
    state: MemberState | None
    settled: int
    helped: int
    score: float
    low: float
    high: float
    evidence: Evidence

    @classmethod
    def read(cls, item_id: int, scenario: Scenario, state: MemberState | None, said: Mapping[str, Any]) -> Told:
        """From what stands in a card."""
        return cls(
            item_id, scenario, state, said["settled"], said["helped"], said["score"], said["low"], said["high"],
            Evidence(said["evidence"]),
        )


@dataclass(frozen=True, slots=True)
class Lost:
    """A template that helps less often than the `best` of its occasion; chance alone would hardly part them."""

    told: Told
    best: Told


def told_of(item_id: int, scenario: Scenario, by_state: Mapping[str, Any] | None) -> Iterator[Told]:
    """What a card tells for each state that was said."""
    for state, said in (by_state or {}).items():
        if state != NOBODY:
            yield Told.read(item_id, scenario, MemberState(state), said)


def losing(told: Iterable[Told]) -> tuple[Lost, ...]:
    """Those below a rival, each once, at the occasion where most is missing; thin evidence neither wins nor loses."""
    places: dict[tuple[Scenario, MemberState | None], list[Told]] = defaultdict(list)
    for one in told:
        if one.evidence is not Evidence.THIN:
            places[one.scenario, one.state].append(one)
    worst: dict[int, Lost] = {}
    for some in places.values():
        best = max(some, key=lambda one: one.low)
        for one in some:
            lost = Lost(one, best)
            if one.high < best.low and _gap(lost) > _gap(worst.get(one.item_id)):
                worst[one.item_id] = lost
    return tuple(sorted(worst.values(), key=lambda lost: (-_gap(lost), lost.told.item_id)))


def _gap(lost: Lost | None) -> float:
    return lost.best.low - lost.told.high if lost else -1.0
