"""What the pages of the transfer show beside the replies themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Community, ContentItem, ReplyTemplate
from app.replies.transfer.judging import Judged
from app.replies.transfer.known import Shown, shown
from content_calendar.workflow import OUT


def approved(session: Session, community: Community) -> int:
    """How many templates were approved, those past their last day included; one query."""
    query = (
        select(func.count())
        .select_from(ReplyTemplate)
        .join(ReplyTemplate.item)
        .where(ReplyTemplate.community_id == community.id, ContentItem.state.in_(OUT))
    )
    return session.scalar(query) or 0


def beside(session: Session, rows: Sequence[Judged], everything: Sequence[Judged]) -> Mapping[int, Shown]:
    """By line the words a reply is much like, for showing both side by side; one query."""
    like = {judged.line: judged.near for judged in rows if judged.near}
    there = shown(session, {near.item_id for near in like.values() if near.item_id is not None})
    lines = {judged.line: Shown(judged.row.name, judged.row.words) for judged in everything}
    return {
        line: there[near.item_id] if near.item_id is not None else lines[near.line or 0] for line, near in like.items()
    }
