"""What the ranking learned, what it is to strive for, and what it chose."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified, term
from app.models.content import ContentItem
from content_calendar.ranking import Block, Pick
from content_calendar.vocabulary import Goal, Outcome, Term


class RankerState(Base):
    """One community's ranker, as it was when it last learned; made anew from the standings at any time."""

    __tablename__ = "ranker_state"

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), primary_key=True)
    ranker: Mapped[bytes] = mapped_column(LargeBinary)
    """`Ranker.to_bytes`."""
    posts: Mapped[int]
    """How many posts it learned from."""
    learned_at: Mapped[datetime]
    inputs_digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 over what it learned from: the same inputs need not be learned again."""


class LearnedEffect(Identified, Base):
    """One effect of the model in words a page can show: what a level multiplies the odds of an outcome by.

    `low` and `high` are its 80 % interval, `posts` those behind it. `persona_id` is None for what holds for all.
    """

    __tablename__ = "learned_effect"
    __table_args__ = (UniqueConstraint("community_id", "outcome", "block", "name"),)

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id", ondelete="CASCADE"), index=True)
    outcome: Mapped[Outcome] = mapped_column(term(Outcome))
    block: Mapped[Block] = mapped_column(term(Block))
    name: Mapped[str] = mapped_column(String(400))
    """The level; of a pair with its persona, the other half behind the persona's number and a bar."""
    multiplier: Mapped[float]
    low: Mapped[float]
    high: Mapped[float]
    posts: Mapped[int]
    evidence: Mapped[str] = mapped_column(String(20))


class LevelWeek(Base):
    """What the posts of one week that share a level brought, for one persona: the sums behind any range of dates."""

    __tablename__ = "level_week"

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), primary_key=True)
    week: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id", ondelete="CASCADE"), primary_key=True)
    block: Mapped[Block] = mapped_column(term(Block), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    """The level; empty for `Block.BASE`, all posts of the persona."""
    posts: Mapped[int]
    seen: Mapped[int]
    engaged: Mapped[int]
    acted: Mapped[int]
    harmed: Mapped[int]
    act_seen: Mapped[int] = mapped_column(default=0)
    harm_seen: Mapped[int] = mapped_column(default=0)
    """Of `seen`, what belongs to posts of which a source told actions, or harm: what none told is not zero."""


class GoalWeights(Identified, Base):
    """What an engagement, an action and a harm are worth to posts of one goal; append-only, the newest version counts.

    `goal` is None for posts without one.
    """

    __tablename__ = "goal_weights"
    __table_args__ = (UniqueConstraint("community_id", "goal", "version"),)

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    goal: Mapped[Goal | None] = mapped_column(term(Goal))
    version: Mapped[int]
    engage: Mapped[float]
    act: Mapped[float]
    harm: Mapped[float]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))


class Contest(Term):
    """What stood to choose from."""

    RIVALS = "rivals", "同一时段的候选", "Rivals for a slot"
    EVERGREENS = "evergreens", "常青内容", "Evergreens"


class Choice(Identified, Base):
    """One slot given to one of several posts, with the chance each had; append-only but for its undoing.

    `candidates` are [{item_id, propensity, score, mean, low, high}] as they stood then. Lift is told from these rows
    and what came of the posts, and only against the random control.
    """

    __tablename__ = "choice"
    __table_args__ = (Index("ix_choice_community", "community_id", "created_at"),)

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id", ondelete="CASCADE"))
    contest: Mapped[Contest] = mapped_column(term(Contest))
    slot_at: Mapped[datetime]
    item_id: Mapped[int] = mapped_column(ForeignKey("content_item.id", ondelete="CASCADE"), index=True)
    """The post that got the slot: of evergreens, the new one that carries the old words."""
    source_id: Mapped[int | None] = mapped_column(ForeignKey("content_item.id", ondelete="SET NULL"))
    """Of evergreens, the post whose words return."""
    pick: Mapped[Pick] = mapped_column(term(Pick))
    propensity: Mapped[float]
    seed: Mapped[int]
    weights: Mapped[dict[str, Any]]
    """{version, engage, act, harm} as they counted."""
    candidates: Mapped[list[dict[str, Any]]]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    undone_at: Mapped[datetime | None]
    item: Mapped[ContentItem] = relationship(foreign_keys=[item_id])
    source: Mapped[ContentItem | None] = relationship(foreign_keys=[source_id])
