"""Drafting runs as they come in and go out. Money is in millionths of the currency unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field

from app.api.shapes import N_, RowId, Sent, Shown
from app.communities.written_shares import whole_number
from app.copywriter.explanation import explain
from app.core.i18n import language
from app.core.text_fields import Text
from app.drafting.outlook import Outlook
from app.drafting.progress import Progress, TaskLine
from app.drafting.refusals import MAX_PER_RUN, MAX_VARIANTS
from app.models import ContentItem, Hold, TaskStatus
from content_calendar.vocabulary import Instruction, Language, Platform

Variants = Annotated[
    int, whole_number(1, MAX_VARIANTS), Field(json_schema_extra={"minimum": 1, "maximum": MAX_VARIANTS})
]


class RunAsked(Sent):
    """What shall be written."""

    item_ids: Annotated[tuple[RowId, ...], Field(max_length=MAX_PER_RUN)] = Field(examples=[[42, 43]])
    note: Text = Field("", description=N_("A word to the writer."), examples=["少用感叹号"])
    submit: bool = Field(default=True, description=N_("Whether drafts without blocking findings go to the reviewers."))
    variants: Variants = Field(1, description=N_("Texts for each item."), examples=[1])
    instruction: Instruction | None = Field(None, description=N_("How present texts are reworked."), examples=[None])
    target_platform: Platform | None = Field(None, description=N_("For another platform: which."), examples=[None])
    target_language: Language | None = Field(
        None, description=N_("For a translation: into which language."), examples=[None]
    )


class RunListed(Shown):
    """An order for drafts."""

    id: int = Field(examples=[12])
    persona_id: int = Field(examples=[1])
    requested_by_id: int = Field(examples=[2])
    created_at: datetime = Field(examples=["2027-02-20T08:00:00Z"])
    note: str = Field(examples=["少用感叹号"])
    submit: bool
    variants: int = Field(examples=[1])
    instruction: Instruction | None
    hold: Hold | None
    estimate_micros: int | None = Field(
        description=N_("What it was expected to cost, in millionths of the currency unit; null without a price."),
        examples=[42_000],
    )
    cancelled_at: datetime | None = Field(examples=[None])


class TaskShown(Shown):
    """One text to write."""

    item_id: int = Field(examples=[42])
    variant: int = Field(examples=[1])
    status: TaskStatus
    attempt: int = Field(examples=[1])
    error_code: str = Field(examples=[""])
    error: str = Field(description=N_("What went wrong and what helps."), examples=[""])
    available_at: datetime = Field(description=N_("When it is tried next."), examples=["2027-02-20T08:00:00Z"])


class RunShown(RunListed):
    """How far an order is."""

    is_over: bool
    total: int = Field(examples=[2])
    done: int = Field(examples=[1])
    failed: int = Field(examples=[0])
    seconds_left: int | None = Field(
        description=N_("At the pace of late; null while nothing can be said."), examples=[40]
    )
    cost_micros: int = Field(
        description=N_("What it has cost so far, in millionths of the currency unit."), examples=[21_000]
    )
    unpriced_requests: int = Field(description=N_("Requests whose price is unknown."), examples=[0])
    tasks: tuple[TaskShown, ...]


class PromptUsed(Shown):
    """A prompt and how many items it is used for."""

    key: str = Field(examples=["posts/learning.zh"])
    version: str | None = Field(examples=["#3"])
    items: int = Field(examples=[2])


class EstimateShown(Shown):
    """What an order would be."""

    item_ids: tuple[int, ...] = Field(description=N_("Those that can be drafted now."), examples=[[42, 43]])
    texts: int = Field(examples=[2])
    estimate_micros: int | None = Field(
        description=N_("In millionths of the currency unit; null without a price."), examples=[42_000]
    )
    currency: str = Field(examples=["CNY"])
    budget_left_micros: int | None = Field(
        description=N_("What is left of the month's budget; null without one."), examples=[1_000_000]
    )
    exceeds_budget: bool
    prompts: tuple[PromptUsed, ...]


def estimate_shown(items: Sequence[ContentItem], outlook: Outlook) -> EstimateShown:
    """An outlook as it goes out."""
    return EstimateShown(
        item_ids=tuple(item.id for item in items), texts=outlook.texts, estimate_micros=outlook.micros,
        currency=outlook.budget.currency, budget_left_micros=outlook.budget.left,
        exceeds_budget=outlook.exceeds_budget,
        prompts=tuple(PromptUsed(key=use.key, version=use.version, items=use.slots) for use in outlook.prompts),
    )


def run_shown(progress: Progress) -> RunShown:
    """A run's progress as it goes out."""
    run, left = progress.run, progress.time_left
    return RunShown(
        **{name: getattr(run, name) for name in RunListed.model_fields}, is_over=progress.is_over,
        total=len(progress.tasks), done=progress.count(TaskStatus.DONE), failed=progress.count(TaskStatus.FAILED),
        seconds_left=None if left is None else int(left.total_seconds()), cost_micros=progress.cost.micros,
        unpriced_requests=progress.cost.unpriced, tasks=tuple(map(_task_shown, progress.tasks)),
    )


def _task_shown(task: TaskLine) -> TaskShown:
    return TaskShown(
        item_id=task.item_id, variant=task.variant, status=task.status, attempt=task.attempt,
        error_code=task.error_code, error=_in_words(task), available_at=task.available_at,
    )


def _in_words(task: TaskLine) -> str:
    return explain(task.error_code, language()) if task.error_code else ""
