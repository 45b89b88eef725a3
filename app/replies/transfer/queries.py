"""What the pages of the transfer show beside the replies themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from app.models import Community, ContentItem, ReplyImport, ReplyTemplate, User
from app.replies.transfer.judging import Judged
from app.replies.transfer.known import Shown, shown
from app.uploads.keeping import KEPT
from content_calendar.workflow import OUT

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Earlier:
    """A file somebody brought; `is_open` while what stood in it is kept."""

    id: int
    filename: str
    by: str
    at: datetime
    replies: int
    is_open: bool


def earlier(session: Session, community: Community, now: datetime) -> Sequence[Earlier]:
    """The files of late, the newest first. One query, without the cells."""
    query = (
        select(ReplyImport, User.name)
        .join(User, User.id == ReplyImport.uploaded_by_id)
        .where(ReplyImport.community_id == community.id)
        .order_by(ReplyImport.id.desc())
        .limit(SHOWN)
        .options(defer(ReplyImport.cells))
    )
    return tuple(
        Earlier(row.id, row.filename, by, row.created_at, len(row.item_uids), row.created_at >= now - KEPT)
        for row, by in session.execute(query)
    )


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
