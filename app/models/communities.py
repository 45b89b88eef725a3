"""A community, whom it speaks to, who speaks, about what and when."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified, term
from content_calendar.vocabulary import (
    ApprovalMode,
    BusinessGoal,
    Circle,
    CommunityKind,
    DayKind,
    FanType,
    Form,
    Goal,
    Horizon,
    Language,
    MemberState,
    Platform,
    Positioning,
    Scene,
    Stage,
    Tactic,
    Value,
)

KEY = String(60)
NAME = String(120)
LINE = String(500)


class Versioned:
    """A row people edit: the form carries `version`, a stale one is refused with a conflict."""

    version: Mapped[int] = mapped_column(default=1)


class Community(Identified, Versioned, Base):
    __tablename__ = "community"
    __mapper_args__ = {"version_id_col": Versioned.version}

    key: Mapped[str] = mapped_column(KEY, unique=True)
    name: Mapped[str] = mapped_column(NAME)
    brand: Mapped[str] = mapped_column(NAME, default="")
    kind: Mapped[CommunityKind] = mapped_column(term(CommunityKind))
    horizon: Mapped[Horizon] = mapped_column(term(Horizon))
    positioning: Mapped[Positioning] = mapped_column(term(Positioning))
    platform: Mapped[Platform] = mapped_column(term(Platform))
    goal: Mapped[BusinessGoal] = mapped_column(term(BusinessGoal))
    language: Mapped[Language] = mapped_column(term(Language), default=Language.ZH)
    timezone: Mapped[str] = mapped_column(String(64), default="Asia/Shanghai")
    purpose: Mapped[str] = mapped_column(Text, default="")
    founded_on: Mapped[date | None]
    entry_condition: Mapped[str] = mapped_column(Text, default="")
    speaking_norms: Mapped[str] = mapped_column(Text, default="")
    activity_rules: Mapped[str] = mapped_column(Text, default="")
    daily_cap: Mapped[int] = mapped_column(default=2)
    weekly_cap: Mapped[int] = mapped_column(default=7)
    min_gap_minutes: Mapped[int] = mapped_column(default=120)
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    value_shares: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Wanted share of each value in percent, summing to 100."""
    stage_shares: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Wanted share of each stage in percent, summing to 100; empty when the editor leaves the stages to the columns."""
    weekly_target: Mapped[int] = mapped_column(default=0)
    """Posts a week a plan aims at for a persona: columns come first, free slots fill up to it; 0 for columns alone."""
    evergreen_rest_days: Mapped[int] = mapped_column(default=60)
    """Days after which the words of a post may return to the same persona."""
    control_percent: Mapped[int] = mapped_column(default=5)
    """Share of the choices left to an even draw, the random control that lift is told against; 5 to 10."""
    longest_silence_days: Mapped[int] = mapped_column(default=3)
    """Days without a post that a persona may go before the calendar says so."""
    ignored_occasions: Mapped[list[str]] = mapped_column(default=list)
    """Keys of occasions (`content_calendar.planning.occasions`) this community does not speak of."""
    approval_mode: Mapped[ApprovalMode] = mapped_column(term(ApprovalMode), default=ApprovalMode.FOUR_EYES)
    approves_clean_replies: Mapped[bool] = mapped_column(default=False)
    """Whether a reply template without any finding is approved by the service itself."""
    keeps_member_messages: Mapped[bool] = mapped_column(default=False)
    """Whether what operators paste at the reply desk is kept, masked; else it is forgotten with the answer."""
    approve_by_hours: Mapped[int] = mapped_column(default=24)
    """How long before its slot a post should be approved."""
    monthly_budget_micros: Mapped[int | None] = mapped_column(BigInteger)
    """What models may cost in a month of its zone, in millionths of the currency unit; None for no limit."""

    personas: Mapped[list[Persona]] = relationship(back_populates="community", order_by="Persona.id")
    voices: Mapped[list[Voice]] = relationship(back_populates="community", order_by="Voice.id")
    products: Mapped[list[Product]] = relationship(back_populates="community", order_by="Product.id")
    events: Mapped[list[Event]] = relationship(back_populates="community", order_by="Event.starts_at")
    tags: Mapped[list[Tag]] = relationship(back_populates="community", order_by="Tag.namespace, Tag.name")
    marked_days: Mapped[list[MarkedDay]] = relationship(back_populates="community", order_by="MarkedDay.on")


class Tag(Identified, Base):
    """One fine-grained tag, written `namespace:name`."""

    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("community_id", "namespace", "name"),)

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    namespace: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(60))
    community: Mapped[Community] = relationship(back_populates="tags")

    def __str__(self) -> str:
        return f"{self.namespace}:{self.name}"


class Persona(Identified, Versioned, Base):
    """Who is spoken to; each persona has its own content calendar. `color` is an index into the palette, 0 to 11."""

    __tablename__ = "persona"
    __table_args__ = (UniqueConstraint("community_id", "key"),)
    __mapper_args__ = {"version_id_col": Versioned.version}

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(KEY)
    name: Mapped[str] = mapped_column(NAME)
    color: Mapped[int] = mapped_column(default=0)
    language: Mapped[Language] = mapped_column(term(Language), default=Language.ZH)
    summary: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str] = mapped_column(NAME, default="")
    static_facets: Mapped[str] = mapped_column(Text, default="")
    dynamic_facets: Mapped[str] = mapped_column(Text, default="")
    opinions: Mapped[str] = mapped_column(Text, default="")
    channels: Mapped[str] = mapped_column(Text, default="")
    never: Mapped[list[str]] = mapped_column(default=list)
    """What one does not say to these people."""
    tags: Mapped[list[str]] = mapped_column(default=list)
    needs: Mapped[list[str]] = mapped_column(default=list)
    fan_type: Mapped[FanType | None] = mapped_column(term(FanType))
    circle: Mapped[Circle | None] = mapped_column(term(Circle))
    member_state: Mapped[MemberState | None] = mapped_column(term(MemberState))
    community: Mapped[Community] = relationship(back_populates="personas")
    columns: Mapped[list[Column]] = relationship(back_populates="persona", order_by="Column.id")


class Voice(Identified, Versioned, Base):
    """Who speaks: a real employee who shares rather than advertises."""

    __tablename__ = "voice"
    __table_args__ = (UniqueConstraint("community_id", "key"),)
    __mapper_args__ = {"version_id_col": Versioned.version}

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(KEY)
    name: Mapped[str] = mapped_column(NAME)
    role: Mapped[str] = mapped_column(NAME, default="")
    language: Mapped[Language] = mapped_column(term(Language), default=Language.ZH)
    tone: Mapped[list[str]] = mapped_column(default=list)
    always: Mapped[list[str]] = mapped_column(default=list)
    never: Mapped[list[str]] = mapped_column(default=list)
    samples: Mapped[list[str]] = mapped_column(default=list)
    community: Mapped[Community] = relationship(back_populates="voices")


class Product(Identified, Versioned, Base):
    """What the brand sells; `facts` are the only statements copy may make about it: [{name, value}]."""

    __tablename__ = "product"
    __table_args__ = (UniqueConstraint("community_id", "key"),)
    __mapper_args__ = {"version_id_col": Versioned.version}

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(KEY)
    name: Mapped[str] = mapped_column(NAME)
    facts: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    community: Mapped[Community] = relationship(back_populates="products")


class Column(Identified, Versioned, Base):
    """A fixed column 固定栏目. `topics` is its topic bank 选题库: [{title, points}].

    `rule` and `at` are how it begins; `phases`, `overrides` and `pauses` say what became of that, as
    `content_calendar.planning.series` reads them. `prompt` is the key of a prompt to write with, empty for the one that
    suits the post.
    """

    __tablename__ = "content_column"
    __table_args__ = (UniqueConstraint("persona_id", "key"),)
    __mapper_args__ = {"version_id_col": Versioned.version}

    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id", ondelete="CASCADE"))
    voice_id: Mapped[int] = mapped_column(ForeignKey("voice.id"))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    key: Mapped[str] = mapped_column(KEY)
    name: Mapped[str] = mapped_column(NAME)
    theme: Mapped[str] = mapped_column(Text, default="")
    value: Mapped[Value] = mapped_column(term(Value))
    stage: Mapped[Stage] = mapped_column(term(Stage))
    form: Mapped[Form] = mapped_column(term(Form))
    rule: Mapped[str] = mapped_column(LINE)
    at: Mapped[time]
    starts_on: Mapped[date | None]
    """The local day the rule counts from and before which nothing fires; None for the day the row was made."""
    phases: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """From a day on another rhythm: [{from, rule, at}], by day."""
    overrides: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Single occurrences that differ: [{on, to}], `to` a wall-clock moment or null when it is left out."""
    pauses: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Days on which it rests: [{first, last}], both included, `last` null until somebody resumes it."""
    prompt: Mapped[str] = mapped_column(String(120), default="")
    topics: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    active: Mapped[bool] = mapped_column(default=True)
    """False for a column that an older version stopped and nobody resumed since; others rest by their pauses."""
    persona: Mapped[Persona] = relationship(back_populates="columns")
    voice: Mapped[Voice] = relationship()
    product: Mapped[Product | None] = relationship()


class Event(Identified, Versioned, Base):
    """Something members take part in, with everything an organiser must have thought of."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("community_id", "key"),)
    __mapper_args__ = {"version_id_col": Versioned.version}

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(KEY)
    name: Mapped[str] = mapped_column(NAME)
    theme: Mapped[str] = mapped_column(Text, default="")
    goal: Mapped[Goal] = mapped_column(term(Goal))
    scene: Mapped[Scene] = mapped_column(term(Scene), default=Scene.NONE)
    tactic: Mapped[Tactic | None] = mapped_column(term(Tactic))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(Text, default="")
    way_to_join: Mapped[str] = mapped_column(Text, default="")
    prizes: Mapped[str] = mapped_column(Text, default="")
    checklist: Mapped[list[str]] = mapped_column(default=list)
    checked: Mapped[list[str]] = mapped_column(default=list)
    """The lines of the checklist that are done."""
    contingency: Mapped[str] = mapped_column(Text, default="")
    retrospective: Mapped[str] = mapped_column(Text, default="")
    community: Mapped[Community] = relationship(back_populates="events")


class MarkedDay(Identified, Versioned, Base):
    """A day a team added to the calendar: an own occasion, a legal holiday or swap, a day on which nothing goes out."""

    __tablename__ = "marked_day"
    __table_args__ = (UniqueConstraint("community_id", "on", "kind", "name"),)
    __mapper_args__ = {"version_id_col": Versioned.version}

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    on: Mapped[date]
    kind: Mapped[DayKind] = mapped_column(term(DayKind))
    name: Mapped[str] = mapped_column(NAME)
    lead_days: Mapped[int] = mapped_column(default=0)
    """How many days ahead an own occasion is spoken of."""
    yearly: Mapped[bool] = mapped_column(default=False)
    community: Mapped[Community] = relationship(back_populates="marked_days")
