"""Schedulers that are fed without a file: how each is reached, and everything that is on its way to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.accounts import User
from app.models.base import Base, Identified, term
from app.models.communities import NAME, Community, Persona, Versioned
from app.models.content import ContentItem, Revision
from content_calendar.vocabulary import Term


class PushAction(Term):
    CREATE = "create", "新建", "Create"
    CANCEL = "cancel", "撤回", "Withdraw"


class PushStatus(Term):
    """`UNKNOWN` means that the target may or may not have taken it: never sent again by itself."""

    WAITING = "waiting", "等待发送", "Waiting"
    RUNNING = "running", "发送中", "Sending"
    DELIVERED = "delivered", "已送达", "Delivered"
    UNKNOWN = "unknown", "结果不明", "Unknown"
    FAILED = "failed", "发送失败", "Failed"
    CANCELLED = "cancelled", "已取消", "Cancelled"


class Connection(Identified, Versioned, Base):
    """One account of one community at one target.

    `credential` is sealed and never shown again. `options` are the target's own settings that are no secrets (which
    integration, workspace or chats), read through the target's options model.
    """

    __tablename__ = "connection"

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id", ondelete="CASCADE"))
    """Whose posts it carries; none for all of the community."""
    platforms: Mapped[list[str]] = mapped_column(default=list)
    """Platforms whose posts it carries; empty for all."""
    name: Mapped[str] = mapped_column(NAME)
    target: Mapped[str] = mapped_column(String(40))
    base_url: Mapped[str] = mapped_column(String(500), default="")
    credential: Mapped[str] = mapped_column(Text, default="")
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    automatic: Mapped[bool] = mapped_column(default=False)
    """Whether what is approved is handed over without anybody asking."""
    active: Mapped[bool] = mapped_column(default=True)
    tested_at: Mapped[datetime | None]
    trouble: Mapped[str] = mapped_column(Text, default="")
    """What its last test or push failed with; empty when all is well."""
    held_until: Mapped[datetime | None]
    """Nothing is sent before: the target asked for patience, or its quota is used up."""
    callback_secret: Mapped[str] = mapped_column(Text, default="")
    """Sealed; what publication callbacks are signed with. Empty when none are taken."""
    community: Mapped[Community] = relationship()
    persona: Mapped[Persona | None] = relationship()
    created_by: Mapped[User] = relationship()


class Push(Identified, Base):
    """One approved text on its way to one connection: a work row with a lease.

    The same words at the same slot go to a connection once: the unique constraint refuses a second row, however many
    processes find that it is due. `round` grows only when a person knowingly sends the same words again.
    """

    __tablename__ = "push"
    __table_args__ = (
        UniqueConstraint("connection_id", "item_id", "fingerprint", "action", "round"),
        Index("ix_push_due", "status", "available_at"),
        Index("ix_push_community", "community_id", "id"),
    )

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    connection_id: Mapped[int] = mapped_column(ForeignKey("connection.id", ondelete="CASCADE"))
    item_id: Mapped[int] = mapped_column(ForeignKey("content_item.id", ondelete="CASCADE"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    ordered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    fingerprint: Mapped[str] = mapped_column(String(64))
    slot_at: Mapped[datetime]
    action: Mapped[PushAction] = mapped_column(term(PushAction), default=PushAction.CREATE)
    round: Mapped[int] = mapped_column(default=1)
    uid: Mapped[str] = mapped_column(String(80), unique=True)
    """What names this push to the target, wherever it takes a name: its idempotency key."""
    status: Mapped[PushStatus] = mapped_column(term(PushStatus), default=PushStatus.WAITING)
    available_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None]
    external_id: Mapped[str] = mapped_column(String(200), default="")
    external_url: Mapped[str] = mapped_column(String(1000), default="")
    error: Mapped[str] = mapped_column(Text, default="")
    """What became of the last attempt when it was not delivered, or whom it did not reach."""
    recipients: Mapped[list[str]] = mapped_column(default=list)
    """The chats or accounts it went to, for quotas that are counted by recipient."""
    sent_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    """When the last of those who must confirm it in the target's own client was ticked off."""
    confirmations: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Who must confirm it in the target's client, and who has: `{"sender", "by", "at"}`."""
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Who said what became of an unknown one."""
    connection: Mapped[Connection] = relationship()
    item: Mapped[ContentItem] = relationship()
    revision: Mapped[Revision] = relationship()
    ordered_by: Mapped[User] = relationship(foreign_keys=[ordered_by_id])
    resolved_by: Mapped[User | None] = relationship(foreign_keys=[resolved_by_id])


class PushAttempt(Identified, Base):
    """One request of one push, and what came back. `answer` is an excerpt without credentials."""

    __tablename__ = "push_attempt"

    push_id: Mapped[int] = mapped_column(ForeignKey("push.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    milliseconds: Mapped[int]
    answer_status: Mapped[int | None]
    outcome: Mapped[str] = mapped_column(String(40))
    answer: Mapped[str] = mapped_column(Text, default="")


class CallbackReceipt(Identified, Base):
    """A publication callback that was taken: the same message is heard once, however often it is sent."""

    __tablename__ = "callback_receipt"
    __table_args__ = (UniqueConstraint("connection_id", "message_id"),)

    connection_id: Mapped[int] = mapped_column(ForeignKey("connection.id", ondelete="CASCADE"))
    message_id: Mapped[str] = mapped_column(String(200))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("content_item.id", ondelete="CASCADE"))
    outcome: Mapped[str] = mapped_column(String(40))
