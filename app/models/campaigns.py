"""A campaign: a goal pursued for some days by a few spaced touches."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column as TableColumn
from sqlalchemy import ForeignKey, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified, term
from app.models.communities import KEY, NAME, Community, Event, Persona, Product, Versioned, Voice
from content_calendar.vocabulary import Goal, Scene, Tactic

campaign_persona = Table(
    "campaign_persona",
    Base.metadata,
    TableColumn("campaign_id", ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True),
    TableColumn("persona_id", ForeignKey("persona.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Campaign(Identified, Versioned, Base):
    """Spoken to its personas from `first` to `last`, both included, in `touches` (1 to 7) soft reminders 七次触达.

    What it promotes is an event, a product, both or neither.
    """

    __tablename__ = "campaign"
    __table_args__ = (UniqueConstraint("community_id", "key"),)
    __mapper_args__ = {"version_id_col": Versioned.version}

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(KEY)
    name: Mapped[str] = mapped_column(NAME)
    theme: Mapped[str] = mapped_column(Text, default="")
    goal: Mapped[Goal] = mapped_column(term(Goal))
    scene: Mapped[Scene] = mapped_column(term(Scene), default=Scene.NONE)
    tactic: Mapped[Tactic | None] = mapped_column(term(Tactic))
    first: Mapped[date]
    last: Mapped[date]
    touches: Mapped[int] = mapped_column(default=7)
    voice_id: Mapped[int | None] = mapped_column(ForeignKey("voice.id"))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    retrospective: Mapped[str] = mapped_column(Text, default="")

    community: Mapped[Community] = relationship()
    personas: Mapped[list[Persona]] = relationship(secondary=campaign_persona, order_by="Persona.id")
    voice: Mapped[Voice | None] = relationship()
    product: Mapped[Product | None] = relationship()
    event: Mapped[Event | None] = relationship()
