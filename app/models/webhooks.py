"""Webhooks out: who is told of what happens, and every message on its way to them (Standard Webhooks)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.accounts import User
from app.models.base import Base, Identified, term
from app.models.communities import NAME, Community, Versioned
from app.models.notifications import DeliveryStatus
from content_calendar.vocabulary import Term


class WebhookKind(Term):
    """What endpoints can be told; the identifier is the `type` of the message."""

    ITEM_DRAFTED = "item.drafted", "内容已生成", "A text was drafted"
    ITEM_SUBMITTED = "item.submitted", "内容已送审", "A text was submitted for review"
    ITEM_APPROVED = "item.approved", "内容已通过", "A text was approved"
    ITEM_CHANGES_REQUESTED = "item.changes_requested", "内容被退回", "A text was sent back"
    ITEM_APPROVAL_VOIDED = "item.approval_voided", "审核已失效", "An approval was voided"
    ITEM_RESCHEDULED = "item.rescheduled", "内容已改期", "A post was rescheduled"
    ITEM_EXPIRED = "item.expired", "内容已过期", "A post expired unapproved"
    ITEM_PUBLISHED = "item.published", "内容已发布", "A post was published"
    ITEM_ARCHIVED = "item.archived", "内容已归档", "A text was archived"
    EXPORT_MADE = "export.made", "已导出文件", "A file was exported"
    PUSH_DELIVERED = "push.delivered", "推送已送达", "A push was delivered"
    PUSH_UNKNOWN = "push.unknown", "推送结果不明", "A push ended unknown"
    PUSH_FAILED = "push.failed", "推送失败", "A push failed"
    FEEDBACK_IMPORTED = "feedback.imported", "已导入数据", "Feedback was imported"
    RANKING_UPDATED = "ranking.updated", "排名已更新", "The ranking was updated"
    TEST = "webhook.test", "测试消息", "A test message"


class WebhookEndpoint(Identified, Versioned, Base):
    """An address that wants to be told. Both secrets are sealed; during a rotation messages carry both signatures."""

    __tablename__ = "webhook_endpoint"

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    name: Mapped[str] = mapped_column(NAME)
    url: Mapped[str] = mapped_column(String(1000))
    secret: Mapped[str] = mapped_column(Text)
    former_secret: Mapped[str] = mapped_column(Text, default="")
    former_secret_until: Mapped[datetime | None]
    kinds: Mapped[list[str]] = mapped_column(default=list)
    """What it is told; empty for everything."""
    active: Mapped[bool] = mapped_column(default=True)
    failing_since: Mapped[datetime | None]
    """Since when nothing reached it; too long and it switches itself off."""
    community: Mapped[Community] = relationship()
    created_by: Mapped[User] = relationship()


class WebhookEvent(Identified, Base):
    """Something that happened, written in the transaction in which it happened."""

    __tablename__ = "webhook_event"

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    message_id: Mapped[str] = mapped_column(String(64), unique=True)
    """`webhook-id`: the same on every retry and for every endpoint."""
    kind: Mapped[WebhookKind] = mapped_column(term(WebhookKind))
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)


class WebhookDelivery(Identified, Base):
    """One message on its way to one endpoint: a work row with a lease. `FAILED` ones are the dead letters."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("endpoint_id", "event_id"), Index("ix_webhook_delivery_due", "status", "available_at"),
    )

    endpoint_id: Mapped[int] = mapped_column(ForeignKey("webhook_endpoint.id", ondelete="CASCADE"))
    event_id: Mapped[int] = mapped_column(ForeignKey("webhook_event.id", ondelete="CASCADE"), index=True)
    status: Mapped[DeliveryStatus] = mapped_column(term(DeliveryStatus), default=DeliveryStatus.PENDING)
    available_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(Text, default="")
    endpoint: Mapped[WebhookEndpoint] = relationship()
    event: Mapped[WebhookEvent] = relationship()


class WebhookAttempt(Identified, Base):
    """One request of one delivery, for the log. `answer` is an excerpt."""

    __tablename__ = "webhook_attempt"

    delivery_id: Mapped[int] = mapped_column(ForeignKey("webhook_delivery.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    milliseconds: Mapped[int]
    answer_status: Mapped[int | None]
    outcome: Mapped[str] = mapped_column(String(40))
    answer: Mapped[str] = mapped_column(Text, default="")
