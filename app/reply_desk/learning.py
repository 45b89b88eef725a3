"""What outcomes teach: how often each template helps, for members in each state, by the ranking that ranks posts.

A member state is the persona, a scenario the slot and a revision the template: new words begin anew. Helped is success;
no answer and handed on are not. Few uses say little, and it says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.zones import zone_or_utc
from app.feedback.weeks import week_of
from app.models import Community, ReplyOutcome, ReplyUse
from content_calendar.ranking import Candidate, Evidence, Features, Observation, Ranker, RankerConfig, Weights
from content_calendar.ranking.explain import FAIR_POSTS, SOLID_POSTS

CONFIG = RankerConfig(weights=Weights(1, 0, 0), dimension=500, overdispersion=0.05)
"""Members are asked one by one: a week of answers has less luck in common than the readers of one post."""
NOBODY = "unknown"
"""Of members whose state the operator did not say."""
FAIR_WIDTH, SOLID_WIDTH = 0.35, 0.15
_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Tally:
    """How often the words of one revision were settled for members in one state in one week, and how often helped.

    `state` is NOBODY or a MemberState.
    """

    item_id: int
    revision_id: int
    scenario: str
    state: str
    week: int
    settled: int
    helped: int

    @property
    def features(self) -> Features:
        return features_of(self.revision_id, self.scenario, self.state)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the present words of a template stand: the chance to help with its 80 % interval."""

    settled: int
    helped: int
    score: float
    low: float
    high: float
    evidence: Evidence

    @classmethod
    def of(cls, counts: tuple[int, int], interval: tuple[float, float, float]) -> Standing:
        """How much it can carry is told by the uses behind these very words, not by those of others like them."""
        (settled, helped), (mean, low, high) = counts, interval
        return cls(settled, helped, mean, low, high, _evidence(settled, high - low))

    def plain(self) -> dict[str, Any]:
        return {
            "settled": self.settled, "helped": self.helped, "score": round(self.score, 4), "low": round(self.low, 4),
            "high": round(self.high, 4), "evidence": self.evidence.value,
        }


@dataclass(frozen=True, slots=True)
class Present:
    """A template as it is now, with the sums by which it is known whether something came in between."""

    item_id: int
    revision_id: int
    scenario: str
    sums: tuple[int, int, int]


def _evidence(settled: int, width: float) -> Evidence:
    """In points of the share, since people compare shares: on log-odds the best answers would seem the least known."""
    if settled < FAIR_POSTS or width > FAIR_WIDTH:
        return Evidence.THIN
    return Evidence.SOLID if settled >= SOLID_POSTS and width <= SOLID_WIDTH else Evidence.FAIR


def features_of(revision_id: int, scenario: str, state: str) -> Features:
    """What the ranking knows of an answer before it is sent."""
    return Features(persona=state, slot=scenario, template=str(revision_id))


def tallies_of(session: Session, community: Community) -> list[Tally]:
    """Everything settled in the community, by weeks of its clock; read a few at a time."""
    zone = zone_or_utc(community.timezone)
    sums: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
    query = (
        select(
            ReplyUse.item_id, ReplyUse.revision_id, ReplyUse.scenario, ReplyUse.member_state, ReplyUse.created_at,
            ReplyUse.outcome,
        )
        .where(ReplyUse.community_id == community.id, ReplyUse.outcome.is_not(None))
        .execution_options(yield_per=_AT_ONCE)
    )
    for row in session.execute(query):
        week = week_of(row.created_at.astimezone(zone).date())
        state = row.member_state.value if row.member_state else NOBODY
        entry = sums[row.item_id, row.revision_id or 0, row.scenario.value, state, week]
        entry[0] += 1
        entry[1] += row.outcome is ReplyOutcome.HELPED
    return [Tally(*key, *counts) for key, counts in sums.items()]


def learned_from(tallies: Iterable[Tally]) -> Ranker:
    """A ranker that lived through these weeks, in their order."""
    by_week: dict[int, list[Tally]] = defaultdict(list)
    for tally in tallies:
        by_week[tally.week].append(tally)
    ranker = Ranker(CONFIG)
    for week in sorted(by_week):
        ranker.observe(Observation(each.features, each.settled, each.helped, week) for each in by_week[week])
        ranker.end_week(week)
    return ranker


def standings(
    tallies: Sequence[Tally], present: Sequence[Present]
) -> Mapping[int, tuple[Standing, Mapping[str, Standing]]]:
    """Each template whose present words were settled: where it stands altogether, and for members in each state."""
    ranker, counts = learned_from(tallies), _counts(tallies)
    by_state: dict[int, dict[str, Standing]] = defaultdict(dict)
    for state in sorted({tally.state for tally in tallies}):
        some = [each for each in present if (each.item_id, each.revision_id, state) in counts]
        for item_id, standing in _ranked(ranker, some, counts, state).items():
            by_state[item_id][state] = standing
    return {item_id: (_together(there.values()), there) for item_id, there in by_state.items()}


def _counts(tallies: Iterable[Tally]) -> Mapping[tuple[int, int, str], tuple[int, int]]:
    """Settled and helped of each revision, by state."""
    sums: dict[tuple[int, int, str], list[int]] = defaultdict(lambda: [0, 0])
    for tally in tallies:
        entry = sums[tally.item_id, tally.revision_id, tally.state]
        entry[0] += tally.settled
        entry[1] += tally.helped
    return {key: (settled, helped) for key, (settled, helped) in sums.items()}


def _ranked(
    ranker: Ranker, some: Sequence[Present], counts: Mapping[tuple[int, int, str], tuple[int, int]], state: str
) -> dict[int, Standing]:
    """Those templates as they would do for members in that state."""
    candidates = [
        Candidate(str(each.item_id), features_of(each.revision_id, each.scenario, state)) for each in some
    ]
    by_key = {str(each.item_id): counts[each.item_id, each.revision_id, state] for each in some}
    ranking = ranker.rank(candidates, explain=0)
    return {int(one.key): Standing.of(by_key[one.key], (one.mean, one.low, one.high)) for one in ranking}


def _together(some: Iterable[Standing]) -> Standing:
    """Over the members it was used for. The intervals are averaged as if wrong all at once, which is the wider way."""
    states = list(some)
    settled = sum(one.settled for one in states)
    mean, low, high = (
        sum(one.settled * getattr(one, side) for one in states) / settled for side in ("score", "low", "high")
    )
    return Standing.of((settled, sum(one.helped for one in states)), (mean, low, high))
