"""Asking for drafts and taking them in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.copywriter.brief import CopywriterError, EndpointBusy, Written
from app.core.errors import Invalid, NotFound
from app.core.queue import wake
from app.drafting import leases
from app.library import service as library
from app.library.findings import blocks_review
from app.models import Community, ContentItem, DraftingRun, DraftTask, Revision, TaskStatus
from content_calendar.workflow import Action, Role, State, allowed_actions

QUEUE = "drafting"
JOB = "app.drafting.jobs.write_drafts"
MAX_PER_RUN = 200
MAX_DETAIL = 2_000
MAX_RAW = 20_000


class NothingToDraft(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("None of the chosen slots can be drafted now."),
            _l("Choose planned slots, drafts or returned items of one persona."),
        )


class TooMany(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("At most %(limit)s drafts fit into one run.", limit=MAX_PER_RUN), _l("Draft a shorter range first.")
        )


def start_run(
    session: Session, community: Community, item_ids: Sequence[int], *, note: str, submit: bool, actor: Actor,
    now: datetime,
) -> DraftingRun:
    """One row of work for each draftable item; workers are woken after the commit.

    Raises NothingToDraft, TooMany.
    """
    if len(item_ids) > MAX_PER_RUN:
        raise TooMany
    items = _draftable(session, community, item_ids, actor.role)
    if not items:
        raise NothingToDraft
    run = DraftingRun(
        community_id=community.id, persona_id=items[0].persona_id, requested_by_id=actor.user.id, note=note,
        submit=submit, created_at=now,
    )
    session.add(run)
    session.flush()
    for item in items:
        library.advance(session, item, Action.START_DRAFTING, actor=actor, now=now)
        session.add(_task(run, item, now))
    session.flush()
    wake(QUEUE, JOB, run.id)
    return run


def _draftable(session: Session, community: Community, item_ids: Sequence[int], role: Role) -> list[ContentItem]:
    items = session.scalars(
        select(ContentItem)
        .where(ContentItem.community_id == community.id, ContentItem.id.in_(item_ids))
        .order_by(ContentItem.slot_at, ContentItem.id)
        .with_for_update()
    )
    return [item for item in items if Action.START_DRAFTING in allowed_actions(item.state, role)]


def _task(run: DraftingRun, item: ContentItem, now: datetime) -> DraftTask:
    return DraftTask(
        run_id=run.id, item_id=item.id, idempotency_key=f"{run.id}:{item.id}", available_at=now, created_at=now
    )


def finish_task(session: Session, task_id: int, written: Written, *, owner: str, now: datetime) -> Revision | None:
    """Take the draft in, once: revision, state and task change together, only while `owner` holds the lease.

    None when the lease was lost: somebody else writes or wrote this draft, or it was cancelled.
    """
    task = leases.lock_if_mine(session, task_id, owner)
    if task is None:
        return None
    run, item = task.run, library.get_item(session, task.run.community_id, task.item_id, lock=True)
    actor = Actor(user=run.requested_by, role=Role.EDITOR)
    revision = library.write_revision(session, item, written.copy, provenance=written.provenance, author=actor, now=now)
    library.advance(session, item, Action.FINISH_DRAFTING, actor=None, now=now)
    if run.submit and not blocks_review(item):
        library.submit(session, item, actor=actor, now=now)
    _end(task, TaskStatus.DONE, now)
    task.revision_id = revision.id
    session.flush()
    return revision


def fail_task(session: Session, task_id: int, error: CopywriterError, *, owner: str, now: datetime) -> None:
    """Put the task back for a later attempt when the endpoint was busy, else end it visibly with its cause."""
    task = leases.lock_if_mine(session, task_id, owner)
    if task is None:
        return
    task.error_code, task.error_detail = error.code, str(error)[:MAX_DETAIL]
    task.raw_text = getattr(error, "raw_text", "")[:MAX_RAW]
    if isinstance(error, EndpointBusy) and task.attempt < task.max_attempts:
        task.status, task.lease_owner, task.lease_until = TaskStatus.PENDING, None, None
        task.available_at = now + leases.retry_delay(task.attempt, error.retry_after)
    else:
        _fail(session, task, now)
    session.flush()


def fail_abandoned(session: Session, *, now: datetime) -> int:
    """End tasks whose workers disappeared once too often, visibly; the number of them."""
    tasks = list(session.scalars(leases.given_up(now)))
    for task in tasks:
        task.error_code, task.error_detail = "worker_lost", "the worker disappeared while writing, several times"
        _fail(session, task, now)
    return len(tasks)


def _fail(session: Session, task: DraftTask, now: datetime) -> None:
    _end(task, TaskStatus.FAILED, now)
    item = library.get_item(session, task.run.community_id, task.item_id, lock=True)
    library.advance(session, item, Action.FAIL_DRAFTING, actor=None, now=now, note=task.error_detail)


def cancel_run(session: Session, run: DraftingRun, *, actor: Actor, now: datetime) -> int:
    """Stop what has not been written yet; the number of tasks stopped."""
    open_tasks = _locked_tasks(session, run, (TaskStatus.PENDING, TaskStatus.RUNNING))
    for task in open_tasks:
        _end(task, TaskStatus.CANCELLED, now)
        item = library.get_item(session, run.community_id, task.item_id, lock=True)
        if item.state is State.DRAFTING:
            library.advance(session, item, Action.CANCEL_DRAFTING, actor=None, now=now)
    run.cancelled_at = now
    session.flush()
    return len(open_tasks)


def retry_failed(session: Session, run: DraftingRun, *, actor: Actor, now: datetime) -> int:
    """Give every failed task of the run a fresh set of attempts; the number of tasks."""
    failed = _locked_tasks(session, run, (TaskStatus.FAILED,))
    retried = [task for task in failed if _reopen(session, run, task, actor, now)]
    session.flush()
    if retried:
        wake(QUEUE, JOB, run.id)
    return len(retried)


def _reopen(session: Session, run: DraftingRun, task: DraftTask, actor: Actor, now: datetime) -> bool:
    """False when the item has moved on since and is no longer waiting for this draft."""
    item = library.get_item(session, run.community_id, task.item_id, lock=True)
    if item.state is not State.FAILED:
        return False
    library.advance(session, item, Action.START_DRAFTING, actor=actor, now=now)
    task.status, task.attempt, task.available_at = TaskStatus.PENDING, 0, now
    task.error_code = task.error_detail = task.raw_text = ""
    task.finished_at = None
    return True


def get_run(session: Session, community_id: int, run_id: int) -> DraftingRun:
    """Raises NotFound outside the community."""
    run = session.get(DraftingRun, run_id)
    if run is None or run.community_id != community_id:
        raise NotFound
    return run


def _locked_tasks(session: Session, run: DraftingRun, statuses: tuple[TaskStatus, ...]) -> list[DraftTask]:
    query = select(DraftTask).where(DraftTask.run_id == run.id, DraftTask.status.in_(statuses)).order_by(DraftTask.id)
    return list(session.scalars(query.with_for_update()))


def _end(task: DraftTask, status: TaskStatus, now: datetime) -> None:
    task.status, task.finished_at = status, now
    task.lease_owner = task.lease_until = None
