"""Claimed rows of work as plain values, put together by the batch: so many queries for all of them, none for each."""

from __future__ import annotations

from collections.abc import Sequence
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
    said = memory.said_around(session, list(items.values()))
    approved = memory.approved_texts(session, list(items.values()))
    reworked = [items[task.item_id] for task in tasks if task.run.instruction]
    twins = twins_of(session, reworked)
    requests = unanswered(session, items.keys())
    return [
        _assignment(
            task, items[task.item_id], said, approved, twins.get(task.item_id, ()),
            request=requests.get(task.item_id),
        )
        for task in tasks
    ]


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
        examples=memory.examples_for(approved, item), twins=twins,
        request=request,
    )
    return Assignment(task.id, item.id, item.persona_id, at, brief)
