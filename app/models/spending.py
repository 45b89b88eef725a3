"""What was asked of models and what it cost."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Identified, term
from content_calendar.vocabulary import Term


class Purpose(Term):
    DRAFT = "draft", "写稿", "Drafting"
    REWORK = "rework", "改写", "Reworking"
    SUGGEST = "suggest", "回消息", "Answering a message"
    TEST_RUN = "test_run", "试运行", "Test run"


class ModelCall(Identified, Base):
    """One request to a model, whether its answer could be used or not; append-only.

    `cost_micros` is in millionths of the installation's currency unit, None while the model has no price.
    """

    __tablename__ = "model_call"
    __table_args__ = (Index("ix_model_call_month", "community_id", "created_at"),)

    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("draft_task.id", ondelete="SET NULL"), index=True)
    purpose: Mapped[Purpose] = mapped_column(term(Purpose))
    prompt: Mapped[str] = mapped_column(String(120), default="")
    prompt_version: Mapped[str] = mapped_column(String(20), default="")
    endpoint: Mapped[str] = mapped_column(String(200))
    model: Mapped[str] = mapped_column(String(200))
    prompt_tokens: Mapped[int] = mapped_column(default=0)
    completion_tokens: Mapped[int] = mapped_column(default=0)
    cost_micros: Mapped[int | None] = mapped_column(BigInteger)
    latency_ms: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[str] = mapped_column(String(60), default="")
    """Identifier of the Trouble it ended in; empty for a usable answer."""
