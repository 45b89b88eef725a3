"""The next good slot for posts that expired, each another one, so that they can all be taken with one click."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.calendar.plan_request import plan_request
from app.core.zones import zone_of, zone_trouble
from app.models import ContentItem, Persona
from content_calendar.planning.next_slots import next_slots
from content_calendar.planning.plan import Placed
from content_calendar.workflow import State

REACH = timedelta(days=28)
REMEMBERED = timedelta(days=14)
"""Posts that expired longer ago than this are proposed a slot when somebody asks for one, and keep none for others."""
MOST = 50


def next_good_slot(session: Session, item: ContentItem, now: datetime) -> datetime | None:
    """Where the planner would put the expired item next, in the community's zone; None when four weeks are full."""
    return next_good_slots(session, [item], now).get(item.id)


def next_good_slots(session: Session, items: Iterable[ContentItem], now: datetime) -> Mapping[int, datetime]:
    """Such a slot by item id. Its deadline still lies ahead, so that there is time to review it.

    The other posts of a persona that expired within 14 days are thought of too: on every page a post is proposed the
    same slot, and no other post is. Six queries for each persona.
    """
    asked: dict[int, list[ContentItem]] = defaultdict(list)
    for item in items:
        if item.state is State.EXPIRED and item.slot_at is not None:
            asked[item.persona_id].append(item)
    found: dict[int, datetime] = {}
    for persona_id, theirs in asked.items():
        persona = session.get_one(Persona, persona_id)
        if not zone_trouble(persona.community.timezone):
            found |= _of_persona(session, persona, theirs, now)
    return found


def _of_persona(
    session: Session, persona: Persona, asked: Sequence[ContentItem], now: datetime
) -> Mapping[int, datetime]:
    opens, zone = now + timedelta(hours=persona.community.approve_by_hours), zone_of(persona.community.timezone)
    first = opens.astimezone(zone).date()
    request = plan_request(session, persona, start=first, end=first + REACH, seed=0, now=opens)
    missed = {item.id: _placed(item, item.slot_at) for item in _in_turn(session, persona, asked, now) if item.slot_at}
    return {item_id: at for item_id, at in zip(missed, next_slots(request, [*missed.values()]), strict=True) if at}


def _in_turn(
    session: Session, persona: Persona, asked: Sequence[ContentItem], now: datetime
) -> Sequence[ContentItem]:
    """Who missed a slot lately chooses in the order of those, then whatever else was asked for."""
    expired = (ContentItem.persona_id == persona.id, ContentItem.state == State.EXPIRED)
    lately = select(ContentItem).where(*expired, ContentItem.slot_at.between(now - REMEMBERED, now))
    recent = session.scalars(lately.order_by(ContentItem.slot_at, ContentItem.id).limit(MOST)).all()
    known = {item.id for item in recent}
    return [*recent, *(item for item in asked if item.id not in known)]


def _placed(item: ContentItem, slot_at: datetime) -> Placed:
    return Placed(at=slot_at, value=item.value, stage=item.stage, column_id=item.column_id, column_day=item.column_day)
