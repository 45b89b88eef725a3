"""What the pages of the import show beside the rows themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.zones import zone_of
from app.models import CalendarImport, Community, ContentItem
from app.uploads.keeping import kept_upload


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many posts came from a file, and the first day one of them stands at."""

    posts: int
    first_day: date | None


def outcome(session: Session, community: Community, upload_id: int) -> Outcome:
    """What became of a file, in two queries. Raises NotFound."""
    uids = kept_upload(session, CalendarImport, community, upload_id).item_uids
    first = session.scalar(select(func.min(ContentItem.slot_at)).where(ContentItem.uid.in_(uids))) if uids else None
    return Outcome(len(uids), first.astimezone(zone_of(community.timezone)).date() if first else None)
