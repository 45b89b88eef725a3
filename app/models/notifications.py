"""What people are told, and the channels it reaches them by."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.accounts import User
from app.models.base import Base, Identified, term
from app.models.communities import NAME
from content_calendar.vocabulary import Term


class NoticeKind(Term):
    REVIEW_WAITING = "review_waiting", "有内容待你审核", "A text waits for your review"
    REVIEW_OVERDUE = "review_overdue", "审核快到期", "A review is nearly due"
    CHANGES_REQUESTED = "changes_requested", "内容被退回", "Your text was sent back"
    APPROVED = "approved", "内容已通过", "Your text was approved"
    EXPIRED = "expired", "内容已过期", "A post expired unapproved"
    MENTIONED = "mentioned", "有人提到你", "Somebody mentioned you"
    HANDED_OVER = "handed_over", "工作已转交给你", "Work was handed over to you"
    CHANNEL_OFF = "channel_off", "通知渠道已停用", "A channel switched itself off"
    WEBHOOK_OFF = "webhook_off", "Webhook 已停用", "A webhook switched itself off"


class Rhythm(Term):
    AT_ONCE = "at_once", "立即", "At once"
    DIGEST = "digest", "每日汇总", "Daily digest"


class DeliveryStatus(Term):
    PENDING = "pending", "待发送", "Pending"
    RUNNING = "running", "发送中", "Sending"
    SENT = "sent", "已发送", "Sent"
    FAILED = "failed", "发送失败", "Failed"


_UNROUTED = text("routed_at IS NULL")


class Notice(Identified, Base):
    """One thing one person is told in the application. The same thing is told once: `key` names it."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("user_id", "key"),
        Index("ix_notice_unread", "user_id", "read_at"),
        Index("ix_notice_unrouted", "user_id", sqlite_where=_UNROUTED, postgresql_where=_UNROUTED),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("content_item.id", ondelete="CASCADE"))
    kind: Mapped[NoticeKind] = mapped_column(term(NoticeKind))
    key: Mapped[str] = mapped_column(String(120))
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    read_at: Mapped[datetime | None]
    routed_at: Mapped[datetime | None]
    """When it was handed to the channels of its reader, if any; until then the sweeper comes back to it."""
    user: Mapped[User] = relationship()


class Channel(Identified, Base):
    """A way a person wants to be reached outside the application. `address` is an Apprise address, encrypted."""

    __tablename__ = "channel"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(NAME)
    service: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(Text)
    rhythm: Mapped[Rhythm] = mapped_column(term(Rhythm), default=Rhythm.AT_ONCE)
    digest_at: Mapped[time | None]
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    timezone: Mapped[str] = mapped_column(String(64), default="Asia/Shanghai")
    kinds: Mapped[list[str]] = mapped_column(default=list)
    """Kinds of notice it carries; empty for all."""
    active: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)
    """Attempts in a row that failed; too many and the channel switches itself off."""
    user: Mapped[User] = relationship()


class Delivery(Identified, Base):
    """One message on its way through one channel: a work row with a lease, like every other."""

    __tablename__ = "delivery"
    __table_args__ = (Index("ix_delivery_due", "status", "available_at"),)

    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id", ondelete="CASCADE"), index=True)
    notice_ids: Mapped[list[int]] = mapped_column(default=list)
    key: Mapped[str] = mapped_column(String(160), unique=True)
    status: Mapped[DeliveryStatus] = mapped_column(term(DeliveryStatus), default=DeliveryStatus.PENDING)
    available_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(Text, default="")
    channel: Mapped[Channel] = relationship()
