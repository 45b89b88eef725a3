"""Reading for the drafting pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session, joinedload

from app.models import Community, ContentItem, DraftingRun, DraftTask, ItemEvent, Persona, TaskStatus, User
from content_calendar.workflow import TRANSITIONS, Action, State

MAX_CHOICES = 200
RECENT_RUNS = 12
PACE_WINDOW = timedelta(minutes=10)
FINAL = (TaskStatus.DONE, TaskStatus.FAILED, TaskStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class Choice:
    """An item that could be drafted now. `suggested` when nothing has been written for it yet."""

    item: ContentItem
    suggested: bool


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One row of a run's progress."""

    item_id: int
    headline: str
    slot_at: datetime | None
    status: TaskStatus
    item_state: State
    attempt: int
    error_code: str
    error_detail: str
    available_at: datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """A run and how far it is. `time_left` is None while nothing can be said."""

    run: DraftingRun
    tasks: tuple[TaskLine, ...]
    time_left: timedelta | None

    def count(self, status: TaskStatus) -> int:
        return sum(task.status == status for task in self.tasks)

    @property
    def finished(self) -> int:
        return sum(task.status in FINAL for task in self.tasks)

    @property
    def is_over(self) -> bool:
        return self.finished == len(self.tasks)


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run in the list of recent ones."""

    id: int
    created_at: datetime
    persona: Persona
    requested_by: User
    total: int
    done: int
    failed: int
    is_open: bool


def draftable(session: Session, persona: Persona, *, now: datetime) -> list[Choice]:
    """What could be drafted for the persona, the coming slots first."""
    query = (
        select(ContentItem)
        .where(
            ContentItem.persona_id == persona.id,
            ContentItem.state.in_(TRANSITIONS[Action.START_DRAFTING].sources - {State.EXPIRED}),
            ContentItem.slot_at > now,
        )
        .options(joinedload(ContentItem.column), joinedload(ContentItem.current_revision))
        .order_by(ContentItem.slot_at, ContentItem.id)
        .limit(MAX_CHOICES)
    )
    return [Choice(item, item.state in {State.PLANNED, State.FAILED}) for item in session.scalars(query)]


def wishes(session: Session, community: Community, item_ids: Sequence[int]) -> str:
    """What reviewers asked for when they sent these items back, each wish once; "" when nothing was sent back."""
    newest = (
        select(func.max(ItemEvent.id))
        .join(ContentItem, ContentItem.id == ItemEvent.item_id)
        .where(
            ContentItem.community_id == community.id, ContentItem.id.in_(item_ids),
            ContentItem.state == State.CHANGES_REQUESTED, ItemEvent.action == Action.REQUEST_CHANGES,
        )
        .group_by(ItemEvent.item_id)
    )
    notes = session.scalars(select(ItemEvent.note).where(ItemEvent.id.in_(newest)).order_by(ItemEvent.id))
    return "\n".join(dict.fromkeys(notes))


def progress_of(session: Session, run: DraftingRun, *, now: datetime) -> Progress:
    """Every task of the run with its item, in one query."""
    query = (
        select(DraftTask)
        .where(DraftTask.run_id == run.id)
        .options(
            joinedload(DraftTask.item).joinedload(ContentItem.column),
            joinedload(DraftTask.item).joinedload(ContentItem.current_revision),
        )
        .order_by(DraftTask.id)
        .execution_options(populate_existing=True)
    )
    tasks = list(session.scalars(query))
    lines = tuple(_line(task) for task in tasks)
    return Progress(run, lines, _time_left(tasks, now))


def recent_runs(session: Session, community: Community) -> list[RunLine]:
    """The newest runs of the community with their counts, in one query."""
    done, failed = (_count(DraftTask.status == status) for status in (TaskStatus.DONE, TaskStatus.FAILED))
    waiting = _count(DraftTask.status.not_in(FINAL))
    counts = (
        select(
            DraftTask.run_id, func.count().label("total"), done.label("done"), failed.label("failed"),
            waiting.label("open"),
        )
        .group_by(DraftTask.run_id)
        .subquery()
    )
    query = (
        select(DraftingRun, counts.c.total, counts.c.done, counts.c.failed, counts.c.open)
        .join(counts, counts.c.run_id == DraftingRun.id)
        .where(DraftingRun.community_id == community.id)
        .options(joinedload(DraftingRun.persona), joinedload(DraftingRun.requested_by))
        .order_by(DraftingRun.id.desc())
        .limit(RECENT_RUNS)
    )
    return [
        RunLine(run.id, run.created_at, run.persona, run.requested_by, total, done, failed, is_open=waiting > 0)
        for run, total, done, failed, waiting in session.execute(query)
    ]


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _line(task: DraftTask) -> TaskLine:
    return TaskLine(
        item_id=task.item_id, headline=task.item.headline(), slot_at=task.item.slot_at, status=task.status,
        item_state=task.item.state, attempt=task.attempt, error_code=task.error_code, error_detail=task.error_detail,
        available_at=task.available_at,
    )


def _time_left(tasks: Sequence[DraftTask], now: datetime) -> timedelta | None:
    """What is left at the pace of late; retries that wait for their time count with that wait."""
    open_tasks = [task for task in tasks if task.status not in FINAL]
    late = [task for task in tasks if task.finished_at and now - task.finished_at < PACE_WINDOW]
    if not open_tasks or not late:
        return None
    since = max(now - PACE_WINDOW, min(task.available_at for task in late))
    waits = (task.available_at - now for task in open_tasks if task.status is TaskStatus.PENDING)
    return max(timedelta(seconds=1), (now - since) / len(late) * len(open_tasks), *waits)
