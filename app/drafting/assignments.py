"""Claimed rows of work as plain values, put together by the batch: so many queries for all of them, none for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.copywriter.brief import Brief
from app.drafting import briefing, memory
from app.drafting.requests import ChangeRequest, unanswered
from app.drafting.tasks import PARTS
from app.library.twins import twins_of
from app.models import ContentItem, DraftTask
from content_calendar.copy_rules.context import Twin
from content_calendar.vocabulary import ContentKind


@dataclass(frozen=True, slots=True)
class Assignment:
    """What to write for one task, and where it will stand: no transaction is open while the copy is written."""

    task_id: int
    item_id: int
    persona_id: int
    at: datetime
    brief: Brief


def assignments_of(session: Session, tasks: Sequence[DraftTask]) -> list[Assignment]:
    """The briefs of these tasks, in their order."""
    if not tasks:
        return []
    items = _items(session, {task.item_id for task in tasks})
    posts, replies = _by_kind(items.values())
    said = {
        ContentKind.POST: memory.said_around(session, posts),
        ContentKind.REPLY_TEMPLATE: memory.said_in_templates(session, replies),
    }
    approved = memory.approved_texts(session, posts) if posts else []
    reworked = [items[task.item_id] for task in tasks if task.run.instruction]
    twins = twins_of(session, reworked)
    requests = unanswered(session, items.keys())
    return [
        _assignment(
            task, items[task.item_id], said[items[task.item_id].kind], approved, twins.get(task.item_id, ()),
            request=requests.get(task.item_id),
        )
        for task in tasks
    ]


def _by_kind(items: Iterable[ContentItem]) -> tuple[list[ContentItem], list[ContentItem]]:
    """Posts and reply templates: neither is to sound like, or unlike, the other."""
    both = list(items)
    posts = [item for item in both if item.kind is ContentKind.POST]
    return posts, [item for item in both if item.kind is not ContentKind.POST]


def _items(session: Session, ids: set[int]) -> dict[int, ContentItem]:
    query = select(ContentItem).where(ContentItem.id.in_(ids)).options(*(joinedload(part) for part in PARTS))
    return {item.id: item for item in session.scalars(query.execution_options(populate_existing=True))}


def _assignment(
    task: DraftTask, item: ContentItem, said: Sequence[memory.Said], approved: Sequence[memory.Approved],
    twins: Sequence[Twin], *, request: ChangeRequest | None,
) -> Assignment:
    at = memory.time_of(item)
    brief = briefing.brief_of(
        item, task=task, avoid=memory.avoid_for(said, item.persona_id, at, but=item.id),
        examples=memory.examples_for(approved, item) if item.kind is ContentKind.POST else (), twins=twins,
        request=request,
    )
    return Assignment(task.id, item.id, item.persona_id, at, brief)
