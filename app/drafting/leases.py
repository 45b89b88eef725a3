"""Who may finish a piece of work: a lease on its row, taken and kept by single UPDATE statements.

The database decides, not the queue: a worker that lost its lease changes nothing, however late it answers.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select, update
from sqlalchemy.orm import Session, joinedload

from app.models import DraftingRun, DraftTask, TaskStatus

LOST_PER_ATTEMPT = 2
"""A worker that dies takes along what it had only claimed: an attempt it lost counts half of one that failed."""
RETRY_BASE_SECONDS = 5.0
RETRY_CAP_SECONDS = 600.0


def due(now: datetime) -> Select[int]:
    """Ids of tasks anybody may take: waiting and due, or running under a lease that ended, with attempts left.

    Runs on hold have none.
    """
    on_hold = select(DraftingRun.id).where(DraftingRun.hold.is_not(None))
    return select(DraftTask.id).where(
        or_(
            and_(DraftTask.status == TaskStatus.PENDING, DraftTask.available_at <= now),
            and_(_abandoned(now), DraftTask.attempt < DraftTask.max_attempts * LOST_PER_ATTEMPT),
        ),
        DraftTask.run_id.not_in(on_hold),
    )


def given_up(now: datetime) -> Select[DraftTask]:
    """Tasks whose every worker disappeared: the lease ended and no attempt is left."""
    used_up = and_(_abandoned(now), DraftTask.attempt >= DraftTask.max_attempts * LOST_PER_ATTEMPT)
    return select(DraftTask).where(used_up).order_by(DraftTask.id).with_for_update(skip_locked=True)


def _abandoned(now: datetime) -> ColumnElement[bool]:
    return and_(DraftTask.status == TaskStatus.RUNNING, DraftTask.lease_until < now)


def claim(
    session: Session, run_id: int, *, owner: str, now: datetime, lease: timedelta, limit: int
) -> list[DraftTask]:
    """Lease up to `limit` due tasks, the oldest first: those of the run, and of any other when they are too few.

    Two workers never get the same one.
    """
    in_turn = due(now).order_by(DraftTask.run_id != run_id, DraftTask.id)
    oldest = in_turn.limit(limit).with_for_update(skip_locked=True).cte("oldest")
    claimed = session.scalars(
        update(DraftTask)
        .where(DraftTask.id.in_(select(oldest.c.id)))
        .values(status=TaskStatus.RUNNING, attempt=DraftTask.attempt + 1, lease_owner=owner, lease_until=now + lease)
        .returning(DraftTask)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return sorted(claimed, key=lambda task: task.id)


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


def held(session: Session, owner: str) -> frozenset[int]:
    """Ids of the tasks this owner still holds: what was cancelled or taken over is none of them."""
    query = select(DraftTask.id).where(DraftTask.status == TaskStatus.RUNNING, DraftTask.lease_owner == owner)
    return frozenset(session.scalars(query))


def owners(session: Session, now: datetime) -> frozenset[str]:
    """The workers that hold a task under a lease which has not ended."""
    query = select(DraftTask.lease_owner).where(DraftTask.status == TaskStatus.RUNNING, DraftTask.lease_until >= now)
    return frozenset(owner for owner in session.scalars(query.distinct()) if owner is not None)


def give_back(session: Session, task_ids: Collection[int], *, owner: str) -> None:
    """Let others have tasks that were claimed and not begun: they wait again, and the attempt does not count."""
    session.execute(
        update(DraftTask)
        .where(DraftTask.id.in_(task_ids), DraftTask.status == TaskStatus.RUNNING, DraftTask.lease_owner == owner)
        .values(status=TaskStatus.PENDING, attempt=DraftTask.attempt - 1, lease_owner=None, lease_until=None)
        .execution_options(synchronize_session=False)
    )


def lock_mine(session: Session, task_ids: Collection[int], owner: str) -> dict[int, DraftTask]:
    """Those of the tasks that this owner still holds, locked, by id.

    The others went to somebody else or were cancelled.
    """
    query = (
        select(DraftTask)
        .where(DraftTask.id.in_(task_ids), DraftTask.status == TaskStatus.RUNNING, DraftTask.lease_owner == owner)
        .options(joinedload(DraftTask.run).joinedload(DraftingRun.requested_by))
        .order_by(DraftTask.id)
        .with_for_update(of=DraftTask)
        .execution_options(populate_existing=True)
    )
    return {task.id: task for task in session.scalars(query)}


def retry_delay(attempt: int, asked: float = 0.0) -> timedelta:
    """How long to wait before the next attempt: doubling from 5 s, at least what the endpoint asked, at most 10 min."""
    own = RETRY_BASE_SECONDS * 2 ** (attempt - 1)
    return timedelta(seconds=min(max(own, asked), RETRY_CAP_SECONDS))
