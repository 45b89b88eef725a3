"""How the team works: what it got done each week, what passed at first sight, how much it rewrote, what models cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.insights.decisions import Record, by_week, decisions, record
from app.insights.ranges import Range
from app.models import Community, ContentItem, ItemEvent, ModelCall
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
    both = wanted.with_before
    starts = both.starts(community.timezone)
    steps, costs = _steps(session, community.id, starts), _costs(session, community.id, starts)
    found = by_week(decisions(session, community.id, starts))
    decided = [found.get(place, ()) for place in range(both.weeks)]
    weeks = tuple(
        Week(monday, steps[place], record(decided[place]), costs[place])
        for place, monday in enumerate(both.mondays())
    )
    half = wanted.weeks
    sides = (
        Stretch(_added(side), record(one for of_week in records for one in of_week), _sum(side))
        for side, records in ((weeks[half:], decided[half:]), (weeks[:half], decided[:half]))
    )
    now, before = sides
    return Team(weeks[half:], now, before)


def _steps(session: Session, community_id: int, starts: Sequence[datetime]) -> Mapping[int, Mapping[Action, int]]:
    place = _place(ItemEvent.created_at, starts)
    query = (
        select(place, ItemEvent.action, func.count())
        .join(ContentItem, ContentItem.id == ItemEvent.item_id)
        .where(ContentItem.community_id == community_id, ItemEvent.action.in_(STEPS))
        .where(ItemEvent.created_at >= starts[0], ItemEvent.created_at < starts[-1])
        .group_by(place, ItemEvent.action)
    )
    found: defaultdict[int, dict[Action, int]] = defaultdict(lambda: dict.fromkeys(STEPS, 0))
    for number, action, count in session.execute(query):
        found[number][action] = count
    return found


def _costs(session: Session, community_id: int, starts: Sequence[datetime]) -> Mapping[int, Cost]:
    place = _place(ModelCall.created_at, starts)
    unpriced = func.sum(case((ModelCall.cost_micros.is_(None), 1), else_=0))
    query = (
        select(place, func.count(), func.coalesce(func.sum(ModelCall.cost_micros), 0), unpriced)
        .where(ModelCall.community_id == community_id)
        .where(ModelCall.created_at >= starts[0], ModelCall.created_at < starts[-1])
        .group_by(place)
    )
    found: defaultdict[int, Cost] = defaultdict(Cost)
    found.update({number: Cost(calls, int(spent), int(rest)) for number, calls, spent, rest in session.execute(query)})
    return found


def _place(at: InstrumentedAttribute[datetime], starts: Sequence[datetime]) -> ColumnElement[int]:
    """Which of the weeks a moment lies in, counted from 0: the databases share no function for it."""
    return _halved(at, starts, 0, len(starts) - 1).label("place")


def _halved(
    at: InstrumentedAttribute[datetime], starts: Sequence[datetime], first: int, after: int
) -> ColumnElement[int]:
    """Asked half by half: of ten years no moment is compared with more than nine weeks."""
    if after - first == 1:
        return literal(first)
    middle = (first + after) // 2
    return case(
        (at < starts[middle], _halved(at, starts, first, middle)), else_=_halved(at, starts, middle, after)
    )


def _added(weeks: Sequence[Week]) -> Mapping[Action, int]:
    return {step: sum(week.steps[step] for week in weeks) for step in STEPS}


def _sum(weeks: Sequence[Week]) -> Cost:
    return sum((week.cost for week in weeks), start=Cost())
