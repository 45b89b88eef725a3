"""Prompts as people changed them: versions beside the files that ship with the product."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.accounts import User
from app.models.base import Base, Identified, term
from content_calendar.vocabulary import Term


class VersionState(Term):
    PROPOSED = "proposed", "待审核", "Proposed"
    APPROVED = "approved", "已批准", "Approved"
    REJECTED = "rejected", "已退回", "Rejected"
    RETIRED = "retired", "已停用", "Retired"


class PromptVersion(Identified, Base):
    """One edit of one prompt; its text never changes after it was written.

    The newest approved version of a key is in production; without one the shipped file is.
    """

    __tablename__ = "prompt_version"
    __table_args__ = (UniqueConstraint("key", "number"),)

    key: Mapped[str] = mapped_column(String(120))
    """Path of the prompt in the library without suffix, as in posts/learning.zh."""
    number: Mapped[int]
    """1 for the first edit; in provenance the version is written "#1", a shipped file's as its front matter has it."""
    text: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[VersionState] = mapped_column(term(VersionState), default=VersionState.PROPOSED)
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    golden: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Results of the golden cases: [{case, faults: []}]; empty while they have not been run."""
    golden_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was sent back or retired."""
    retired_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    retired_at: Mapped[datetime | None]
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
    retired_by: Mapped[User | None] = relationship(foreign_keys=[retired_by_id])
