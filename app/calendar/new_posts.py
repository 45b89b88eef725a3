"""Posts made from the slots of a plan: whose voice, which product and which event they speak of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Campaign, Column, ContentItem, Event, Persona, Voice
from content_calendar.message import Message
from content_calendar.planning.plan import Slot
from content_calendar.vocabulary import ContentKind, Form, Language
from content_calendar.workflow import State

EVENT_LEAD = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class _Sources:
    """What a new post takes its voice, product and event from."""

    columns: Mapping[int, Column]
    campaigns: Mapping[int, Campaign]
    events: Sequence[Event]
    voice_id: int | None


def add_posts(session: Session, persona: Persona, slots: Sequence[Slot], now: datetime) -> list[ContentItem]:
    """A planned post for every slot; the session is not flushed."""
    if not slots:
        return []
    sources = _sources(session, persona, slots, now)
    items = [_planned_item(persona, slot, sources, now) for slot in slots]
    session.add_all(items)
    return items


def in_both_languages(message: Message) -> dict[str, str]:
    """A domain sentence as it is stored: in every language a reader may have."""
    return {language.value: message.text(language) for language in Language}


def _sources(session: Session, persona: Persona, slots: Sequence[Slot], now: datetime) -> _Sources:
    campaigns = select(Campaign).where(Campaign.id.in_([slot.campaign_id for slot in slots if slot.campaign_id]))
    events = select(Event).where(Event.community_id == persona.community_id, Event.ends_at > now)
    return _Sources(
        columns={column.id: column for column in persona.columns},
        campaigns={campaign.id: campaign for campaign in session.scalars(campaigns)},
        events=list(session.scalars(events.order_by(Event.starts_at))),
        voice_id=_usual_voice(session, persona),
    )


def _usual_voice(session: Session, persona: Persona) -> int | None:
    """Who speaks in most of the persona's columns; without any, the first voice of the community."""
    heard = Counter(column.voice_id for column in persona.columns)
    if heard:
        return heard.most_common(1)[0][0]
    first = select(Voice.id).where(Voice.community_id == persona.community_id).order_by(Voice.id).limit(1)
    return session.scalar(first)


def _planned_item(persona: Persona, slot: Slot, sources: _Sources, now: datetime) -> ContentItem:
    column = sources.columns.get(slot.column_id or 0)
    campaign = sources.campaigns.get(slot.campaign_id or 0)
    speaking = [source for source in (campaign, column) if source]
    return ContentItem(
        uid=uuid4().hex, community_id=persona.community_id, persona_id=persona.id, kind=ContentKind.POST,
        column_id=slot.column_id, column_day=slot.column_day, campaign_id=slot.campaign_id, touch=slot.touch,
        voice_id=next((source.voice_id for source in speaking if source.voice_id), sources.voice_id),
        product_id=next((source.product_id for source in speaking if source.product_id), None),
        event_id=(campaign.event_id if campaign else None) or _event_for(slot, sources.events),
        value=slot.value, stage=slot.stage, form=slot.form, scene=slot.scene, goal=campaign.goal if campaign else None,
        occasion=slot.occasion.label(persona.language) if slot.occasion else "",
        topic={"title": slot.topic.title, "points": list(slot.topic.points)} if slot.topic else {},
        platform=persona.community.platform, language=persona.language, slot_at=slot.at,
        reasons=[in_both_languages(reason) for reason in slot.reasons], state=State.PLANNED, seed=slot.seed,
        created_at=now, updated_at=now,
    )


def _event_for(slot: Slot, events: Sequence[Event]) -> int | None:
    """For a notice the next event members can still join at the slot, unless it is too far away to talk of."""
    if slot.form is not Form.EVENT_NOTICE:
        return None
    near = (event for event in events if slot.at < event.ends_at and event.starts_at - slot.at < EVENT_LEAD)
    return next((event.id for event in near), None)
