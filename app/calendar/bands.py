"""Events and campaigns as bars over the days of a calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.calendar.queries import day_start, zone_of
from app.models import Campaign, Community, Event, Persona
from app.models.campaigns import campaign_persona
from content_calendar.vocabulary import Term


class BandKind(Term):
    CAMPAIGN = "campaign", "推广", "Campaign"
    EVENT = "event", "活动", "Event"


@dataclass(frozen=True, slots=True)
class Band:
    """An event or campaign over the local days it touches, both included.

    `tone` is the colour of the persona a campaign speaks to; None when it speaks to several, or for an event. `id` is
    that of the event or campaign.
    """

    name: str
    first: date
    last: date
    kind: BandKind = BandKind.EVENT
    tone: int | None = None
    address: str = ""
    id: int = 0


def bands(session: Session, community: Community, first: date, last: date) -> tuple[Band, ...]:
    """What touches the local days from `first` to `last`, by its first day, the longest first; two queries."""
    found = (*_campaigns(session, community, first, last), *_events(session, community, first, last))
    return tuple(sorted(found, key=lambda band: (band.first, band.first - band.last)))


def _campaigns(session: Session, community: Community, first: date, last: date) -> Iterator[Band]:
    rows = session.execute(
        select(
            Campaign.id, Campaign.name, Campaign.first, Campaign.last,
            func.count(Persona.id).label("personas"), func.min(Persona.color).label("tone"),
        )
        .outerjoin(campaign_persona, campaign_persona.c.campaign_id == Campaign.id)
        .outerjoin(Persona, Persona.id == campaign_persona.c.persona_id)
        .where(Campaign.community_id == community.id, Campaign.first <= last, Campaign.last >= first)
        .group_by(Campaign.id, Campaign.name, Campaign.first, Campaign.last)
        .order_by(Campaign.id)
    )
    for row in rows:
        address = url_for("campaigns.campaign", community_id=community.id, campaign_id=row.id)
        tone = row.tone if row.personas == 1 else None
        yield Band(row.name, row.first, row.last, BandKind.CAMPAIGN, tone, address, row.id)


def _events(session: Session, community: Community, first: date, last: date) -> Iterator[Band]:
    zone = zone_of(community)
    rows = session.execute(
        select(Event.id, Event.name, Event.starts_at, Event.ends_at)
        .where(
            Event.community_id == community.id,
            Event.starts_at < day_start(last + timedelta(days=1), zone),
            Event.ends_at > day_start(first, zone),
        )
        .order_by(Event.id)
    )
    for row in rows:
        days = _days(row.starts_at.astimezone(zone), row.ends_at.astimezone(zone))
        address = url_for("campaigns.event", community_id=community.id, event_id=row.id)
        yield Band(row.name, *days, BandKind.EVENT, None, address, row.id)


def _days(start: datetime, end: datetime) -> tuple[date, date]:
    # What ends at midnight has no part in the day that begins there.
    return start.date(), (end - timedelta(microseconds=1)).date()
