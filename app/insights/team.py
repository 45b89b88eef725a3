"""How the team works: what it got done each week, what passed at first sight, how much it rewrote, what models cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.insights.decisions import DECIDING, happened_in
from app.insights.placing import place
from app.insights.ranges import Range
from app.insights.records import Alike, Record, by_week, record
from app.models import Community, ItemEvent, ModelCall
from content_calendar.workflow import Action

STEPS = (Action.SUBMIT, Action.APPROVE, Action.REQUEST_CHANGES, Action.PUBLISH)


@dataclass(frozen=True, slots=True)
class Cost:
    """`spent` is in micros and leaves out the `unpriced` calls, whose cost nobody knows."""

    calls: int = 0
    spent: int = 0
    unpriced: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.calls + other.calls, self.spent + other.spent, self.unpriced + other.unpriced)


@dataclass(frozen=True, slots=True)
class Week:
    """`steps` counts how often each of STEPS was taken."""

    monday: date
    steps: Mapping[Action, int]
    record: Record
    cost: Cost

    @property
    def is_idle(self) -> bool:
        return not any(self.steps.values()) and not self.cost.calls

    @property
    def approval(self) -> float | None:
        """None while too few texts were decided on."""
        return self.record.approval.value if self.record.approval else None

    @property
    def edits(self) -> float | None:
        return self.record.edits.value if self.record.edits else None


@dataclass(frozen=True, slots=True)
class Stretch:
    """All weeks of a range together."""

    steps: Mapping[Action, int]
    record: Record
    cost: Cost

    @property
    def cost_of_a_post(self) -> float | None:
        """Micros for each approval; None without one, or while a call has no price."""
        approved = self.steps[Action.APPROVE]
        return self.cost.spent / approved if approved and not self.cost.unpriced else None


@dataclass(frozen=True, slots=True)
class Team:
    weeks: tuple[Week, ...]
    now: Stretch
    before: Stretch

    @property
    def is_idle(self) -> bool:
        return not any(any(side.steps.values()) or side.cost.calls for side in (self.now, self.before))


def team(session: Session, community: Community, wanted: Range) -> Team:
    """The range and the one before it; three queries."""
    starts = wanted.with_before.starts(community.timezone)
    decided = by_week(session, community.id, starts)
    found = _Found(_steps(session, community.id, starts, decided), decided, _costs(session, community.id, starts))
    before, now = range(wanted.weeks), range(wanted.weeks, 2 * wanted.weeks)
    weeks = tuple(
        Week(monday, found.steps[place], record(found.decided[place]), found.costs[place])
        for place, monday in zip(now, wanted.mondays(), strict=True)
    )
    return Team(weeks, found.stretch(now), found.stretch(before))


class _Found(NamedTuple):
    """What the tables say of each week, by its place."""

    steps: Mapping[int, Mapping[Action, int]]
    decided: Mapping[int, Sequence[Alike]]
    costs: Mapping[int, Cost]

    def stretch(self, places: Sequence[int]) -> Stretch:
        return Stretch(
            {step: sum(self.steps[place][step] for place in places) for step in STEPS},
            record(one for place in places for one in self.decided[place]),
            sum((self.costs[place] for place in places), start=Cost()),
        )


def _steps(
    session: Session, community_id: int, starts: Sequence[datetime], decided: Mapping[int, Sequence[Alike]]
) -> Mapping[int, Mapping[Action, int]]:
    """How often each step was taken; of those that decide, what `decided` tells."""
    week = place(ItemEvent.created_at, starts)
    query = (
        select(week, ItemEvent.action, func.count())
        .where(happened_in(community_id), ItemEvent.action.in_(set(STEPS) - set(DECIDING)))
        .where(ItemEvent.created_at >= starts[0], ItemEvent.created_at < starts[-1])
        .group_by(week, ItemEvent.action)
    )
    found: defaultdict[int, dict[Action, int]] = defaultdict(lambda: dict.fromkeys(STEPS, 0))
    for number, action, count in session.execute(query):
        found[number][action] = count
    for number, some in decided.items():
        for one in some:
            found[number][Action.APPROVE if one.approved else Action.REQUEST_CHANGES] += one.texts
    return found


def _costs(session: Session, community_id: int, starts: Sequence[datetime]) -> Mapping[int, Cost]:
    week = place(ModelCall.created_at, starts)
    unpriced = func.sum(case((ModelCall.cost_micros.is_(None), 1), else_=0))
    query = (
        select(week, func.count(), func.coalesce(func.sum(ModelCall.cost_micros), 0), unpriced)
        .where(ModelCall.community_id == community_id)
        .where(ModelCall.created_at >= starts[0], ModelCall.created_at < starts[-1])
        .group_by(week)
    )
    found: defaultdict[int, Cost] = defaultdict(Cost)
    found.update({number: Cost(calls, int(spent), int(rest)) for number, calls, spent, rest in session.execute(query)})
    return found
