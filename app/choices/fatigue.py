"""Columns that wear out: so much said to a persona in four weeks that what was learned foresees a clear fall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from app.choices.uses import WEARS
from app.models import Column, Community, ContentItem, LearnedEffect, Persona
from content_calendar.ranking import Block
from content_calendar.ranking.features import FATIGUE_CAP
from content_calendar.vocabulary import Outcome
from content_calendar.workflow import OUT

WORTH_SAYING = 0.9
"""A column that still gets nine tenths of its rate is no matter for an alert."""
AHEAD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Worn:
    """A column and what is left of its engagement rate with one more post: 0.8 is a fall by a fifth.

    `low` and `high` are the 80 % interval, `posts` those it was learned from.
    """

    community_id: int
    community: str
    persona: Persona
    column: str
    column_id: int
    uses: int
    left: float
    low: float
    high: float
    posts: int


def worn_columns(session: Session, communities: Sequence[Community], *, now: datetime) -> tuple[Worn, ...]:
    """The most worn first; two queries whatever the number of communities. Only falls that the interval is sure of."""
    ids = [community.id for community in communities]
    known = select(LearnedEffect).where(
        LearnedEffect.community_id.in_(ids), LearnedEffect.block == Block.FATIGUE,
        LearnedEffect.outcome == Outcome.ENGAGE, LearnedEffect.high < 1,
    )
    effects = {effect.community_id: effect for effect in session.scalars(known)} if ids else {}
    if not effects:
        return ()
    names = {community.id: community.name for community in communities}
    found = (_worn(row, effects[row.community_id], names) for row in _uses(session, list(effects), now))
    return tuple(sorted((one for one in found if one.left <= WORTH_SAYING), key=lambda one: one.left))


def _uses(session: Session, community_ids: Sequence[int], now: datetime) -> Sequence[Row[Any]]:
    """Posts of each column to its persona in four weeks, those of the next days that are approved too."""
    query = (
        select(ContentItem.community_id, Persona, Column.id.label("column_id"), Column.name, func.count().label("uses"))
        .join(Persona, Persona.id == ContentItem.persona_id)
        .join(Column, Column.id == ContentItem.column_id)
        .where(
            ContentItem.community_id.in_(community_ids), ContentItem.state.in_(OUT),
            ContentItem.slot_at > now + AHEAD - WEARS, ContentItem.slot_at < now + AHEAD,
        )
        .group_by(ContentItem.community_id, Persona.id, Column.id)
    )
    return list(session.execute(query))


def _worn(row: Row[Any], effect: LearnedEffect, names: dict[int, str]) -> Worn:
    times = min(row.uses, FATIGUE_CAP)
    return Worn(
        row.community_id, names[row.community_id], row.Persona, row.name, row.column_id, row.uses,
        effect.multiplier**times, effect.low**times, effect.high**times, effect.posts,
    )
