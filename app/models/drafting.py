"""Drafting work: a run is what an editor asked for, a task is one row of work that a worker leases."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.accounts import User
from app.models.base import Base, Identified, term
from app.models.communities import Persona
from app.models.content import ContentItem
from content_calendar.vocabulary import Term


class TaskStatus(Term):
    PENDING = "pending", "排队中", "Waiting"
    RUNNING = "running", "生成中", "Writing"
    DONE = "done", "已完成", "Done"
    FAILED = "failed", "失败", "Failed"
    CANCELLED = "cancelled", "已取消", "Cancelled"


class DraftingRun(Identified, Base):
    __tablename__ = "drafting_run"

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"))
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    submit: Mapped[bool] = mapped_column(default=True)
    """Whether drafts without blocking findings go straight to the reviewers."""
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
