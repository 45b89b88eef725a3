"""What the writer is doing with an item, or did last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.models import ContentItem, DraftingRun, DraftTask, Revision, TaskStatus
from content_calendar.workflow import State

OPEN = (TaskStatus.PENDING, TaskStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class Work:
    """The newest run with this item; `texts` are those it has written so far, in the order they were asked for."""

    run: DraftingRun
    tasks: tuple[DraftTask, ...]
    texts: tuple[Revision, ...]

    @property
    def is_open(self) -> bool:
        return any(task.status in OPEN for task in self.tasks)

    @property
    def failed(self) -> DraftTask | None:
        return next((task for task in self.tasks if task.status is TaskStatus.FAILED), None)

    @property
    def done(self) -> int:
        return sum(task.status is TaskStatus.DONE for task in self.tasks)


def work_on(session: Session, item: ContentItem) -> Work | None:
    """One query; None for an item that was never drafted."""
    newest = select(func.max(DraftTask.run_id)).where(DraftTask.item_id == item.id).scalar_subquery()
    query = (
        select(DraftTask)
        .where(DraftTask.item_id == item.id, DraftTask.run_id == newest)
        .options(joinedload(DraftTask.run).joinedload(DraftingRun.requested_by))
        .order_by(DraftTask.variant, DraftTask.id)
        .execution_options(populate_existing=True)
    )
    tasks = tuple(session.scalars(query))
    return Work(tasks[0].run, tasks, _texts(tasks, item.revisions)) if tasks else None


def failure(work: Work | None, item: ContentItem) -> DraftTask | None:
    """The task that failed last, as long as nothing has become of the item since."""
    failed = [task for task in work.tasks if task.status is TaskStatus.FAILED and task.finished_at] if work else []
    last = max(failed, key=lambda task: task.finished_at or item.created_at, default=None)
    if last is None or last.finished_at is None:
        return None
    return last if item.state is State.FAILED or last.finished_at >= item.updated_at else None


def choosable(work: Work | None, item: ContentItem) -> tuple[Revision, ...]:
    """The variants a person may choose among: several, and nothing was written since."""
    several = work is not None and len(work.texts) > 1
    return work.texts if work and several and item.current_revision in work.texts else ()


def _texts(tasks: Sequence[DraftTask], revisions: Sequence[Revision]) -> tuple[Revision, ...]:
    by_id = {revision.id: revision for revision in revisions}
    return tuple(by_id[task.revision_id] for task in tasks if task.revision_id in by_id)
