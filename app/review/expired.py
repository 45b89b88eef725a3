"""The posts whose slot passed before they were approved, with where each could stand next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import Session, joinedload

from app.models import Community, ContentItem, Persona
from app.review.new_slots import MOST, REMEMBERED, next_good_slots
from content_calendar.workflow import State


@dataclass(frozen=True, slots=True)
class Expired:
    """One of them; `new_slot` is None when the calendar has no room within four weeks."""

    item_id: int
    version: int
    headline: str
    persona: Persona
    slot_at: datetime
    new_slot: datetime | None


def count_expired(community: Community, *, now: datetime) -> ScalarSelect[int]:
    """How many expired within 14 days and still stand so, to be asked together with something else."""
    return select(func.count(ContentItem.id)).where(*_lately(community, now)).scalar_subquery()


def list_expired(session: Session, community: Community, *, now: datetime) -> tuple[Expired, ...]:
    """Those of the last 14 days, the newest first, at most 50; six queries for each persona among them."""
    query = (
        select(ContentItem)
        .where(*_lately(community, now))
        .options(
            joinedload(ContentItem.persona), joinedload(ContentItem.column), joinedload(ContentItem.current_revision)
        )
        .order_by(ContentItem.slot_at.desc(), ContentItem.id)
        .limit(MOST)
    )
    items = session.scalars(query).all()
    new = next_good_slots(session, items, now)
    return tuple(
        Expired(item.id, item.version, item.headline(), item.persona, item.slot_at, new.get(item.id))
        for item in items
        if item.slot_at
    )


def _lately(community: Community, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        ContentItem.community_id == community.id, ContentItem.state == State.EXPIRED,
        ContentItem.slot_at.between(now - REMEMBERED, now),
    )
