"""Who may finish a piece of work: a lease on its row, taken and kept by single UPDATE statements.

The database decides, not the queue: a worker that lost its lease changes nothing, however late it answers.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select, update
from sqlalchemy.orm import Session

from app.models import DraftTask, TaskStatus

RETRY_BASE_SECONDS = 5.0
RETRY_CAP_SECONDS = 600.0


def due(now: datetime) -> Select[int]:
    """Ids of tasks anybody may take: waiting and due, or running under a lease that ended, with attempts left."""
    return select(DraftTask.id).where(
        or_(
            and_(DraftTask.status == TaskStatus.PENDING, DraftTask.available_at <= now),
            and_(_abandoned(now), DraftTask.attempt < DraftTask.max_attempts),
        )
    )


def given_up(now: datetime) -> Select[DraftTask]:
    """Tasks whose every worker disappeared: the lease ended and no attempt is left."""
    used_up = and_(_abandoned(now), DraftTask.attempt >= DraftTask.max_attempts)
    return select(DraftTask).where(used_up).with_for_update(skip_locked=True)


def _abandoned(now: datetime) -> ColumnElement[bool]:
    return and_(DraftTask.status == TaskStatus.RUNNING, DraftTask.lease_until < now)


def claim_next(session: Session, run_id: int, *, owner: str, now: datetime, lease: timedelta) -> DraftTask | None:
    """Lease the oldest due task of the run, or None. Two workers never get the same one."""
    mine = due(now).where(DraftTask.run_id == run_id)
    oldest = mine.order_by(DraftTask.id).limit(1).with_for_update(skip_locked=True)
    claimed = session.execute(
        update(DraftTask)
        .where(DraftTask.id == oldest.scalar_subquery())
        .values(status=TaskStatus.RUNNING, attempt=DraftTask.attempt + 1, lease_owner=owner, lease_until=now + lease)
        .returning(DraftTask.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    return None if claimed is None else session.get_one(DraftTask, claimed, populate_existing=True)


def extend(session: Session, *, owner: str, now: datetime, lease: timedelta) -> int:
    """Keep every task this owner still holds; the number of them."""
    kept = session.execute(
        update(DraftTask)
        .where(DraftTask.status == TaskStatus.RUNNING, DraftTask.lease_owner == owner)
        .values(lease_until=now + lease)
        .returning(DraftTask.id)
        .execution_options(synchronize_session=False)
    )
    return len(kept.all())


def lock_if_mine(session: Session, task_id: int, owner: str) -> DraftTask | None:
    """The task, locked, while this owner holds it; None when the lease went to somebody else or was cancelled."""
    return session.scalar(
        select(DraftTask)
        .where(DraftTask.id == task_id, DraftTask.status == TaskStatus.RUNNING, DraftTask.lease_owner == owner)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def retry_delay(attempt: int, asked: float = 0.0) -> timedelta:
    """How long to wait before the next attempt: doubling from 5 s, at least what the endpoint asked, at most 10 min."""
    own = RETRY_BASE_SECONDS * 2 ** (attempt - 1)
    return timedelta(seconds=min(max(own, asked), RETRY_CAP_SECONDS))
