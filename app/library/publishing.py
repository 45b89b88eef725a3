"""Members have seen a post."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.library.approval import require_approved
from app.library.steps import advance
from app.models import ContentItem
from content_calendar.workflow import Action


def mark_published(
    session: Session, item: ContentItem, *, url: str, actor: Actor | None, now: datetime, at: datetime | None = None
) -> None:
    """Record that members have seen it, `at` some moment before `now` if that is known; `actor` is None when the
    target said so itself. Raises NotApproved, TransitionRefused.
    """
    require_approved(item)
    item.published_at = min(at or now, now)
    item.published_url = url
    advance(session, item, Action.PUBLISH, actor=actor, now=now)
