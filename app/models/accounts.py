"""People, how they sign in and what they may do where."""

from __future__ import annotations

from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified, term
from content_calendar.vocabulary import Language
from content_calendar.workflow import Role


class User(Identified, UserMixin, Base):
    """A member of the team. `session_version` is part of every session: raising it signs the person out everywhere."""

    __tablename__ = "user"

    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    language: Mapped[Language] = mapped_column(term(Language), default=Language.ZH)
    password_hash: Mapped[str | None] = mapped_column(String(255))
    is_owner: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    session_version: Mapped[int] = mapped_column(default=1)
    memberships: Mapped[list[Membership]] = relationship(back_populates="user", cascade="all, delete-orphan")

    @property
    def is_active(self) -> bool:
        return self.active

    def get_id(self) -> str:
        return f"{self.id}.{self.session_version}"


class Membership(Identified, Base):
    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("user_id", "community_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(term(Role))
    compliance: Mapped[bool] = mapped_column(default=False)
    """Whether a reviewer takes the second step where approval has two."""
    user: Mapped[User] = relationship(back_populates="memberships")


class SignInSession(Identified, Base):
    """One browser somebody is signed in with. Only the SHA-256 of its token is kept."""

    __tablename__ = "sign_in_session"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    browser: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(64), default="")
    last_seen_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class SignInLink(Identified, Base):
    """A link that signs one person in once. Only the SHA-256 of its token is kept."""

    __tablename__ = "sign_in_link"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
