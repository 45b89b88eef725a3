"""What the plan page reads beside the request itself."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.models import Column, Community, ContentItem, Persona


def headlines(session: Session, item_ids: Collection[int]) -> dict[int, str]:
    """What lists call these planned posts: the topic, else the occasion, else the column. One query, none for none."""
    if not item_ids:
        return {}
    rows = session.execute(
        select(ContentItem.id, ContentItem.topic, ContentItem.occasion, Column.name)
        .outerjoin(Column, Column.id == ContentItem.column_id)
        .where(ContentItem.id.in_(item_ids))
    )
    return {row.id: row.topic.get("title", "") or row.occasion or row.name or "" for row in rows}


def personas_of(session: Session, community: Community, persona_ids: Collection[int]) -> list[Persona]:
    """These personas in their order with their columns, as far as they are of the community; two queries."""
    query = select(Persona).where(Persona.community_id == community.id, Persona.id.in_(persona_ids))
    return list(session.scalars(query.order_by(Persona.id).options(selectinload(Persona.columns))))
