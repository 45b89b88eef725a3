"""What the pages of the import show beside the rows themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer, joinedload

from app.core.zones import zone_of
from app.models import CalendarImport, Community, ContentItem
from app.uploads.keeping import KEPT, kept_upload

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Earlier:
    """A file somebody brought; `is_open` while its rows are kept."""

    id: int
    filename: str
    by: str
    at: datetime
    posts: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many posts came from a file, and the first day one of them stands at."""

    posts: int
    first_day: date | None


def earlier(session: Session, community: Community, now: datetime) -> Sequence[Earlier]:
    """The files of late, the newest first. One query, without the cells."""
    query = (
        select(CalendarImport)
        .where(CalendarImport.community_id == community.id)
        .order_by(CalendarImport.id.desc())
        .limit(SHOWN)
        .options(joinedload(CalendarImport.uploaded_by), defer(CalendarImport.cells))
    )
    return tuple(
        Earlier(row.id, row.filename, row.uploaded_by.name, row.created_at, len(row.item_uids),
                row.created_at >= now - KEPT)
        for row in session.scalars(query)
    )


def outcome(session: Session, community: Community, upload_id: int) -> Outcome:
    """What became of a file, in two queries. Raises NotFound."""
    uids = kept_upload(session, CalendarImport, community, upload_id).item_uids
    first = session.scalar(select(func.min(ContentItem.slot_at)).where(ContentItem.uid.in_(uids))) if uids else None
    return Outcome(len(uids), first.astimezone(zone_of(community.timezone)).date() if first else None)
