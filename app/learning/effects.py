"""Learned effects as rows that a page can read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.models import LearnedEffect, Persona
from content_calendar.ranking import Block, Effect
from content_calendar.ranking.features import PAIRS

BAR = "|"
LONGEST_NAME = 400


def write_effects(session: Session, community_id: int, effects: Iterable[Effect], now: datetime) -> None:
    """Put `effects` in the place of those the community has. Two queries and a bulk insert."""
    personas = set(session.scalars(select(Persona.id).where(Persona.community_id == community_id)))
    session.execute(delete(LearnedEffect).where(LearnedEffect.community_id == community_id))
    rows = [_row(effect, community_id, now) for effect in effects if _is_of(effect, personas)]
    if rows:
        session.execute(insert(LearnedEffect), rows)


def _is_of(effect: Effect, personas: Collection[int]) -> bool:
    """A persona may have gone since its posts were read."""
    persona_id = _persona_id(effect)
    return (persona_id is None or persona_id in personas) and len(BAR.join(effect.names)) <= LONGEST_NAME


def _persona_id(effect: Effect) -> int | None:
    return int(effect.names[0]) if effect.block is Block.PERSONA or effect.block in PAIRS else None


def _row(effect: Effect, community_id: int, now: datetime) -> dict[str, object]:
    return {
        "community_id": community_id, "persona_id": _persona_id(effect), "outcome": effect.outcome,
        "block": effect.block, "name": BAR.join(effect.names), "multiplier": effect.multiplier, "low": effect.low,
        "high": effect.high, "posts": effect.posts, "evidence": effect.evidence.value, "created_at": now,
    }
