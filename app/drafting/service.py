"""What an editor may ask for: drafts, reworked texts, a pause, an end, another try, one of several variants."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.access import Actor
from app.core.errors import NotFound
from app.core.queue import wake
from app.core.running import current_settings
from app.drafting import estimate
from app.drafting.refusals import (
    MAX_PER_RUN,
    MAX_VARIANTS,
    NothingToDraft,
    NothingToRework,
    NoVariant,
    TargetMissing,
    TooMany,
    TooManyVariants,
)
from app.drafting.tasks import OPEN, end, locked_items, locked_tasks
from app.library import service as library
from app.library.findings import findings_of
from app.library.twins import twins_of
from app.models import Community, ContentItem, DraftingRun, DraftTask, Hold, Revision, TaskStatus
from app.spending import service as spending
from content_calendar.vocabulary import Instruction, Language, Platform
from content_calendar.workflow import Action, State, allowed_actions

__all__ = ["MAX_PER_RUN"]
"""What other rooms must know before they order."""

QUEUE = "drafting"
JOB = "app.drafting.jobs.write_drafts"


def start_run(
    session: Session, community: Community, item_ids: Sequence[int], *, note: str, submit: bool, variants: int = 1,
    actor: Actor, now: datetime,
) -> DraftingRun:
    """`variants` rows of work for each draftable item; workers are woken after the commit.

    Several variants are left for a person to choose from, whatever `submit` says.
    Raises NothingToDraft, TooMany, TooManyVariants.
    """
    if not 1 <= variants <= MAX_VARIANTS:
        raise TooManyVariants
    items = _startable(session, community, item_ids, variants, actor)
    if not items:
        raise NothingToDraft
    run = DraftingRun(note=note, submit=submit, variants=variants)
    return _ordered(session, run, items, actor, now)


def start_rework(
    session: Session, community: Community, item_ids: Sequence[int], *, instruction: Instruction,
    target_platform: Platform | None = None, target_language: Language | None = None, note: str = "", actor: Actor,
    now: datetime,
) -> DraftingRun:
    """One row of work for each item whose present text the instruction could change; nothing is submitted by itself.

    Raises NothingToRework, TargetMissing, TooMany.
    """
    run = DraftingRun(
        note=note, submit=False, variants=1, instruction=instruction,
        target_platform=target_platform if instruction is Instruction.ANOTHER_PLATFORM else None,
        target_language=target_language if instruction is Instruction.TRANSLATE else None,
    )
    startable = _startable(session, community, item_ids, 1, actor)
    items = list(filter(_changed_by(session, run, startable), startable))
    if not items:
        raise NothingToRework
    return _ordered(session, run, items, actor, now)


def _changed_by(
    session: Session, run: DraftingRun, items: Sequence[ContentItem]
) -> Callable[[ContentItem], bool]:
    """Which of the items the run's instruction has something to do for. Raises TargetMissing."""
    match run.instruction:
        case Instruction.ANOTHER_PLATFORM:
            if run.target_platform is None:
                raise TargetMissing
            return lambda item: _has_text(item) and item.platform is not run.target_platform
        case Instruction.TRANSLATE:
            if run.target_language is None:
                raise TargetMissing
            return lambda item: _has_text(item) and item.language is not run.target_language
        case Instruction.FIX_FINDINGS:
            twins = twins_of(session, items)
            return lambda item: bool(findings_of(item, twins=twins.get(item.id, ())))
    return _has_text


def _has_text(item: ContentItem) -> bool:
    return item.current_revision is not None


def _startable(
    session: Session, community: Community, item_ids: Sequence[int], variants: int, actor: Actor
) -> list[ContentItem]:
    """Those of the items that may be drafted now, locked, in the order of their slots. Raises TooMany."""
    if len(item_ids) * variants > MAX_PER_RUN:
        raise TooMany
    items = locked_items(session, ContentItem.community_id == community.id, ContentItem.id.in_(item_ids)).values()
    startable = (item for item in items if Action.START_DRAFTING in allowed_actions(item.state, actor.role))
    return sorted(startable, key=lambda item: (item.slot_at is None, item.slot_at, item.id))


def _ordered(
    session: Session, run: DraftingRun, items: Sequence[ContentItem], actor: Actor, now: datetime
) -> DraftingRun:
    run.community_id, run.persona_id = items[0].community_id, items[0].persona_id
    run.requested_by_id, run.created_at = actor.user.id, now
    run.estimate_micros = estimate.expected_micros(session, items[0].community, len(items) * run.variants)
    session.add(run)
    session.flush()
    for item in items:
        library.advance(session, item, Action.START_DRAFTING, actor=actor, now=now)
        session.add_all(_task(run, item, variant, now) for variant in range(1, run.variants + 1))
    session.flush()
    _wake(run, len(items) * run.variants)
    return run


def _task(run: DraftingRun, item: ContentItem, variant: int, now: datetime) -> DraftTask:
    return DraftTask(
        run_id=run.id, item_id=item.id, variant=variant, idempotency_key=f"{run.id}:{item.id}:{variant}",
        available_at=now, created_at=now,
    )


def _wake(run: DraftingRun, tasks: int) -> None:
    """After the commit, as many workers as can have something to do."""
    for _ in range(min(tasks, current_settings().workers)):
        wake(QUEUE, JOB, run.id)


def pause_run(session: Session, run: DraftingRun, *, actor: Actor, now: datetime) -> bool:
    """Take no new draft from now on; those being written are still handed in. False when nothing is left to pause."""
    if not locked_tasks(session, run, OPEN):
        return False
    run.hold = Hold.PAUSED
    session.flush()
    return True


def resume_run(session: Session, run: DraftingRun, *, actor: Actor, now: datetime) -> bool:
    """Go on; False when the community's budget does not allow it, which is then the reason the run is on hold."""
    community = session.get_one(Community, run.community_id)
    run.hold = Hold.OVER_BUDGET if spending.over_budget(session, community, now) else None
    session.flush()
    if run.hold is None:
        _wake(run, len(locked_tasks(session, run, OPEN)))
    return run.hold is None


def cancel_run(session: Session, run: DraftingRun, *, actor: Actor, now: datetime) -> int:
    """Stop what has not been written yet; the number of tasks stopped. Variants that are in stay."""
    tasks = locked_tasks(session, run, OPEN)
    for task in tasks:
        end(task, TaskStatus.CANCELLED, now)
    for item in _items_of(session, tasks):
        if item.state is State.DRAFTING:
            library.advance(session, item, Action.CANCEL_DRAFTING, actor=None, now=now)
    run.cancelled_at, run.hold = now, None
    session.flush()
    return len(tasks)


def retry_failed(session: Session, run: DraftingRun, *, actor: Actor, now: datetime) -> int:
    """Give every failed task a fresh set of attempts, if its item still waits for it; the number of tasks."""
    failed = locked_tasks(session, run, (TaskStatus.FAILED,))
    texts = set(session.scalars(select(DraftTask.revision_id).where(DraftTask.run_id == run.id)))
    ends = sorted((task.finished_at, task.item_id) for task in failed if task.finished_at)
    failed_at = {item_id: at for at, item_id in ends}
    waiting = {item.id: item for item in _items_of(session, failed) if _still_waits(item, texts, failed_at[item.id])}
    for item in waiting.values():
        library.advance(session, item, Action.START_DRAFTING, actor=actor, now=now)
    retried = [task for task in failed if task.item_id in waiting]
    for task in retried:
        _reopen(task, now)
    session.flush()
    _wake(run, len(retried))
    return len(retried)


def _still_waits(item: ContentItem, texts: Collection[int | None], failed_at: datetime) -> bool:
    """Whether the item has no text, only other variants of the run, or nothing has become of it since it failed."""
    if item.state is not State.DRAFT:
        return item.state is State.FAILED
    return item.current_revision_id in texts or item.updated_at <= failed_at


def _reopen(task: DraftTask, now: datetime) -> None:
    task.status, task.attempt, task.available_at = TaskStatus.PENDING, 0, now
    task.error_code = task.error_detail = task.raw_text = ""
    task.finished_at = None


def _items_of(session: Session, tasks: Sequence[DraftTask]) -> list[ContentItem]:
    return list(locked_items(session, ContentItem.id.in_({task.item_id for task in tasks})).values())


def choose_variant(
    session: Session, item: ContentItem, revision_id: int, *, version: int, actor: Actor, now: datetime
) -> Revision:
    """Make one of the item's texts the present one; an approval is void.

    Raises StaleVersion, NoVariant, TransitionRefused.
    """
    library.expect_version(item, version)
    revision = session.get(Revision, revision_id)
    if revision is None or revision.item_id != item.id:
        raise NoVariant
    library.make_current(item, revision)
    library.advance(session, item, Action.EDIT, actor=actor, now=now)
    return revision


def get_run(session: Session, community_id: int, run_id: int) -> DraftingRun:
    """Raises NotFound outside the community."""
    run = session.get(DraftingRun, run_id, options=[joinedload(DraftingRun.persona)])
    if run is None or run.community_id != community_id:
        raise NotFound
    return run
