"""Drafting work: a run is what an editor asked for, a task is one row of work that a worker leases."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.accounts import User
from app.models.base import Base, Identified, term
from app.models.communities import Persona
from app.models.content import ContentItem
from content_calendar.vocabulary import Instruction, Language, Platform, Term


class TaskStatus(Term):
    PENDING = "pending", "排队中", "Waiting"
    RUNNING = "running", "生成中", "Writing"
    DONE = "done", "已完成", "Done"
    FAILED = "failed", "失败", "Failed"
    CANCELLED = "cancelled", "已取消", "Cancelled"


class Hold(Term):
    """Why a run takes no new work at present."""

    PAUSED = "paused", "已暂停", "Paused"
    OVER_BUDGET = "over_budget", "本月预算已用完", "Over this month's budget"


class DraftingRun(Identified, Base):
    """What an editor asked for. With an `instruction` the present texts of its items are reworked."""

    __tablename__ = "drafting_run"

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"))
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    submit: Mapped[bool] = mapped_column(default=True)
    """Whether drafts without blocking findings go straight to the reviewers."""
    instruction: Mapped[Instruction | None] = mapped_column(term(Instruction))
    target_platform: Mapped[Platform | None] = mapped_column(term(Platform))
    target_language: Mapped[Language | None] = mapped_column(term(Language))
    variants: Mapped[int] = mapped_column(default=1)
    """How many texts are written for each item; a person chooses among several."""
    hold: Mapped[Hold | None] = mapped_column(term(Hold))
    estimate_micros: Mapped[int | None] = mapped_column(BigInteger)
    """What it was expected to cost, in millionths of the currency unit; None for an unknown price."""
    cancelled_at: Mapped[datetime | None]
    persona: Mapped[Persona] = relationship()
    requested_by: Mapped[User] = relationship()
    tasks: Mapped[list[DraftTask]] = relationship(back_populates="run", order_by="DraftTask.id")


class DraftTask(Identified, Base):
    """One draft to write. The lease says which worker may finish it; whoever lost the lease may not."""

    __tablename__ = "draft_task"
    __table_args__ = (Index("ix_draft_task_due", "status", "available_at"),)

    run_id: Mapped[int] = mapped_column(ForeignKey("drafting_run.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("content_item.id", ondelete="CASCADE"), index=True)
    variant: Mapped[int] = mapped_column(default=1)
    idempotency_key: Mapped[str] = mapped_column(String(80), unique=True)
    status: Mapped[TaskStatus] = mapped_column(term(TaskStatus), default=TaskStatus.PENDING)
    attempt: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int] = mapped_column(default=5)
    available_at: Mapped[datetime]
    lease_owner: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    error_code: Mapped[str] = mapped_column(String(60), default="")
    error_detail: Mapped[str] = mapped_column(Text, default="")
    raw_text: Mapped[str] = mapped_column(Text, default="")
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"), unique=True)
    run: Mapped[DraftingRun] = relationship(back_populates="tasks")
    item: Mapped[ContentItem] = relationship()
