"""Saying yes to several texts at once: each through the same gate, and only to what the checks let pass."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.core.errors import Conflict, Invalid
from app.library import service as library
from app.library.findings import blocking_codes
from app.models import ContentItem
from app.review import modes, service
from content_calendar.workflow import State


class NothingChosen(Invalid):
    def __init__(self) -> None:
        super().__init__(_l("Nothing is ticked."), _l("Tick the texts in the queue first."))


class NeedsReading(Conflict):
    """Blocking findings that an editor gave a reason for: such a text is read before somebody says yes."""

    def __init__(self) -> None:
        super().__init__(
            _l("It was submitted in spite of something that must be fixed."), _l("Open it, read the reason and decide.")
        )


def approve_clean(
    session: Session, community_id: int, item_id: int, *, version: int, actor: Actor, now: datetime
) -> ContentItem:
    """Approve one of several. Raises NeedsReading for any blocking finding, and what `service.approve` raises."""
    modes.present_voter(session, community_id, actor)  # people are locked before items
    item = library.get_item(session, community_id, item_id, lock=True)
    library.expect_version(item, version)
    if blocking_codes(item):
        raise NeedsReading
    return service.approve(session, community_id, item_id, version=version, actor=actor, now=now)


def still_waits(session: Session, community_id: int, item_id: int) -> bool:
    """Whether the item waits for a decision."""
    waiting = select(ContentItem.id).where(
        ContentItem.id == item_id, ContentItem.community_id == community_id, ContentItem.state == State.IN_REVIEW
    )
    return session.scalar(waiting) is not None
