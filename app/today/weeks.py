"""The coming week of each persona at a glance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.zones import zone_or_utc
from app.models import Community, ContentItem, Persona
from content_calendar.workflow import State

AHEAD_DAYS = 7


@dataclass(frozen=True, slots=True)
class Day:
    """One local day of a persona's calendar and how many posts stand on it."""

    on: date
    posts: int


@dataclass(frozen=True, slots=True)
class Week:
    """The coming seven days of a persona, today first. `may_plan` when this reader can fill the gaps."""

    persona: Persona
    community_id: int
    days: tuple[Day, ...]
    may_plan: bool


def weeks_of(
    session: Session, communities: Sequence[Community], edits: Collection[int], now: datetime
) -> tuple[Week, ...]:
    """The coming week of every persona; `edits` are the communities whose gaps this reader can fill. Two queries."""
    by_id = {community.id: community for community in communities}
    personas = session.scalars(select(Persona).where(Persona.community_id.in_(by_id)).order_by(Persona.id)).all()
    posts = _posts_by_day(session, by_id, now)
    return tuple(
        Week(
            persona=persona, community_id=persona.community_id,
            days=tuple(Day(day, posts[persona.id, day]) for day in _coming_days(by_id[persona.community_id], now)),
            may_plan=persona.community_id in edits,
        )
        for persona in personas
    )


def _coming_days(community: Community, now: datetime) -> list[date]:
    today = now.astimezone(zone_or_utc(community.timezone)).date()
    return [today + timedelta(days=ahead) for ahead in range(AHEAD_DAYS)]


def _posts_by_day(
    session: Session, communities: Mapping[int, Community], now: datetime
) -> Mapping[tuple[int, date], int]:
    """How many posts each persona has on each local day, today's past ones included."""
    query = select(ContentItem.persona_id, ContentItem.community_id, ContentItem.slot_at).where(
        ContentItem.community_id.in_(communities),
        ContentItem.slot_at.between(now - timedelta(days=1), now + timedelta(days=AHEAD_DAYS)),
        ContentItem.state.not_in((State.ARCHIVED, State.EXPIRED)),
    )
    zones = {community.id: zone_or_utc(community.timezone) for community in communities.values()}
    return Counter(
        (persona_id, slot_at.astimezone(zones[community_id]).date())
        for persona_id, community_id, slot_at in session.execute(query)
        if slot_at is not None
    )
