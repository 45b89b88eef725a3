"""Keys to the API, and the answers it remembers so that a request sent twice takes effect once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.accounts import User
from app.models.base import Base, Identified
from app.models.communities import NAME, Community
from content_calendar.vocabulary import Term


class Scope(Term):
    """What a token may do at most; its owner's roles still decide community by community."""

    READ = "read", "读取", "Read"
    PLAN = "plan", "编排社群、画像、栏目和日程", "Plan: communities, personas, columns and posts"
    WRITE = "write", "撰写与生成", "Write and draft"
    REVIEW = "review", "审核", "Review"
    EXPORT = "export", "导出与推送", "Export and push"
    FEEDBACK = "feedback", "回填数据", "Feedback"
    PROMPTS = "prompts", "提示词", "Prompts"


class ApiToken(Identified, Base):
    """A key of one person. Only its SHA-256 is kept; the key is shown once, `hint` are its first characters."""

    __tablename__ = "api_token"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    """The one community it opens; none for all its owner belongs to."""
    name: Mapped[str] = mapped_column(NAME)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    hint: Mapped[str] = mapped_column(String(16))
    scopes: Mapped[list[str]] = mapped_column(default=list)
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    user: Mapped[User] = relationship()
    community: Mapped[Community | None] = relationship()


class RememberedAnswer(Identified, Base):
    """What a request with an `Idempotency-Key` was answered; `status` is empty while it is still at work."""

    __tablename__ = "remembered_answer"
    __table_args__ = (UniqueConstraint("token_id", "key"),)

    token_id: Mapped[int] = mapped_column(ForeignKey("api_token.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(255))
    request_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of method, path and body: the same key with another request is refused."""
    status: Mapped[int | None]
    headers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    body: Mapped[str] = mapped_column(Text, default="")
