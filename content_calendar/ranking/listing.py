"""The ranked list: each candidate's score, chance, interval, evidence and reasons, worked out when it is looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import hypot
from statistics import NormalDist
from typing import overload

import numpy as np

from content_calendar.ranking.choice import Draw, Pick
from content_calendar.ranking.contest import Contest
from content_calendar.ranking.design import Floats, Ints
from content_calendar.ranking.explain import Evidence, Note, Reason, evidence
from content_calendar.ranking.features import Block
from content_calendar.ranking.forecast import Z80
from content_calendar.ranking.model import logit, rate
from content_calendar.ranking.reasons import harm_note, reasons_for
from content_calendar.vocabulary import Outcome

PAGE = 16
"""Places worked out together."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The rate a post is expected to get and its 80 % interval: doubt about effects, and luck of the post's own."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate in its place. `mean`, `low`, `high` are of the engagement rate, `rates` of every reported outcome.

    score: weighted worth per exposure. propensity: the probability with which this candidate was the pick, the first.
    pick: why the first is first, None for the others.
    """

    key: str
    score: float
    mean: float
    low: float
    high: float
    propensity: float
    reasons: tuple[Reason | Note, ...]
    evidence: Evidence
    rates: Mapping[Outcome, Interval]
    pick: Pick | None = None
    blocked: bool = False


class Ranking(Sequence[Ranked]):
    """All candidates: the pick, the eligible by falling score, the blocked. The first `explain` have reasons."""

    def __init__(self, contest: Contest, propensity: Floats, first: Draw | None, explain: int) -> None:
        self._contest, self._propensity, self._first, self._explain = contest, propensity, first, explain
        self._ready: dict[int, Ranked] = {}

    def __len__(self) -> int:
        return len(self._contest.candidates)

    @overload
    def __getitem__(self, place: int) -> Ranked: ...

    @overload
    def __getitem__(self, place: slice) -> list[Ranked]: ...

    def __getitem__(self, place: int | slice) -> Ranked | list[Ranked]:
        places = range(len(self))[place]
        return [self._at(one) for one in places] if isinstance(places, range) else self._at(places)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment] # a list is told apart by what stands in it, as any list

    @cached_property
    def _head(self) -> Ints:
        return self._with_pick_first(self._contest.head)

    @cached_property
    def _all(self) -> Ints:
        return self._with_pick_first(self._contest.best(len(self)))

    def _with_pick_first(self, rows: Ints) -> Ints:
        if self._first is None:
            return rows
        return np.concatenate([[self._first.row], rows[rows != self._first.row]])

    def _at(self, place: int) -> Ranked:
        if place not in self._ready:
            start = place - place % PAGE
            self._ready.update(zip(range(start, start + PAGE), self._page(start), strict=False))
        return self._ready[place]

    def _page(self, start: int) -> list[Ranked]:
        """The candidates at PAGE places from `start`, worked out together."""
        order = self._head if start + PAGE <= len(self._head) else self._all
        rows = order[start : start + PAGE]
        spread = {outcome: self._contest.spread(outcome, rows) for outcome in self._contest.log_odds}
        return [
            self._ranked(int(row), start + number, {outcome: float(sd[number]) for outcome, sd in spread.items()})
            for number, row in enumerate(rows)
        ]

    def _ranked(self, row: int, place: int, spread: Mapping[Outcome, float]) -> Ranked:
        contest = self._contest
        rates = {
            outcome: _interval(float(odds[row]), hypot(spread[outcome], contest.snapshot.luck(outcome)))
            for outcome, odds in contest.log_odds.items()
        }
        persona = contest.features(row).persona
        seen = contest.snapshot.memory.seen(Block.PERSONA, (persona,))
        return Ranked(
            key=contest.candidates[row].key,
            score=float(contest.scores[row]),
            mean=rates[Outcome.ENGAGE].mean,
            low=rates[Outcome.ENGAGE].low,
            high=rates[Outcome.ENGAGE].high,
            propensity=float(self._propensity[row]),
            reasons=self._reasons(row, place, spread),
            evidence=evidence(spread[Outcome.ENGAGE], seen),
            rates=rates,
            pick=self._first.pick if self._first and place == 0 else None,
            blocked=not contest.eligible[row],
        )

    def _reasons(self, row: int, place: int, spread: Mapping[Outcome, float]) -> tuple[Reason | Note, ...]:
        contest = self._contest
        features, standing = contest.features(row), float(contest.log_odds[Outcome.ENGAGE][row])
        explained = place < self._explain
        why = reasons_for(contest.snapshot, features, int(contest.uses[row]), standing) if explained else ()
        if contest.eligible[row]:
            return why
        limit = contest.config.harm_limit
        return (harm_note(_risk(limit, float(contest.log_odds[Outcome.HARM][row]), spread[Outcome.HARM]), limit), *why)


def _interval(middle: float, sd: float) -> Interval:
    mean, low, high = (float(chance) for chance in rate(middle + sd * np.array([0.0, -Z80, Z80])))
    return Interval(mean, low, high)


def _risk(limit: float, middle: float, sd: float) -> float:
    """The probability that a rate exceeds `limit`."""
    return 1.0 - NormalDist(middle, sd).cdf(logit(limit)) if 0.0 < limit < 1.0 else 1.0
