"""A proposal as people read it: by day, with what it is made of, why, and how the values stand after it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.calendar import planning, queries
from app.calendar.agenda import occasions_by_day
from app.library.queries import last_interaction_on
from app.models import Column, Community, Persona
from content_calendar.message import Message
from content_calendar.planning.balance import attention_signs
from content_calendar.planning.occasions import Occasion
from content_calendar.planning.plan import Proposal, Skipped, Slot
from content_calendar.vocabulary import Value

WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class ProposedSlot:
    key: str
    slot: Slot
    column: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class PlanDay:
    on: date
    occasions: tuple[Occasion, ...]
    slots: tuple[ProposedSlot, ...]


@dataclass(frozen=True, slots=True)
class SkippedSlot:
    at: datetime
    column: str
    reason: Message


@dataclass(frozen=True, slots=True)
class Share:
    """Percents of one value: what is wanted, and what the calendar would hold with this plan."""

    value: Value
    wanted: int
    after: int


@dataclass(frozen=True, slots=True)
class PlanPage:
    persona: Persona
    columns: Sequence[Column]
    days: Sequence[PlanDay]
    skipped: Sequence[SkippedSlot]
    shares: Sequence[Share]
    signs: Sequence[Message]

    @property
    def count(self) -> int:
        return sum(len(day.slots) for day in self.days)

    @property
    def active_columns(self) -> int:
        return sum(column.active for column in self.columns)


def next_week(today: date) -> tuple[date, date]:
    """The Monday after `today` and its Sunday."""
    monday = today + timedelta(days=7 - today.weekday())
    return monday, monday + WEEK


def plan_page(
    session: Session,
    persona: Persona,
    *,
    start: date,
    end: date,
    seed: int,
    now: datetime,
    chosen: Collection[str] | None = None,
) -> PlanPage:
    """The proposal for these days; every slot is ticked unless `chosen` names those that are.

    Raises PlanRefused for days that run backwards or are too many.
    """
    community = persona.community
    proposal = planning.propose_plan(session, persona, start=start, end=end, seed=seed, now=now)
    names = {column.id: column.name for column in persona.columns}
    return PlanPage(
        persona=persona,
        columns=persona.columns,
        days=tuple(_days(proposal.slots, names, chosen)),
        skipped=tuple(_skipped(proposal.skipped, names)),
        shares=_shares(proposal),
        signs=_signs(session, community, now.astimezone(queries.zone_of(community)).date()),
    )


def _days(slots: Sequence[Slot], names: Mapping[int, str], chosen: Collection[str] | None) -> Iterator[PlanDay]:
    for on, found in groupby(slots, key=lambda slot: slot.at.date()):
        yield PlanDay(on, occasions_by_day(on, on).get(on, ()), tuple(_proposed(slot, names, chosen) for slot in found))


def _proposed(slot: Slot, names: Mapping[int, str], chosen: Collection[str] | None) -> ProposedSlot:
    key = planning.slot_key(slot)
    return ProposedSlot(key, slot, names[slot.column_id], chosen is None or key in chosen)


def _skipped(skipped: Sequence[Skipped], names: Mapping[int, str]) -> Iterator[SkippedSlot]:
    for one in skipped:
        yield SkippedSlot(one.at, names[one.column_id], one.reason)


def _shares(proposal: Proposal) -> tuple[Share, ...]:
    wanted, after = proposal.shares_wanted, proposal.shares_actual
    return tuple(Share(value, round(wanted[value] * 100), round(after[value] * 100)) for value in Value)


def _signs(session: Session, community: Community, today: date) -> tuple[Message, ...]:
    return attention_signs(community.founded_on, last_interaction_on(session, community), today)


def lost(keys: Collection[str], proposal: Proposal, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The moments of chosen keys that the plan no longer proposes, in the community's zone."""
    proposed = {planning.slot_key(slot) for slot in proposal.slots}
    return tuple(sorted(at.astimezone(zone) for key in set(keys) - proposed if (at := planning.moment_of_key(key))))
