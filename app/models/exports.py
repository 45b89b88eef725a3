"""What left the house: the ledger that keeps anything from leaving twice unnoticed, and the keys to the feeds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.accounts import User
from app.models.base import Base, Identified
from app.models.communities import Community, Persona
from app.models.content import ContentItem, Revision


class Export(Identified, Base):
    """One file handed out. `checksum` is the SHA-256 of its bytes."""

    __tablename__ = "export"

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    exported_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    target: Mapped[str] = mapped_column(String(40))
    profile_version: Mapped[str] = mapped_column(String(20))
    filename: Mapped[str] = mapped_column(String(200))
    row_count: Mapped[int]
    checksum: Mapped[str] = mapped_column(String(64))
    exported_by: Mapped[User] = relationship()
    persona: Mapped[Persona | None] = relationship()
    entries: Mapped[list[ExportEntry]] = relationship(back_populates="export")


class ExportEntry(Identified, Base):
    """One approved text in one file. The same words leave to a target a second time only when `repeated` on purpose:
    the unique index refuses every other second time, however many people export at once.
    """

    __tablename__ = "export_entry"
    __table_args__ = (
        Index(
            "uq_export_entry_first", "target", "item_id", "fingerprint", unique=True,
            sqlite_where=text("NOT repeated"), postgresql_where=text("NOT repeated"),
        ),
    )

    export_id: Mapped[int] = mapped_column(ForeignKey("export.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("content_item.id", ondelete="CASCADE"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    fingerprint: Mapped[str] = mapped_column(String(64))
    target: Mapped[str] = mapped_column(String(40))
    slot_at: Mapped[datetime]
    repeated: Mapped[bool] = mapped_column(default=False)
    export: Mapped[Export] = relationship(back_populates="entries")
    item: Mapped[ContentItem] = relationship()
    revision: Mapped[Revision] = relationship()


class FeedToken(Identified, Base):
    """The secret in a calendar feed's address. Only its SHA-256 is kept; the address is shown once."""

    __tablename__ = "feed_token"

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    community: Mapped[Community] = relationship()
    persona: Mapped[Persona | None] = relationship()
    user: Mapped[User] = relationship()
