"""What a stage of the loop reports."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from app.core.database import db
from app.models import Community, ContentItem
from content_calendar.workflow import State


@dataclass(frozen=True, slots=True)
class Stage:
    """`done` counts what the stage was for; nothing done means that the loop is broken there."""

    name: str
    done: int
    details: Mapping[str, object] = field(default_factory=dict)

    def line(self) -> str:
        """The report as one line of JSON."""
        return json.dumps({"stage": self.name, "done": self.done, **self.details}, ensure_ascii=False)


def items_in(community: Community, state: State) -> list[ContentItem]:
    """The community's items in this state, by slot."""
    query = select(ContentItem).where(ContentItem.community_id == community.id, ContentItem.state == state)
    return list(db.session.scalars(query.order_by(ContentItem.slot_at, ContentItem.id)))
