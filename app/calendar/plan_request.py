"""From rows to what the planner is asked: what stands, what may be planned anew, what is wanted, what works best."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, exists, select, union
from sqlalchemy.orm import Session, aliased

from app.calendar.days import marks
from app.calendar.queries import zone_of
from app.campaigns import service as campaigns
from app.communities.series_rows import series_of
from app.feedback.hours import hour_records
from app.models import Column, Community, ContentItem, ItemEvent, Persona
from content_calendar.planning.best_hours import HourRecord, best_hours
from content_calendar.planning.plan import (
    Cadence,
    CampaignPlan,
    ColumnPlan,
    Loose,
    Placed,
    PlanRequest,
    Topic,
)
from content_calendar.planning.recurrence import check_range
from content_calendar.vocabulary import Stage, Value
from content_calendar.workflow import Action, State

MEMORY = timedelta(days=60)
WEEK = timedelta(days=7)
BY_HAND = (Action.RESCHEDULE, Action.EDIT, Action.RESTORE)


@dataclass(frozen=True, slots=True)
class Window:
    """The instants between which a post weighs on a plan, both included."""

    first: datetime
    last: datetime

    @classmethod
    def around(cls, start: date, end: date, zone: ZoneInfo) -> Window:
        """From 60 days before the local day `start` to a week after `end`."""
        return cls(
            datetime.combine(start, time.min, zone) - MEMORY, datetime.combine(end, time.max, zone) + WEEK
        )


def plan_request(
    session: Session, persona: Persona, *, start: date, end: date, seed: int, now: datetime
) -> PlanRequest:
    """What to plan for the persona: see `plan_requests`."""
    return plan_requests(session, persona.community, [persona], start=start, end=end, seed=seed, now=now)[0]


def plan_requests(
    session: Session, community: Community, personas: Sequence[Persona], *, start: date, end: date, seed: int,
    now: datetime,
) -> list[PlanRequest]:
    """What to plan for each of the personas from `start` to `end`, both included, in the community's zone.

    Loose is what a plan put on these days and nobody moved, changed or restored since, as long as it lies ahead and
    has no text; everything else stands. Five queries, whatever the number of personas: columns, campaigns, posts,
    marked days, feedback.

    Raises PlanRefused (a PlanningFault with a Message) for a range that ends before it starts or is too long.
    """
    check_range(start, end)
    zone = zone_of(community)
    marked = marks(session, community, start, end)
    blank = PlanRequest(
        columns=(), placed=(), start=start, end=end, zone=zone, cadence=cadence_of(community), seed=seed, now=now,
        value_shares={Value(name): int(share) for name, share in community.value_shares.items()},
        stage_shares={Stage(name): int(share) for name, share in community.stage_shares.items()},
        weekly_target=community.weekly_target,
        own_days=marked.own, blackout=frozenset(marked.blackout), ignored_occasions=frozenset(marked.ignored),
        holidays=frozenset(marked.holidays), workdays=frozenset(marked.workdays),
    )
    columns = _columns(session, personas)
    touched_by = campaigns.campaign_plans(session, personas, start, end)
    rows = _rows(session, touched_by, Window.around(start, end, zone))
    met = hour_records(session, personas, zone, now)
    return [
        _filled(blank, columns[one.id], touched_by[one.id], rows[one.id], met[one.id]) for one in personas
    ]


def _filled(
    blank: PlanRequest, columns: Sequence[Column], touched_by: tuple[CampaignPlan, ...], rows: Sequence[Row[Any]],
    met: Sequence[HourRecord],
) -> PlanRequest:
    """What holds for the community, and what is the persona's own."""
    loose = tuple(_loose(rows, blank.start, blank.end, blank.zone, blank.now))
    free = {one.item_id for one in loose}
    return replace(
        blank, columns=tuple(_column_plan(column, blank.zone) for column in columns), campaigns=touched_by,
        placed=tuple(_placed(row) for row in rows if row.id not in free), loose=loose, best_hours=best_hours(met),
    )


def cadence_of(community: Community) -> Cadence:
    """How often this community's personas may be spoken to."""
    return Cadence(
        daily_cap=community.daily_cap,
        weekly_cap=community.weekly_cap,
        min_gap=timedelta(minutes=community.min_gap_minutes),
        quiet_from=community.quiet_from,
        quiet_until=community.quiet_until,
    )


def _column_plan(column: Column, zone: ZoneInfo) -> ColumnPlan:
    return ColumnPlan(
        id=column.id,
        name=column.name,
        theme=column.theme,
        value=column.value,
        stage=column.stage,
        form=column.form,
        series=series_of(column, zone),
        topics=tuple(Topic(topic["title"], tuple(topic["points"])) for topic in column.topics),
        active=column.active,
    )


def _columns(session: Session, personas: Sequence[Persona]) -> dict[int, list[Column]]:
    found: dict[int, list[Column]] = {persona.id: [] for persona in personas}
    for column in session.scalars(select(Column).where(Column.persona_id.in_(found)).order_by(Column.id)):
        found[column.persona_id].append(column)
    return found


def _rows(
    session: Session, touched_by: Mapping[int, Sequence[CampaignPlan]], window: Window
) -> dict[int, list[Row[Any]]]:
    """What stands in each persona's calendar in the window, and every touch of the campaigns that speak to it."""
    campaigns_of = {persona_id: {one.id for one in found} for persona_id, found in touched_by.items()}
    other = aliased(ContentItem)
    theirs = select(other.id).where(other.persona_id.in_(touched_by))
    # Two searches: asked for either in one, SQLite reads all that the personas ever got.
    around = theirs.where(other.slot_at.between(window.first, window.last))
    touches = theirs.where(other.slot_at.is_not(None), other.campaign_id.in_(set().union(*campaigns_of.values())))
    query = _fields().where(ContentItem.id.in_(union(around, touches)), ContentItem.state != State.ARCHIVED)
    rows: dict[int, list[Row[Any]]] = {persona_id: [] for persona_id in touched_by}
    for row in session.execute(query.order_by(ContentItem.slot_at, ContentItem.id)):
        if window.first <= row.slot_at <= window.last or row.campaign_id in campaigns_of[row.persona_id]:
            rows[row.persona_id].append(row)
    return rows


def _fields() -> Select[Any]:
    # What a plan does is told in a note; a step without one was a person's. Posts from before posts were pinned have
    # nothing else that tells.
    by_hand = exists().where(
        ItemEvent.item_id == ContentItem.id, ItemEvent.action.in_(BY_HAND), ItemEvent.note == ""
    )
    return select(
        ContentItem.id, ContentItem.persona_id, ContentItem.slot_at, ContentItem.value, ContentItem.stage,
        ContentItem.column_id, ContentItem.column_day, ContentItem.topic, ContentItem.occasion,
        ContentItem.campaign_id, ContentItem.touch, ContentItem.state, ContentItem.pinned, ContentItem.reasons,
        by_hand.label("by_hand"),
    )


def _loose(
    rows: Sequence[Row[Any]], start: date, end: date, zone: ZoneInfo, now: datetime
) -> Iterator[Loose]:
    for row in rows:
        by_plan = row.state is State.PLANNED and row.reasons and not row.pinned and not row.by_hand
        if by_plan and row.slot_at > now and start <= row.slot_at.astimezone(zone).date() <= end:
            yield Loose(row.id, _placed(row))


def _placed(row: Row[Any]) -> Placed:
    return Placed(
        at=row.slot_at, value=row.value, stage=row.stage, column_id=row.column_id, column_day=row.column_day,
        topic_title=row.topic.get("title", ""), occasion=row.occasion, campaign_id=row.campaign_id, touch=row.touch,
    )
