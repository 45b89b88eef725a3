"""What came back: a ledger of counter readings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified
from app.models.content import ContentItem
from app.models.uploads import KeptUpload


class FeedbackRecord(Identified, Base):
    """One reading of a published item's counters, cumulative since publication; append-only.

    The newest `observed_at` per item is what ranking counts; reading the same row twice changes nothing, because
    `idempotency_key` is unique.
    """

    __tablename__ = "feedback_record"
    __table_args__ = (Index("ix_feedback_record_item", "item_id", "observed_at"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("content_item.id", ondelete="CASCADE"))
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    idempotency_key: Mapped[str] = mapped_column(String(80), unique=True)
    observed_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(60))
    impressions: Mapped[int] = mapped_column(default=0)
    views: Mapped[int] = mapped_column(default=0)
    likes: Mapped[int] = mapped_column(default=0)
    comments: Mapped[int] = mapped_column(default=0)
    shares: Mapped[int] = mapped_column(default=0)
    clicks: Mapped[int] = mapped_column(default=0)
    conversions: Mapped[int] = mapped_column(default=0)
    joins: Mapped[int] = mapped_column(default=0)
    leaves: Mapped[int] = mapped_column(default=0)
    mutes: Mapped[int] = mapped_column(default=0)
    item: Mapped[ContentItem] = relationship()


class FeedbackImport(KeptUpload):
    """The readings found in an uploaded file; what is accepted is written into the ledger once."""

    __tablename__ = "feedback_import"

    cells: Mapped[list[dict[str, Any]]] = mapped_column("rows")
    """Those of `app.feedback.upload.UploadedRow`."""
    accepted_at: Mapped[datetime | None] = mapped_column("applied_at")
