"""Reading for the review desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.library.findings import findings_of
from app.library.twins import twins_of
from app.models import Community, ContentItem, Persona, Revision
from content_calendar.copy_rules.context import Twin
from content_calendar.severity import Severity
from content_calendar.vocabulary import Term, WriterKind
from content_calendar.workflow import Action, State

MAX_QUEUE = 200


class Base(Term):
    """An older text that the present one can be compared with."""

    DRAFT = "draft", "初稿", "First draft"
    SUBMITTED = "submitted", "上次送审", "Last submitted"
    APPROVED = "approved", "上次通过", "Last approved"


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
            joinedload(ContentItem.campaign),
        )
        .order_by(ContentItem.slot_at.asc().nulls_last(), ContentItem.id)
        .limit(MAX_QUEUE)
    )
    if persona_id is not None:
        query = query.where(ContentItem.persona_id == persona_id)
    items = list(session.scalars(query))
    twins = twins_of(session, items)
    return [_waiting(item, twins.get(item.id, ())) for item in items]


def _waiting(item: ContentItem, twins: Sequence[Twin]) -> Waiting:
    severities = [finding.severity for finding in findings_of(item, twins=twins)]
    return Waiting(
        item_id=item.id, headline=item.headline(), persona=item.persona, slot_at=item.slot_at, since=item.updated_at,
        must_fix=severities.count(Severity.BLOCKING), to_check=severities.count(Severity.WARNING),
    )


def bases(item: ContentItem) -> Mapping[Base, Revision]:
    """The older texts that differ from the present one, each of them once."""
    found = {
        Base.DRAFT: _machine_draft(item),
        Base.SUBMITTED: _last(item, Action.SUBMIT),
        Base.APPROVED: _last(item, Action.APPROVE),
    }
    older = {base: revision for base, revision in found.items() if revision and revision.id != item.current_revision_id}
    return {base: revision for base, revision in older.items() if _first_with(older, revision) is base}


def _first_with(found: Mapping[Base, Revision], wanted: Revision) -> Base:
    return next(base for base, revision in found.items() if revision.id == wanted.id)


def _machine_draft(item: ContentItem) -> Revision | None:
    """The newest text that a machine wrote."""
    written = (revision for revision in reversed(item.revisions) if revision.writer is not WriterKind.PERSON)
    return next((revision for revision in written if revision.writer is not WriterKind.IMPORTED), None)


def _last(item: ContentItem, action: Action) -> Revision | None:
    """The text of the newest such step that was about another text than the present one."""
    steps = (event.revision_id for event in reversed(item.history) if event.action is action)
    chosen = next((number for number in steps if number != item.current_revision_id), None)
    return next((revision for revision in item.revisions if revision.id == chosen), None)
