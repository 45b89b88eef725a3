"""A text goes back, and if the reviewer wants that straight to the writer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.drafting import service as drafting
from app.models import Community, ContentItem
from app.review import service
from app.review.forms import ReasonForm


def send_back(
    session: Session, community: Community, item_id: int, form: ReasonForm, *, version: int, actor: Actor,
    now: datetime,
) -> ContentItem:
    """Request changes; with `again` a new draft is ordered at once, told the same reasons, and submitted by itself.

    Raises what `service.request_changes` and `drafting.start_run` raise.
    """
    item = service.request_changes(
        session, community.id, item_id, version=version, actor=actor, now=now, reason=form.reason.data or "",
        reasons=form.chosen(),
    )
    if form.again.data:
        drafting.start_run(session, community, [item.id], note="", submit=True, actor=actor, now=now)
    return item
