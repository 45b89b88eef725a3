"""Rows of work and their items, locked for change: always tasks before items, each in the order of their ids."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from app.models import ContentItem, DraftingRun, DraftTask, TaskStatus

OPEN = (TaskStatus.PENDING, TaskStatus.RUNNING)

PARTS = (
    ContentItem.community, ContentItem.persona, ContentItem.column, ContentItem.voice, ContentItem.product,
    ContentItem.event, ContentItem.campaign, ContentItem.current_revision, ContentItem.reply,
)
"""Everything an item's brief and its findings are made from."""


def locked_tasks(session: Session, run: DraftingRun, statuses: Collection[TaskStatus]) -> list[DraftTask]:
    """The run's tasks in one of these states."""
    query = select(DraftTask).where(DraftTask.run_id == run.id, DraftTask.status.in_(statuses)).order_by(DraftTask.id)
    return list(session.scalars(query.with_for_update()))


def locked_items(session: Session, *which: ColumnElement[bool]) -> dict[int, ContentItem]:
    """The items with all their PARTS by id, in one query."""
    query = (
        select(ContentItem)
        .where(*which)
        .options(*(joinedload(part) for part in PARTS))
        .order_by(ContentItem.id)
        .with_for_update(of=ContentItem)
        .execution_options(populate_existing=True)
    )
    return {item.id: item for item in session.scalars(query)}


def end(task: DraftTask, status: TaskStatus, now: datetime) -> None:
    """Nobody works on the task any more."""
    task.status, task.finished_at = status, now
    task.lease_owner = task.lease_until = None
