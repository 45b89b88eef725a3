"""What people accepted from plans, kept so that it can be taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.accounts import User
from app.models.base import Base, Identified
from app.models.communities import Community


class PlanAcceptance(Identified, Base):
    """The changes of one accepted proposal, as `app.calendar.taking_back.Trace` reads them; taken back at most once.

    A post that was changed since is not taken back with the others: each trace names the version it was left at.
    """

    __tablename__ = "plan_acceptance"

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    accepted_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    traces: Mapped[list[dict[str, Any]]]
    taken_back_at: Mapped[datetime | None]
    community: Mapped[Community] = relationship()
    accepted_by: Mapped[User] = relationship()
