"""What the list of campaigns and events shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, func, or_, select
from sqlalchemy.orm import Session, selectinload

from app.campaigns.checklist import checklist_of
from app.campaigns.phases import Phase, Progress, phase_of, progress_of
from app.core import zones
from app.models import Campaign, Community, ContentItem, Event, Persona
from content_calendar.vocabulary import Goal, Tactic
from content_calendar.workflow import State

Counts = Mapping[int, Mapping[State, int]]


@dataclass(frozen=True, slots=True)
class PersonaMark:
    """A persona as chips show it."""

    id: int
    name: str
    color: int


@dataclass(frozen=True, slots=True)
class Line:
    """A campaign or an event; its days are those of the community's zone, both included.

    `starts_at` and `ends_at` are for events alone, `personas` for campaigns alone.
    """

    id: int
    is_event: bool
    name: str
    theme: str
    goal: Goal
    tactic: Tactic | None
    first: date
    last: date
    phase: Phase
    progress: Progress
    has_retrospective: bool
    personas: tuple[PersonaMark, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: str = ""
    checked: int = 0
    to_check: int = 0


@dataclass(frozen=True, slots=True)
class Index:
    """The coming ones by their first day, the past ones backwards."""

    running: tuple[Line, ...]
    coming: tuple[Line, ...]
    past: tuple[Line, ...]

    def parts(self) -> tuple[tuple[Phase, tuple[Line, ...]], ...]:
        """What there is, in the order it is read."""
        every = ((Phase.RUNNING, self.running), (Phase.COMING, self.coming), (Phase.PAST, self.past))
        return tuple((phase, lines) for phase, lines in every if lines)


def index(session: Session, community: Community, *, now: datetime) -> Index:
    """Every campaign and event of the community; five queries."""
    lines = sorted(
        (*_campaigns(session, community, now), *_events(session, community, now)),
        key=lambda line: (line.first, line.last, line.is_event, line.id),
    )
    by_phase: dict[Phase, list[Line]] = defaultdict(list)
    for line in lines:
        by_phase[line.phase].append(line)
    past = reversed(by_phase[Phase.PAST])
    return Index(tuple(by_phase[Phase.RUNNING]), tuple(by_phase[Phase.COMING]), tuple(past))


def zone_of(community: Community) -> ZoneInfo:
    """The zone all its wall-clock times are in."""
    return zones.zone_of(community.timezone)


def local_today(community: Community, now: datetime) -> date:
    """The day it is for this community."""
    return now.astimezone(zone_of(community)).date()


def days_of(event: Event, zone: ZoneInfo) -> tuple[date, date]:
    """The first and last local day of an event; what ends at midnight has no part in the day that begins there."""
    last = event.ends_at.astimezone(zone) - timedelta(microseconds=1)
    return event.starts_at.astimezone(zone).date(), last.date()


def marks(personas: list[Persona]) -> tuple[PersonaMark, ...]:
    return tuple(PersonaMark(persona.id, persona.name, persona.color) for persona in personas)


def _campaigns(session: Session, community: Community, now: datetime) -> list[Line]:
    today = local_today(community, now)
    rows = session.scalars(
        select(Campaign).where(Campaign.community_id == community.id).options(selectinload(Campaign.personas))
    )
    own = select(Campaign.id).where(Campaign.community_id == community.id)
    counts = _counts(session, ContentItem.campaign_id, ContentItem.campaign_id.in_(own))
    return [_campaign(row, counts.get(row.id, {}), today) for row in rows]


def _campaign(row: Campaign, counts: Mapping[State, int], today: date) -> Line:
    return Line(
        id=row.id, is_event=False, name=row.name, theme=row.theme, goal=row.goal, tactic=row.tactic,
        first=row.first, last=row.last, phase=phase_of(row.first, row.last, today),
        progress=progress_of(row.touches * len(row.personas), counts), has_retrospective=bool(row.retrospective),
        personas=marks(row.personas),
    )


def _events(session: Session, community: Community, now: datetime) -> list[Line]:
    zone = zone_of(community)
    rows = session.scalars(select(Event).where(Event.community_id == community.id))
    counts = _counts(session, func.coalesce(ContentItem.event_id, Campaign.event_id), about_events(community))
    return [_event(row, counts.get(row.id, {}), zone, now) for row in rows]


def _event(row: Event, counts: Mapping[State, int], zone: ZoneInfo, now: datetime) -> Line:
    first, last = days_of(row, zone)
    checklist = checklist_of(row.checklist, row.checked)
    return Line(
        id=row.id, is_event=True, name=row.name, theme=row.theme, goal=row.goal, tactic=row.tactic, first=first,
        last=last, phase=event_phase(row, now), progress=progress_of(0, counts),
        has_retrospective=bool(row.retrospective), starts_at=row.starts_at, ends_at=row.ends_at, place=row.place,
        checked=checklist.done, to_check=checklist.total,
    )


def event_phase(event: Event, now: datetime) -> Phase:
    """To the minute: an event is over when it ends, not at the end of that day."""
    if event.ends_at <= now:
        return Phase.PAST
    return Phase.RUNNING if event.starts_at <= now else Phase.COMING


def about_events(community: Community, event: Event | None = None) -> ColumnElement[bool]:
    """Posts about an event, or about any: named by themselves, else promoted by their campaign."""
    events = select(Event.id).where(Event.community_id == community.id)
    if event is not None:
        events = events.where(Event.id == event.id)
    promoting = select(Campaign.id).where(Campaign.event_id.in_(events))
    by_campaign = and_(ContentItem.event_id.is_(None), ContentItem.campaign_id.in_(promoting))
    return or_(ContentItem.event_id.in_(events), by_campaign)


def _counts(session: Session, owner: SQLColumnExpression[int | None], which: ColumnElement[bool]) -> Counts:
    """By owner and state the number of these posts."""
    rows: Iterable[tuple[int | None, State, int]] = session.execute(
        select(owner.label("owner"), ContentItem.state, func.count(ContentItem.id))
        .outerjoin(Campaign, Campaign.id == ContentItem.campaign_id)
        .where(which)
        .group_by(owner, ContentItem.state)
    )
    counts: dict[int, dict[State, int]] = defaultdict(dict)
    for key, state, count in rows:
        if key is not None:
            counts[key][state] = count
    return counts
