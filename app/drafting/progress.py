"""How far a run is: its rows, what they cost so far and how long the rest may take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.drafting.outlook import PromptUse
from app.models import ContentItem, DraftingRun, DraftTask, ModelCall, ReplyTemplate, Revision, TaskStatus
from content_calendar.workflow import State

PACE_WINDOW = timedelta(minutes=10)
FINAL = (TaskStatus.DONE, TaskStatus.FAILED, TaskStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One row of a run's progress; `raw_text` is what a model answered when nobody could use it."""

    item_id: int
    variant: int
    headline: str
    slot_at: datetime | None
    status: TaskStatus
    item_state: State
    attempt: int
    error_code: str
    error_detail: str
    raw_text: str
    available_at: datetime


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run has cost so far in micros, and how many of its requests had no known price."""

    micros: int
    requests: int
    unpriced: int


@dataclass(frozen=True, slots=True)
class Progress:
    """A run and how far it is. `time_left` is None while nothing can be said; `prompts` wrote what is done."""

    run: DraftingRun
    tasks: tuple[TaskLine, ...]
    time_left: timedelta | None
    cost: Cost
    prompts: tuple[PromptUse, ...]

    def count(self, status: TaskStatus) -> int:
        return sum(task.status == status for task in self.tasks)

    @property
    def finished(self) -> int:
        return sum(task.status in FINAL for task in self.tasks)

    @property
    def is_over(self) -> bool:
        return self.finished == len(self.tasks)


def progress_of(session: Session, run: DraftingRun, *, now: datetime) -> Progress:
    """Every task of the run with its item, what it cost and what wrote it, in three queries."""
    query = (
        select(DraftTask)
        .where(DraftTask.run_id == run.id)
        .options(
            joinedload(DraftTask.item).joinedload(ContentItem.column),
            joinedload(DraftTask.item).joinedload(ContentItem.current_revision),
            joinedload(DraftTask.item)
            .joinedload(ContentItem.reply)
            .load_only(ReplyTemplate.scenario, ReplyTemplate.member_states),
        )
        .order_by(DraftTask.id)
        .execution_options(populate_existing=True)
    )
    tasks = list(session.scalars(query))
    lines = tuple(_line(task) for task in tasks)
    return Progress(run, lines, _time_left(tasks, now), _cost(session, run), _prompts(session, run))


def _cost(session: Session, run: DraftingRun) -> Cost:
    query = (
        select(func.sum(ModelCall.cost_micros), func.count(), func.count(ModelCall.cost_micros))
        .join(DraftTask, DraftTask.id == ModelCall.task_id)
        .where(DraftTask.run_id == run.id)
    )
    micros, requests, priced = session.execute(query).one()
    return Cost(int(micros or 0), requests, requests - priced)


def _prompts(session: Session, run: DraftingRun) -> tuple[PromptUse, ...]:
    query = (
        select(Revision.prompt, Revision.prompt_version, func.count())
        .join(DraftTask, DraftTask.revision_id == Revision.id)
        .where(DraftTask.run_id == run.id, Revision.prompt != "")
        .group_by(Revision.prompt, Revision.prompt_version)
        .order_by(func.count().desc(), Revision.prompt)
    )
    return tuple(PromptUse(*row) for row in session.execute(query))


def _line(task: DraftTask) -> TaskLine:
    return TaskLine(
        item_id=task.item_id, variant=task.variant, headline=task.item.headline(), slot_at=task.item.slot_at,
        status=task.status, item_state=task.item.state, attempt=task.attempt, error_code=task.error_code,
        error_detail=task.error_detail, raw_text=task.raw_text, available_at=task.available_at,
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
