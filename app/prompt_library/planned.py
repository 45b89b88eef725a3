"""The next planned posts that a prompt would write: samples of real work beside the golden ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.copywriter.golden_case import Expectation, GoldenCase
from app.copywriter.prompt_choice import is_post_prompt, prompt_key
from app.core.i18n import slot_time
from app.drafting.upcoming import first_brief, outline, upcoming
from app.models import Community, ContentItem
from content_calendar.vocabulary import Language

LOOKED_AT = 40
OFFERED = 5


@dataclass(frozen=True, slots=True)
class PlannedPost:
    """`name` is how a form asks for it, `label` what people read."""

    name: str
    label: str
    item: ContentItem

    def case(self, session: Session) -> GoldenCase:
        """A case without expectations: what the post would be written from at this moment."""
        return GoldenCase(self.name, first_brief(session, self.item), Expectation())


def planned_posts(
    session: Session, key: str, communities: Sequence[Community], now: datetime
) -> tuple[PlannedPost, ...]:
    """Up to OFFERED of these communities' next LOOKED_AT planned posts, those written with the prompt `key`."""
    if not is_post_prompt(key) or not communities:
        return ()
    ids = [community.id for community in communities]
    items = upcoming(session, ids, Language(key.rpartition(".")[2]), now, limit=LOOKED_AT)
    fitting = (item for item in items if prompt_key(outline(item)) == key)
    return tuple(_offered(item) for item, _ in zip(fitting, range(OFFERED), strict=False))


def _offered(item: ContentItem) -> PlannedPost:
    at = slot_time(item.slot_at, item.community.timezone) if item.slot_at else ""
    return PlannedPost(f"item:{item.id}", f"{item.community.name} · {at} · {item.headline()}", item)
