"""The content item, its append-only texts and its append-only history."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.accounts import User
from app.models.base import Base, Identified, term
from app.models.campaigns import Campaign
from app.models.communities import NAME, Column, Community, Event, Persona, Product, Versioned, Voice
from content_calendar.content import Copy
from content_calendar.fingerprint import fingerprint
from content_calendar.vocabulary import (
    ContentKind,
    Form,
    Goal,
    Language,
    MemberState,
    Platform,
    Scene,
    Stage,
    Value,
    WriterKind,
)
from content_calendar.workflow import Action, State

if TYPE_CHECKING:
    from app.models.replies import ReplyTemplate

_APPROVAL_IS_BOUND = (
    "state NOT IN ('approved', 'exported', 'published') OR (approved_fingerprint IS NOT NULL "
    "AND approved_revision_id IS NOT NULL AND current_revision_id IS NOT NULL "
    "AND approved_revision_id = current_revision_id AND approved_slot_at IS NOT DISTINCT FROM slot_at)"
)
"""Triggers of the migrations complete it: what is approved keeps its text, slot, platform and persona, and texts never
change. A migration that rebuilds one of these tables on SQLite makes the constraint and the triggers anew."""


class ContentItem(Identified, Versioned, Base):
    """One post or reply template on its way through the states of `content_calendar.workflow`.

    `approved_fingerprint` is what a reviewer said yes to; it counts only while it equals `fingerprint()`.
    `sequence` counts changes that a calendar reader must notice (RFC 5545 SEQUENCE).
    """

    __tablename__ = "content_item"
    __mapper_args__ = {"version_id_col": Versioned.version}
    __table_args__ = (
        Index("ix_content_item_calendar", "community_id", "slot_at"),
        Index("ix_content_item_queue", "community_id", "state", "slot_at"),
        Index("ix_content_item_persona", "persona_id", "slot_at"),
        UniqueConstraint("community_id", "import_key"),
        CheckConstraint(_APPROVAL_IS_BOUND, name="approval_is_bound"),
    )

    uid: Mapped[str] = mapped_column(String(32), unique=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"))
    column_id: Mapped[int | None] = mapped_column(ForeignKey("content_column.id"), index=True)
    voice_id: Mapped[int | None] = mapped_column(ForeignKey("voice.id"))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)
    touch: Mapped[int] = mapped_column(default=0)
    """Which of the campaign's reminders it is, from 1; 0 outside a campaign."""
    kind: Mapped[ContentKind] = mapped_column(term(ContentKind), default=ContentKind.POST)
    value: Mapped[Value] = mapped_column(term(Value))
    stage: Mapped[Stage] = mapped_column(term(Stage))
    form: Mapped[Form] = mapped_column(term(Form))
    scene: Mapped[Scene] = mapped_column(term(Scene), default=Scene.NONE)
    goal: Mapped[Goal | None] = mapped_column(term(Goal))
    occasion: Mapped[str] = mapped_column(NAME, default="")
    topic: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{title, points}, empty when there is none."""
    platform: Mapped[Platform] = mapped_column(term(Platform))
    language: Mapped[Language] = mapped_column(term(Language))
    slot_at: Mapped[datetime | None]
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Why the planner put it here: [{zh, en}]."""
    column_day: Mapped[date | None]
    """The local day of the column's rhythm this post fills, wherever it was moved to; None without a column."""
    pinned: Mapped[bool] = mapped_column(default=False)
    """A person placed or moved it: no plan moves it or takes it away."""
    import_key: Mapped[str | None] = mapped_column(String(64))
    """Hash of the row it was imported from, so that the same row is never imported twice."""
    state: Mapped[State] = mapped_column(term(State), default=State.PLANNED)
    seed: Mapped[int] = mapped_column(default=0)
    sequence: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime]
    current_revision_id: Mapped[int | None]
    """The present text. A foreign key would close a circle with `revision.item_id`; revisions are never deleted."""
    keeper_id: Mapped[int | None]
    """Who looks after the present text since its author left; None as long as its author does. Whose words they are
    stays with the text. No foreign key, which SQLite could only add by copying the table and losing its triggers."""
    approved_fingerprint: Mapped[str | None] = mapped_column(String(64))
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_revision_id: Mapped[int | None]
    approved_slot_at: Mapped[datetime | None]
    """With `approved_revision_id` what the database itself can hold an approval to."""
    editorial_fingerprint: Mapped[str | None] = mapped_column(String(64))
    """What the first of two approvals said yes to."""
    editorial_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    submitted_at: Mapped[datetime | None]
    assigned_to_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    """The reviewer the review job chose by load."""
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    claimed_until: Mapped[datetime | None]
    must_fix: Mapped[int | None]
    to_check: Mapped[int | None]
    """Blocking findings and warnings when the review job last looked; None before."""
    reminded: Mapped[int] = mapped_column(default=0)
    """Steps of the reminder ladder taken for the present submission."""
    published_at: Mapped[datetime | None]
    published_url: Mapped[str] = mapped_column(Text, default="")
    evergreen: Mapped[bool] = mapped_column(default=False)
    """An editor said that its words may return."""
    returns_id: Mapped[int | None]
    """The first post whose words return here; None for words of its own. No foreign key, as with `keeper_id`."""

    community: Mapped[Community] = relationship()
    persona: Mapped[Persona] = relationship()
    column: Mapped[Column | None] = relationship()
    voice: Mapped[Voice | None] = relationship()
    product: Mapped[Product | None] = relationship()
    event: Mapped[Event | None] = relationship()
    campaign: Mapped[Campaign | None] = relationship()
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])
    editorial_by: Mapped[User | None] = relationship(foreign_keys=[editorial_by_id])
    assigned_to: Mapped[User | None] = relationship(foreign_keys=[assigned_to_id])
    claimed_by: Mapped[User | None] = relationship(foreign_keys=[claimed_by_id])
    current_revision: Mapped[Revision | None] = relationship(
        primaryjoin="foreign(ContentItem.current_revision_id) == Revision.id", viewonly=True
    )
    revisions: Mapped[list[Revision]] = relationship(
        back_populates="item", foreign_keys="Revision.item_id", order_by="Revision.number"
    )
    history: Mapped[list[ItemEvent]] = relationship(back_populates="item", order_by="ItemEvent.id")
    comments: Mapped[list[Comment]] = relationship(back_populates="item", order_by="Comment.id")
    reply: Mapped[ReplyTemplate | None] = relationship(back_populates="item")
    """The card of a reply template; None for a post."""

    def fingerprint(self) -> str | None:
        """The hash over words, slot, platform, persona and the card of a reply template as they are now.

        None before the first draft.
        """
        if self.current_revision is None:
            return None
        card = self.reply.bound() if self.kind is ContentKind.REPLY_TEMPLATE and self.reply else None
        return fingerprint(
            self.current_revision.copy(), slot_at=self.slot_at, platform=self.platform, persona_id=self.persona_id,
            card=card,
        )

    def is_approved(self) -> bool:
        """The gate: approved, and for exactly these words, slot, platform and persona."""
        return self.approved_fingerprint is not None and self.approved_fingerprint == self.fingerprint()

    def headline(self) -> str:
        """What a list shows: the title, else the hook, the topic, the column's name or a template's moment."""
        revision = self.current_revision
        texts = (revision.title, revision.hook) if revision else ()
        candidates = (*texts, self.topic.get("title", ""), self.occasion, self.column.name if self.column else "")
        return next((text for text in candidates if text), "") or self._moment()

    def _moment(self) -> str:
        """What a reply template without any words is called: when and to whom it will be said."""
        if self.kind is not ContentKind.REPLY_TEMPLATE or self.reply is None:
            return ""
        states = [MemberState(state).label(self.language) for state in self.reply.member_states or ()]
        return " · ".join((self.reply.scenario.label(self.language), *states))


class Revision(Identified, Base):
    """One version of the text; never changed after it was written."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("content_item.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(Text, default="")
    hook: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    call_to_action: Mapped[str] = mapped_column(Text, default="")
    hashtags: Mapped[list[str]] = mapped_column(default=list)
    tags: Mapped[list[str]] = mapped_column(default=list)
    image_brief: Mapped[str] = mapped_column(Text, default="")
    comment_starter: Mapped[str] = mapped_column(Text, default="")
    media: Mapped[list[str]] = mapped_column(default=list)
    writer: Mapped[WriterKind] = mapped_column(term(WriterKind))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    provenance: Mapped[dict[str, Any]] = mapped_column(default=dict)
    prompt: Mapped[str] = mapped_column(String(120), default="", index=True)
    """Key of the prompt or formula it was written with, as in the provenance; empty for a person's text."""
    prompt_version: Mapped[str] = mapped_column(String(20), default="")
    edit_distance: Mapped[int | None]
    """Characters a person inserted and deleted since the revision before; None for a machine's text."""
    simhash: Mapped[str] = mapped_column(String(16), default="")
    """`content_calendar.similarity.simhash` of the whole text as 16 hex digits."""
    item: Mapped[ContentItem] = relationship(back_populates="revisions", foreign_keys=[item_id])
    author: Mapped[User | None] = relationship()

    def copy(self) -> Copy:
        return Copy(
            title=self.title, hook=self.hook, body=self.body, call_to_action=self.call_to_action,
            hashtags=tuple(self.hashtags), tags=tuple(self.tags), image_brief=self.image_brief,
            comment_starter=self.comment_starter, media=tuple(self.media),
        )


class ItemEvent(Identified, Base):
    """One step in an item's life; append-only. `actor` is None when the system acted."""

    __tablename__ = "item_event"
    __table_args__ = (Index("ix_item_event_when", "created_at", "action", "item_id"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("content_item.id", ondelete="CASCADE"), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    action: Mapped[Action] = mapped_column(term(Action))
    from_state: Mapped[State] = mapped_column(term(State))
    to_state: Mapped[State] = mapped_column(term(State))
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    slot_at: Mapped[datetime | None]
    """The slot after this step: what an approval said yes to stays known when the item moves on."""
    note: Mapped[str] = mapped_column(Text, default="")
    reasons: Mapped[list[str]] = mapped_column(default=list)
    """Identifiers of ChangeReason when a reviewer sent it back."""
    overridden: Mapped[list[str]] = mapped_column(default=list)
    """Codes of blocking findings a person submitted in spite of, for the reason in `note`."""
    item: Mapped[ContentItem] = relationship(back_populates="history")
    actor: Mapped[User | None] = relationship()


class ItemSearch(Base):
    """What an item is found by: the character bigrams of its present words, parted by blanks.

    The index over it is the database's own: FTS5 on SQLite, a GIN index over a text vector on PostgreSQL.
    """

    __tablename__ = "item_search"

    item_id: Mapped[int] = mapped_column(ForeignKey("content_item.id", ondelete="CASCADE"), primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    grams: Mapped[str] = mapped_column(Text)


class SavedFilter(Identified, Base):
    """A view of the library somebody comes back to; `query` is the part of the address after the question mark."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("community_id", "user_id", "name"),)

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(NAME)
    query: Mapped[str] = mapped_column(Text)


class Comment(Identified, Base):
    __tablename__ = "comment"

    item_id: Mapped[int] = mapped_column(ForeignKey("content_item.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    body: Mapped[str] = mapped_column(Text)
    mentions: Mapped[list[int]] = mapped_column(default=list)
    """Ids of the people named with @."""
    item: Mapped[ContentItem] = relationship(back_populates="comments")
    author: Mapped[User] = relationship()
