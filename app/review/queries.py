"""Reading for the review desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.library.diff import changes, readable
from app.library.findings import findings_of
from app.models import Community, ContentItem, Persona, Revision
from content_calendar.severity import Severity
from content_calendar.vocabulary import WriterKind
from content_calendar.workflow import State

MAX_QUEUE = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """One entry of the queue. `must_fix` counts findings that block approval, `to_check` the warnings."""

    item_id: int
    headline: str
    persona: Persona
    slot_at: datetime | None
    since: datetime
    must_fix: int
    to_check: int


def queue(session: Session, community: Community, *, persona_id: int | None) -> list[Waiting]:
    """What waits for a reviewer, the nearest slot first."""
    query = (
        select(ContentItem)
        .where(ContentItem.community_id == community.id, ContentItem.state == State.IN_REVIEW)
        .options(
            joinedload(ContentItem.persona), joinedload(ContentItem.column), joinedload(ContentItem.current_revision),
            joinedload(ContentItem.voice), joinedload(ContentItem.product), joinedload(ContentItem.event),
        )
        .order_by(ContentItem.slot_at.asc().nulls_last(), ContentItem.id)
        .limit(MAX_QUEUE)
    )
    if persona_id is not None:
        query = query.where(ContentItem.persona_id == persona_id)
    return [_waiting(item) for item in session.scalars(query)]


def _waiting(item: ContentItem) -> Waiting:
    severities = [finding.severity for finding in findings_of(item)]
    return Waiting(
        item_id=item.id, headline=item.headline(), persona=item.persona, slot_at=item.slot_at, since=item.updated_at,
        must_fix=severities.count(Severity.BLOCKING), to_check=severities.count(Severity.WARNING),
    )


def machine_draft(revisions: Sequence[Revision]) -> Revision | None:
    """The newest text that a machine wrote, which a reviewer compares with."""
    written = [revision for revision in revisions if revision.writer in {WriterKind.OFFLINE, WriterKind.MODEL}]
    return written[-1] if written else None


def changes_since_draft(item: ContentItem) -> list[tuple[str, str]]:
    """Pieces of what people changed since the machine's draft; empty when it stands as it was."""
    draft, current = machine_draft(item.revisions), item.current_revision
    if draft is None or current is None or draft.id == current.id:
        return []
    return changes(readable(draft.copy()), readable(current.copy()))
