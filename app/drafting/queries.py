"""Reading for the drafting pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session, joinedload

from app.drafting.progress import FINAL
from app.drafting.tasks import PARTS
from app.models import Community, ContentItem, DraftingRun, DraftTask, ItemEvent, Persona, TaskStatus, User
from content_calendar.workflow import TRANSITIONS, Action, State

MAX_CHOICES = 200
RECENT_RUNS = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """An item that could be drafted now. `suggested` when nothing has been written for it yet."""

    item: ContentItem
    suggested: bool


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
    """What could be drafted for the persona, the coming slots first, each with all its brief is made from."""
    query = (
        select(ContentItem)
        .where(
            ContentItem.persona_id == persona.id,
            ContentItem.state.in_(TRANSITIONS[Action.START_DRAFTING].sources - {State.EXPIRED}),
            ContentItem.slot_at > now,
        )
        .options(*(joinedload(part) for part in PARTS))
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
