"""What left the house: the ledger that keeps anything from leaving twice unnoticed, and the keys to the feeds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.accounts import User
from app.models.base import Base, Identified
from app.models.communities import Community, Persona
from app.models.connections import Connection
from app.models.content import ContentItem, Revision


class Export(Identified, Base):
    """One departure: a file handed out, or one request to a connection. `checksum` is the SHA-256 of its bytes."""

    __tablename__ = "export"

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    connection_id: Mapped[int | None] = mapped_column(ForeignKey("connection.id", ondelete="SET NULL"))
    exported_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    target: Mapped[str] = mapped_column(String(40))
    profile_version: Mapped[str] = mapped_column(String(20))
    filename: Mapped[str] = mapped_column(String(200))
    row_count: Mapped[int]
    checksum: Mapped[str] = mapped_column(String(64))
    files: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """What a bundle holds: `{"name", "rows", "sha256"}` of each file."""
    connection: Mapped[Connection | None] = relationship()
    exported_by: Mapped[User] = relationship()
    persona: Mapped[Persona | None] = relationship()
    entries: Mapped[list[ExportEntry]] = relationship(back_populates="export")


_FIRST = text("NOT repeated AND NOT withdrawn")


class ExportContent(Identified, Base):
    """The bytes of a departure, so that a download which broke off is fetched again and nothing leaves twice."""

    __tablename__ = "export_content"

    export_id: Mapped[int] = mapped_column(ForeignKey("export.id", ondelete="CASCADE"), unique=True)
    media_type: Mapped[str] = mapped_column(String(100))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    kept_until: Mapped[datetime] = mapped_column(index=True)


class ExportTemplate(Identified, Base):
    """A tool's own template, uploaded because its format drifts: columns are filled by the names of its header."""

    __tablename__ = "export_template"
    __table_args__ = (UniqueConstraint("community_id", "target"),)

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    target: Mapped[str] = mapped_column(String(40))
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    filename: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    uploaded_by: Mapped[User] = relationship()


class ExportEntry(Identified, Base):
    """One approved text in one departure, or its withdrawal. The same words leave to a destination a second time only
    when `repeated` on purpose: the unique index refuses every other second time, however many people export at once.
    """

    __tablename__ = "export_entry"
    __table_args__ = (
        Index(
            "uq_export_entry_first", "destination", "item_id", "fingerprint", unique=True,
            sqlite_where=_FIRST, postgresql_where=_FIRST,
        ),
        Index("ix_export_entry_destination_item_id", "destination", "item_id"),
    )

    export_id: Mapped[int] = mapped_column(ForeignKey("export.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("content_item.id", ondelete="CASCADE"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    fingerprint: Mapped[str] = mapped_column(String(64))
    target: Mapped[str] = mapped_column(String(40))
    destination: Mapped[str] = mapped_column(String(80))
    """Where it is known afterwards: the target, or `target:connection` when it was handed to one account."""
    slot_at: Mapped[datetime]
    repeated: Mapped[bool] = mapped_column(default=False)
    withdrawn: Mapped[bool] = mapped_column(default=False)
    """This row takes the item back; `fingerprint` is that of the words which had left."""
    export: Mapped[Export] = relationship(back_populates="entries")
    item: Mapped[ContentItem] = relationship()
    revision: Mapped[Revision] = relationship()


class FeedToken(Identified, Base):
    """The secret in a calendar feed's address. Only its SHA-256 is kept; the address is shown once.

    With a persona it shows that persona, with a community all of it, with neither every community of its owner.
    """

    __tablename__ = "feed_token"

    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    community: Mapped[Community | None] = relationship()
    persona: Mapped[Persona | None] = relationship()
    user: Mapped[User] = relationship()
