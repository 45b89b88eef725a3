"""What came back: a ledger of counter readings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from app.models.base import Base, Identified, term
from app.models.content import ContentItem
from app.models.uploads import KeptUpload
from content_calendar.vocabulary import OUTCOME_COUNTERS, Counter, Outcome, Platform

EVERY_COUNTER = (1 << len(Counter)) - 1
COUNTERS_TOLD: Mapping[Outcome, int] = {
    outcome: sum(1 << place for place, counter in enumerate(Counter) if counter in counters)
    for outcome, counters in OUTCOME_COUNTERS.items()
}
"""The bits of each outcome in `reported`: where none of them stands, no source told of it."""


class FeedbackBatch(Identified, Base):
    """Readings that came together: a file, a request, a page of the grid, a call from outside."""

    __tablename__ = "feedback_batch"
    __table_args__ = (Index("ix_feedback_batch_community", "community_id", "created_at"),)

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    source: Mapped[str] = mapped_column(String(60))
    filename: Mapped[str] = mapped_column(String(200), default="")
    digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    """SHA-256 of the file, by which it is known when it comes a second time; empty for what was no file."""
    taken: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    held: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    unmatched: Mapped[int] = mapped_column(default=0)
    undone_at: Mapped[datetime | None]
    """When all its readings were voided together."""


class FeedbackRecord(Identified, Base):
    """One reading of a published item's counters; append-only.

    Cumulative since publication, of which the newest `observed_at` counts, or what one day alone brought (`daily`),
    which adds up. Reading the same row twice changes nothing, because `idempotency_key` is unique. What turned out
    wrong is not changed: a `FeedbackVoid` takes it out, a further record says what is right.

    The database does not ask for the rows it names: whoever writes records has just read them, they are the same for
    many, and asking again for each record takes as long as writing it. Posts are never deleted but with their whole
    community; then a trigger takes their records along.
    """

    __tablename__ = "feedback_record"
    __table_args__ = (Index("ix_feedback_record_item", "item_id", "observed_at"),)

    item_id: Mapped[int]
    revision_id: Mapped[int | None]
    """The text that was out."""
    recorded_by_id: Mapped[int | None]
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
    daily: Mapped[bool] = mapped_column(default=False)
    reported: Mapped[int] = mapped_column(default=EVERY_COUNTER)
    """Which counters the source told, one bit each in the order of `Counter`: none told is not none happened."""
    batch_id: Mapped[int | None] = mapped_column(index=True)
    line: Mapped[int | None]
    """Its place in the batch, as a spreadsheet counts."""
    item: Mapped[ContentItem] = relationship(primaryjoin=lambda: foreign(FeedbackRecord.item_id) == ContentItem.id)


class FeedbackVoid(Identified, Base):
    """A record that no longer counts, and why; append-only. Who corrects a record also writes a new one."""

    __tablename__ = "feedback_void"

    record_id: Mapped[int] = mapped_column(ForeignKey("feedback_record.id", ondelete="CASCADE"), unique=True)
    voided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("feedback_record.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(Text, default="")


class PostStanding(Base):
    """What the ledger says of one post altogether, folded as records come; made anew from them by a rebuild.

    Beside the counts, where the ranking put the post when it last learned: rates are shares of those who saw it.
    """

    __tablename__ = "post_standing"
    __table_args__ = (
        Index("ix_post_standing_score", "community_id", "score"),
        Index("ix_post_standing_week", "community_id", "week"),
        Index("ix_post_standing_persona", "persona_id", "score"),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("content_item.id", ondelete="CASCADE"), primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id", ondelete="CASCADE"))
    out_at: Mapped[datetime]
    """When it went out: the slot, unless it was published earlier."""
    week: Mapped[int]
    """`app.feedback.weeks.week_of` its local day: weeks begin on Mondays."""
    observed_at: Mapped[datetime]
    readings: Mapped[int] = mapped_column(default=0)
    """How many records count."""
    reported: Mapped[int] = mapped_column(default=0)
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
    path: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """A few early readings, from which the pace of ripening is learned: `app.feedback.standing.EarlyReading`."""
    score: Mapped[float | None]
    mean: Mapped[float | None]
    low: Mapped[float | None]
    high: Mapped[float | None]
    evidence: Mapped[str] = mapped_column(String(20), default="")
    blocked: Mapped[bool] = mapped_column(default=False)
    learned_at: Mapped[datetime | None]
    """None until the ranking looked at the present counts."""
    item: Mapped[ContentItem] = relationship()


class UnmatchedReading(Identified, Base):
    """A row whose post nobody could tell, waiting for a person; `cells` are those of an uploaded row."""

    __tablename__ = "unmatched_reading"
    __table_args__ = (UniqueConstraint("community_id", "idempotency_key"),)

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("feedback_batch.id"), index=True)
    idempotency_key: Mapped[str] = mapped_column(String(80))
    line: Mapped[int] = mapped_column(default=0)
    cells: Mapped[dict[str, Any]]
    daily: Mapped[bool] = mapped_column(default=False)
    read_at: Mapped[datetime]
    """Dates a row that carries no date of its own."""
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("content_item.id", ondelete="SET NULL"))
    """The post it turned out to speak of; None while it waits, or when it was put aside."""


class HeadingMapping(Identified, Base):
    """What the columns of a platform's file mean, remembered from the last time somebody said so."""

    __tablename__ = "heading_mapping"
    __table_args__ = (UniqueConstraint("community_id", "signature"),)

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    platform: Mapped[Platform | None] = mapped_column(term(Platform))
    """None for a file that speaks of several."""
    signature: Mapped[str] = mapped_column(String(64))
    """Hash of the headings in their order."""
    meanings: Mapped[dict[str, Any]]
    """{places: {meaning: column}, zone, order}: see `app.feedback.mapping.remember`."""
    daily: Mapped[bool] = mapped_column(default=False)
    updated_at: Mapped[datetime]


class MemberCount(Identified, Base):
    """How many were in a community on one local day; None for what nobody told."""

    __tablename__ = "member_count"
    __table_args__ = (UniqueConstraint("community_id", "day"),)

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    day: Mapped[date]
    members: Mapped[int]
    joined: Mapped[int | None]
    left: Mapped[int | None]
    active: Mapped[int | None]
    """How many of them said or did something that day."""
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    updated_at: Mapped[datetime]


class FeedbackImport(KeptUpload):
    """The readings found in an uploaded file; what is accepted is written into the ledger once."""

    __tablename__ = "feedback_import"

    cells: Mapped[list[dict[str, Any]]] = mapped_column("rows")
    """[{name, lines, is_cut, others}, {outcome} once it was accepted]: `app.feedback.upload.stored`."""
    digest: Mapped[str] = mapped_column(String(64), default="")
    """SHA-256 of the file."""
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How the cells are read: `app.feedback.mapping.ReadingChoices`; empty until somebody said so."""
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("feedback_batch.id"))
    """What it became in the ledger."""
    accepted_at: Mapped[datetime | None] = mapped_column("applied_at")
