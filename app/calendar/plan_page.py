"""A proposal as people read it: by day, what it would change, why, and how the calendar stands before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy.orm import Session

from app.calendar import plan_queries
from app.calendar.agenda import occasions_by_day
from app.calendar.plan_changes import PersonaPlan, ProposedChange, Source, plans_of, proposed_changes
from app.calendar.plan_ranges import month_title
from app.calendar.planning import Range
from app.calendar.queries import zone_of
from app.connections import service as connections
from app.connections.service import Outgoing, Sketch
from app.library.queries import last_interaction_on
from app.models import Community, Persona
from content_calendar.message import Message
from content_calendar.planning.balance import attention_signs
from content_calendar.planning.occasions import Occasion
from content_calendar.planning.plan import ChangeKind


@dataclass(frozen=True, slots=True)
class PlanDay:
    on: date
    occasions: tuple[Occasion, ...]
    changes: tuple[ProposedChange, ...]


@dataclass(frozen=True, slots=True)
class PlanMonth:
    """The days of one month on which something would change."""

    first: date
    days: tuple[PlanDay, ...]

    @property
    def title(self) -> str:
        return month_title(self.first)

    @property
    def count(self) -> int:
        return sum(len(day.changes) for day in self.days)


@dataclass(frozen=True, slots=True)
class PlanPage:
    plans: Sequence[PersonaPlan]
    months: Sequence[PlanMonth]
    kinds: Sequence[tuple[ChangeKind, int]]
    sources: Sequence[tuple[Source, int]]
    signs: Sequence[Message]

    @property
    def count(self) -> int:
        return sum(month.count for month in self.months)

    @property
    def is_for_several(self) -> bool:
        return len(self.plans) > 1

    @property
    def plannable(self) -> bool:
        """Whether anything could fill these days: a column, a campaign, a weekly target."""
        return any(plan.plannable for plan in self.plans)


def plan_page(
    session: Session,
    community: Community,
    personas: Sequence[Persona],
    days: Range,
    *,
    now: datetime,
    chosen: Collection[str] | None = None,
) -> PlanPage:
    """The proposals for these days; every change is ticked unless `chosen` names those that are.

    Eight queries, ten where mass messages of WeCom are sent, whatever the number of personas. Raises PlanRefused for
    days that run backwards or are too many.
    """
    plans = plans_of(session, community, personas, days, now=now)
    names = plan_queries.headlines(session, [item_id for plan in plans for item_id in plan.item_ids()])
    changes = [change for plan in plans for change in proposed_changes(plan, names, chosen)]
    return PlanPage(
        plans=plans,
        months=tuple(_months(sorted(changes, key=lambda change: (change.at.timestamp(), change.persona.id)))),
        kinds=tuple(Counter(sorted((change.kind for change in changes), key=list(ChangeKind).index)).items()),
        sources=tuple(Counter(change.source for change in changes).items()),
        signs=(
            *_signs(session, community, now.astimezone(zone_of(community)).date()),
            *connections.quota_signs(
                session, community, days["start"], days["end"], now=now, sketch=_sketch(community, changes)
            ),
        ),
    )


def _months(changes: Iterable[ProposedChange]) -> Iterator[PlanMonth]:
    for first, found in groupby(changes, key=lambda change: change.at.date().replace(day=1)):
        yield PlanMonth(first, tuple(_days(found)))


def _days(changes: Iterable[ProposedChange]) -> Iterator[PlanDay]:
    for on, found in groupby(changes, key=lambda change: change.at.date()):
        yield PlanDay(on, occasions_by_day(on, on).get(on, ()), tuple(found))


def _sketch(community: Community, changes: Sequence[ProposedChange]) -> Sketch:
    """What the ticked changes would do to the calendar."""
    ticked = [change for change in changes if change.chosen]
    added = [
        Outgoing(None, change.persona.id, community.platform, change.at) for change in ticked if change.item_id is None
    ]
    moved = {change.item_id: change.slot.at if change.slot else None for change in ticked if change.item_id}
    return Sketch(added, moved)


def _signs(session: Session, community: Community, today: date) -> tuple[Message, ...]:
    return attention_signs(community.founded_on, last_interaction_on(session, community), today)
