"""How often a column spoke to a persona lately: what wears out is used sparingly."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import ContentItem
from content_calendar.workflow import OUT

WEARS = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Uses:
    """Posts of each column to one persona in the 28 days before a moment, approved ones that are not out yet too."""

    by_column: Counter[int]

    def of(self, column_id: int | None) -> int:
        """0 for a post of no column."""
        return self.by_column[column_id] if column_id is not None else 0


def uses_before(session: Session, persona_id: int, at: datetime) -> Uses:
    """One query."""
    query = (
        select(func.coalesce(ContentItem.column_id, 0), func.count())
        .where(
            ContentItem.persona_id == persona_id, ContentItem.column_id.is_not(None), ContentItem.state.in_(OUT),
            ContentItem.slot_at > at - WEARS, ContentItem.slot_at < at,
        )
        .group_by(ContentItem.column_id)
    )
    return Uses(Counter({row[0]: row[1] for row in session.execute(query)}))
