"""Reply templates 话术: what a content item of that kind knows beside its words, and what became of using it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified, term
from app.models.communities import NAME, Versioned
from app.models.content import ContentItem
from app.models.uploads import KeptUpload
from content_calendar.vocabulary import MemberState, Scenario, Term


class ReplyTemplate(Base):
    """The card of one reply template; its words, findings, approval and history are those of its item.

    Items with the same `answer` are variants of one another. A snippet (`snippet_key` is not empty) stands in other
    templates. What declared blanks and snippets put between approved words belongs to the approval: whatever is
    `bound` voids it when it changes. The counts are sums over `ReplyUse`, the rates where the ranking last put it.
    """

    __tablename__ = "reply_template"
    __table_args__ = (
        Index("ix_reply_template_scenario", "community_id", "scenario"),
        Index("ix_reply_template_answer", "community_id", "answer"),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("content_item.id", ondelete="CASCADE"), primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    scenario: Mapped[Scenario] = mapped_column(term(Scenario))
    member_states: Mapped[list[str]] = mapped_column(default=list)
    """Identifiers of MemberState; empty for members in any state."""
    answer: Mapped[str] = mapped_column(String(32))
    """What variants have in common: a uid, or the key of an imported answer."""
    short_code: Mapped[str] = mapped_column(String(40), default="")
    snippet_key: Mapped[str] = mapped_column(String(40), default="")
    variables: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Declared blanks: `content_calendar.replies.variables.Variable` as plain values."""
    snippets: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What its snippets, and those they stand on, said when it was saved or submitted: {name: {text, variables}}."""
    platform_notes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{platform: what an operator should know there}."""
    expires_on: Mapped[date | None]
    """The last local day on which it is true."""
    uses: Mapped[int] = mapped_column(default=0)
    edited: Mapped[int] = mapped_column(default=0)
    helped: Mapped[int] = mapped_column(default=0)
    unanswered: Mapped[int] = mapped_column(default=0)
    escalated: Mapped[int] = mapped_column(default=0)
    last_used_at: Mapped[datetime | None]
    score: Mapped[float | None]
    low: Mapped[float | None]
    high: Mapped[float | None]
    evidence: Mapped[str] = mapped_column(String(20), default="")
    by_state: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Where it stands for members in one state: {state: {uses, settled, helped, score, low, high, evidence}}."""
    learned_at: Mapped[datetime | None]
    """When the ranking looked at its outcomes; None while some of them were not looked at."""
    item: Mapped[ContentItem] = relationship(back_populates="reply")

    def bound(self) -> dict[str, Any]:
        """What an approval binds to beside the words: for whom they are, and what is put between them."""
        return {
            "scenario": self.scenario.value, "states": sorted(self.member_states or ()),
            "variables": list(self.variables or ()), "snippets": dict(self.snippets or {}),
        }


class ReplyOutcome(Term):
    HELPED = "helped", "有帮助", "Helped"
    NO_ANSWER = "no_answer", "没回应", "No answer"
    ESCALATED = "escalated", "转人工处理", "Escalated"


class ReplyUse(Identified, Base):
    """An operator took an answer to a member. Neither what the member wrote nor what was filled in is kept."""

    __tablename__ = "reply_use"
    __table_args__ = (
        Index("ix_reply_use_item", "item_id", "created_at"),
        Index("ix_reply_use_community", "community_id", "created_at"),
    )

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    item_id: Mapped[int] = mapped_column(ForeignKey("content_item.id", ondelete="CASCADE"))
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    scenario: Mapped[Scenario] = mapped_column(term(Scenario))
    member_state: Mapped[MemberState | None] = mapped_column(term(MemberState))
    edit_distance: Mapped[int] = mapped_column(default=0)
    """Characters the operator changed before sending."""
    suggested: Mapped[bool] = mapped_column(default=False)
    """It came from a suggestion for a pasted message, not from a search."""
    outcome: Mapped[ReplyOutcome | None] = mapped_column(term(ReplyOutcome))
    outcome_at: Mapped[datetime | None]
    idempotency_key: Mapped[str] = mapped_column(String(64), unique=True)


class ReplyFavourite(Base):
    """A template somebody keeps at hand."""

    __tablename__ = "reply_favourite"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("content_item.id", ondelete="CASCADE"), primary_key=True)


class ReplyGap(Identified, Base):
    """A search that found nothing, counted by day; personal data is masked before it is written."""

    __tablename__ = "reply_gap"
    __table_args__ = (UniqueConstraint("community_id", "day", "query"),)

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    day: Mapped[date]
    query: Mapped[str] = mapped_column(String(120))
    times: Mapped[int] = mapped_column(default=1)
    settled_at: Mapped[datetime | None]
    """When somebody ordered a template for it or put it aside."""


class MemberMessage(Identified, Base):
    """What a member wrote, masked; only in communities that switched keeping on."""

    __tablename__ = "member_message"

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    pasted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(Text)
    scenario: Mapped[Scenario | None] = mapped_column(term(Scenario))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("content_item.id", ondelete="SET NULL"))
    """The template that was taken for it."""


class Playbook(Identified, Versioned, Base):
    """Templates in their order for members in one state, such as a welcome series."""

    __tablename__ = "playbook"
    __table_args__ = (UniqueConstraint("community_id", "key"),)

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(NAME)
    member_state: Mapped[MemberState] = mapped_column(term(MemberState))
    active: Mapped[bool] = mapped_column(default=True)
    steps: Mapped[list[PlaybookStep]] = relationship(
        back_populates="playbook", order_by="PlaybookStep.position", cascade="all, delete-orphan"
    )


class PlaybookStep(Identified, Base):
    __tablename__ = "playbook_step"
    __table_args__ = (UniqueConstraint("playbook_id", "position"),)

    playbook_id: Mapped[int] = mapped_column(ForeignKey("playbook.id", ondelete="CASCADE"))
    position: Mapped[int]
    item_id: Mapped[int] = mapped_column(ForeignKey("content_item.id", ondelete="CASCADE"), index=True)
    day: Mapped[int]
    """Days since the member came into the state; 0 is the same day."""
    note: Mapped[str] = mapped_column(Text, default="")
    playbook: Mapped[Playbook] = relationship(back_populates="steps")
    item: Mapped[ContentItem] = relationship()

    def told(self) -> dict[str, Any]:
        """As the audit trail tells it."""
        return {"day": self.day, "item_id": self.item_id} | ({"note": self.note} if self.note else {})


class ReplyImport(KeptUpload):
    """A library of replies kept elsewhere, on its way into this one."""

    __tablename__ = "reply_import"

    cells: Mapped[list[dict[str, Any]]] = mapped_column("tables")
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How the cells are read; empty until somebody said so."""
    item_uids: Mapped[list[str]] = mapped_column(default=list)
    """The templates it became, by their uid."""
