"""Who did what, before and after, from where: append-only, each entry chained to the one before by its hash."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Identified


class AuditEntry(Identified, Base):
    """`hash` is SHA-256 over the entry and `previous`, the hash of the entry with the `number` before.

    No foreign keys: what was done outlives what it was done to, and appending waits for no row that others hold.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_community", "community_id", "number"),
        Index("ix_audit_entry_actor", "actor_id", "number"),
        Index("ix_audit_entry_action", "action", "number"),
        Index("ix_audit_entry_subject", "subject", "subject_id", "number"),
    )

    number: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), unique=True)
    actor_id: Mapped[int | None]
    """None when the service itself acted."""
    community_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)
    origin: Mapped[str] = mapped_column(String(20))
    """web, job, command or api."""
    address: Mapped[str] = mapped_column(String(64), default="")
    request_id: Mapped[str] = mapped_column(String(32), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """One row, locked by whoever appends: the number and hash of the newest entry."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), default=0)
    hash: Mapped[str] = mapped_column(String(64), default="")
