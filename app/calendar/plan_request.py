"""From rows to what the planner is asked: what stands, what may be planned anew, what is wanted, what works best."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from content_calendar.planning.best_hours import best_hours
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


def plan_request(
    session: Session, persona: Persona, *, start: date, end: date, seed: int, now: datetime
) -> PlanRequest:
    """What to plan for the persona from `start` to `end`, both included, in the community's zone.

    Loose is what a plan put on these days and nobody moved, changed or restored since, as long as it lies ahead and
    has no text; everything else stands. Five queries: columns, campaigns, posts, marked days, feedback.

    Raises PlanRefused (a PlanningFault with a Message) for a range that ends before it starts or is too long.
    """
    check_range(start, end)
    community, zone = persona.community, zone_of(persona.community)
    touched_by = campaigns.campaign_plans(session, persona, start, end)
    rows = _rows(session, persona, touched_by, start=start, end=end, zone=zone)
    loose = tuple(_loose(rows, start, end, zone, now))
    free = {one.item_id for one in loose}
    marked = marks(session, community, start, end)
    return PlanRequest(
        columns=tuple(_column_plan(column, zone) for column in persona.columns),
        placed=tuple(_placed(row) for row in rows if row.id not in free),
        start=start, end=end, zone=zone, cadence=cadence_of(community), seed=seed, now=now, loose=loose,
        value_shares={Value(name): int(share) for name, share in community.value_shares.items()},
        stage_shares={Stage(name): int(share) for name, share in community.stage_shares.items()},
        weekly_target=community.weekly_target, campaigns=touched_by,
        best_hours=best_hours(hour_records(session, persona, zone, now)),
        own_days=marked.own, blackout=frozenset(marked.blackout), ignored_occasions=frozenset(marked.ignored),
        holidays=frozenset(marked.holidays), workdays=frozenset(marked.workdays),
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


def _rows(
    session: Session, persona: Persona, touched_by: Sequence[CampaignPlan], *, start: date, end: date, zone: ZoneInfo
) -> Sequence[Row[Any]]:
    """What stands in the persona's calendar from 60 days before the range to a week after it, and every touch of the
    campaigns."""
    first = datetime.combine(start, time.min, zone) - MEMORY
    last = datetime.combine(end, time.max, zone) + WEEK
    other = aliased(ContentItem)
    theirs = select(other.id).where(other.persona_id == persona.id)
    # Two searches: asked for either in one, SQLite reads all that the persona ever got.
    around = theirs.where(other.slot_at.between(first, last))
    touches = theirs.where(other.slot_at.is_not(None), other.campaign_id.in_([one.id for one in touched_by]))
    return session.execute(
        _fields()
        .where(ContentItem.id.in_(union(around, touches)), ContentItem.state != State.ARCHIVED)
        .order_by(ContentItem.slot_at, ContentItem.id)
    ).all()


def _fields() -> Select[Any]:
    # What a plan does is told in a note; a step without one was a person's. Posts from before posts were pinned have
    # nothing else that tells.
    by_hand = exists().where(
        ItemEvent.item_id == ContentItem.id, ItemEvent.action.in_(BY_HAND), ItemEvent.note == ""
    )
    return select(
        ContentItem.id, ContentItem.slot_at, ContentItem.value, ContentItem.stage, ContentItem.column_id,
        ContentItem.column_day, ContentItem.topic, ContentItem.occasion, ContentItem.campaign_id, ContentItem.touch,
        ContentItem.state, ContentItem.pinned, ContentItem.reasons, by_hand.label("by_hand"),
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
