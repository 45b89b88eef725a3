"""From rows to a plan request, and from a plan to planned items."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TypedDict
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.models import Column, Community, ContentItem, Event, Persona
from content_calendar.message import Message
from content_calendar.planning.plan import Cadence, ColumnPlan, Placed, PlanRequest, Proposal, Slot, Topic
from content_calendar.planning.planner import propose
from content_calendar.planning.recurrence import parse_rule
from content_calendar.vocabulary import ContentKind, Form, Language, Value
from content_calendar.workflow import State

MEMORY = timedelta(days=60)
EVENT_LEAD = timedelta(days=45)
KEY_TIME = "%Y%m%dT%H%MZ"


class Range(TypedDict):
    """Which days to plan, both included, and the seed that brings the same plan back."""

    start: date
    end: date
    seed: int


def slot_key(slot: Slot) -> str:
    """What a form sends back to accept one slot of a proposal: the same plan always has the same keys."""
    return f"{slot.column_id}@{slot.at.astimezone(UTC):{KEY_TIME}}"


def moment_of_key(key: str) -> datetime | None:
    """The instant a slot's key names; None for what is no key."""
    try:
        return datetime.strptime(key.partition("@")[2], KEY_TIME).replace(tzinfo=UTC)
    except ValueError:
        return None


def propose_plan(session: Session, persona: Persona, *, start: date, end: date, seed: int, now: datetime) -> Proposal:
    """What the persona's columns would fill from `start` to `end`, both included, in the community's zone.

    Raises PlanRefused (a PlanningFault with a Message) for a range that ends before it starts or is too long.
    """
    community = persona.community
    zone = ZoneInfo(community.timezone)
    request = PlanRequest(
        columns=tuple(_column_plan(column, zone) for column in persona.columns),
        placed=_placed(session, persona, start, end, zone),
        start=start,
        end=end,
        zone=zone,
        cadence=cadence_of(community),
        value_shares={Value(name): int(share) for name, share in community.value_shares.items()},
        seed=seed,
        now=now,
    )
    return propose(request)


def cadence_of(community: Community) -> Cadence:
    """How often this community's personas may be spoken to."""
    return Cadence(
        daily_cap=community.daily_cap,
        weekly_cap=community.weekly_cap,
        min_gap=timedelta(minutes=community.min_gap_minutes),
        quiet_from=community.quiet_from,
        quiet_until=community.quiet_until,
    )


def hold_calendar(session: Session, persona: Persona) -> None:
    """Until the commit, keep others from planning for this persona: of two who accept the same plan one comes later."""
    session.execute(select(Persona.id).where(Persona.id == persona.id).with_for_update())


def accept_plan(
    session: Session, persona: Persona, proposal: Proposal, keys: Collection[str], *, actor: Actor, now: datetime
) -> list[ContentItem]:
    """Place the slots of `proposal` whose key is in `keys`; what was placed meanwhile is not placed again."""
    columns = {column.id: column for column in persona.columns}
    events = _upcoming_events(session, persona.community_id, now)
    chosen = [slot for slot in proposal.slots if slot_key(slot) in keys]
    items = [_planned_item(persona, columns[slot.column_id], slot, events, now) for slot in chosen]
    session.add_all(items)
    session.flush()
    return items


def _planned_item(
    persona: Persona, column: Column, slot: Slot, events: Sequence[Event], now: datetime
) -> ContentItem:
    event = _event_for(slot, events) if slot.form is Form.EVENT_NOTICE else None
    return ContentItem(
        uid=uuid4().hex,
        community_id=persona.community_id,
        persona_id=persona.id,
        column_id=column.id,
        voice_id=column.voice_id,
        product_id=column.product_id,
        event_id=event.id if event else None,
        kind=ContentKind.POST,
        value=slot.value,
        stage=slot.stage,
        form=slot.form,
        scene=slot.scene,
        occasion=slot.occasion.label(persona.language) if slot.occasion else "",
        topic={"title": slot.topic.title, "points": list(slot.topic.points)} if slot.topic else {},
        platform=persona.community.platform,
        language=persona.language,
        slot_at=slot.at,
        reasons=[in_both_languages(reason) for reason in slot.reasons],
        state=State.PLANNED,
        seed=slot.seed,
        created_at=now,
        updated_at=now,
    )


def in_both_languages(message: Message) -> dict[str, str]:
    """A domain sentence as it is stored: in every language a reader may have."""
    return {language.value: message.text(language) for language in Language}


def new_seed() -> int:
    """A seed for a plan somebody asks for anew."""
    return secrets.randbelow(2**31)


def _column_plan(column: Column, zone: ZoneInfo) -> ColumnPlan:
    return ColumnPlan(
        id=column.id,
        name=column.name,
        theme=column.theme,
        value=column.value,
        stage=column.stage,
        form=column.form,
        rule=parse_rule(column.rule),
        at=column.at,
        topics=tuple(Topic(topic["title"], tuple(topic["points"])) for topic in column.topics),
        active=column.active,
        anchor=column.created_at.astimezone(zone).date(),
    )


def _placed(session: Session, persona: Persona, start: date, end: date, zone: ZoneInfo) -> tuple[Placed, ...]:
    """What stands in the persona's calendar from 60 days before the range to a week after it."""
    first = datetime.combine(start, time.min, zone) - MEMORY
    last = datetime.combine(end, time.max, zone) + timedelta(days=7)
    query = select(ContentItem).where(
        ContentItem.persona_id == persona.id,
        ContentItem.slot_at.between(first, last),
        ContentItem.state != State.ARCHIVED,
    )
    return tuple(
        Placed(
            at=item.slot_at, value=item.value, column_id=item.column_id,
            topic_title=item.topic.get("title", ""), occasion=item.occasion,
        )
        for item in session.scalars(query)
        if item.slot_at is not None
    )


def _upcoming_events(session: Session, community_id: int, now: datetime) -> list[Event]:
    query = select(Event).where(Event.community_id == community_id, Event.ends_at > now).order_by(Event.starts_at)
    return list(session.scalars(query))


def _event_for(slot: Slot, events: Sequence[Event]) -> Event | None:
    """The next event members can still join at the slot, unless it is too far away to talk of."""
    return next((event for event in events if slot.at < event.ends_at and event.starts_at - slot.at < EVENT_LEAD), None)
