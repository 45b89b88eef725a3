"""Events as bars over the days of a calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.calendar.queries import day_start, zone_of
from app.models import Community, Event


@dataclass(frozen=True, slots=True)
class Band:
    """An event over the local days it touches, both included."""

    name: str
    first: date
    last: date


def bands(session: Session, community: Community, first: date, last: date) -> tuple[Band, ...]:
    """The events that touch the local days from `first` to `last`, by their start."""
    zone = zone_of(community)
    rows = session.execute(
        select(Event.name, Event.starts_at, Event.ends_at)
        .where(
            Event.community_id == community.id,
            Event.starts_at < day_start(last + timedelta(days=1), zone),
            Event.ends_at > day_start(first, zone),
        )
        .order_by(Event.starts_at, Event.id)
    )
    return tuple(_band(name, start.astimezone(zone), end.astimezone(zone)) for name, start, end in rows)


def _band(name: str, start: datetime, end: datetime) -> Band:
    # What ends at midnight has no part in the day that begins there.
    return Band(name, start.date(), (end - timedelta(microseconds=1)).date())
