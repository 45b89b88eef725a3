"""A calendar somebody kept elsewhere, on its way into this one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.accounts import User
from app.models.base import Base, Identified


class CalendarImport(Identified, Base):
    """The tables of an uploaded file between the upload and the moment somebody accepts them, and what became of them.

    A row of its own, because any worker may serve the next step, after a restart too, a colleague may look at the same
    dry run, and a form need not carry megabytes that the browser could change. What nobody accepts is forgotten after a
    week; of what was accepted the cells go then, and the list of posts stays for taking it back.
    """

    __tablename__ = "calendar_import"

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    filename: Mapped[str] = mapped_column(String(200))
    tables: Mapped[list[dict[str, Any]]]
    """[{name, lines: [[number, [cell, …]], …]}]: `app.core.tables.Table` as plain values."""
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How the cells are read: `app.imports.choices.Choices`; empty until somebody said so."""
    item_uids: Mapped[list[str]] = mapped_column(default=list)
    """The posts it became, by their uid."""
    accepted_at: Mapped[datetime | None]
    """When posts were last taken over from it."""
    uploaded_by: Mapped[User] = relationship()
