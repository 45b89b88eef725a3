"""What every file that somebody brought has in common, whatever it is to become."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Identified


class KeptUpload(Identified, Base):
    """The cells of an uploaded file between the upload and the moment somebody accepts them.

    A row, because any worker may serve the next step, after a restart too, a colleague may look at the same dry run,
    and a form need not carry megabytes that the browser could change. What nobody accepts is forgotten after a week; of
    what was accepted the cells go then. Each kind of file has a table of its own.
    """

    __abstract__ = True

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    filename: Mapped[str] = mapped_column(String(200))
    cells: Mapped[list[dict[str, Any]]]
    accepted_at: Mapped[datetime | None]
    """When something was last taken over from it."""
