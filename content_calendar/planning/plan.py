"""What the planner is given and what it answers, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from content_calendar.message import Message
from content_calendar.planning.occasions import Occasion
from content_calendar.planning.request import (
    BestHour,
    Cadence,
    CampaignPlan,
    ColumnPlan,
    Loose,
    Placed,
    PlanRequest,
    Topic,
)
from content_calendar.vocabulary import Form, Scene, Stage, Term, Value

__all__ = [
    "BestHour",
    "Cadence",
    "CampaignPlan",
    "Change",
    "ChangeKind",
    "ColumnPlan",
    "Loose",
    "Origin",
    "Placed",
    "PlanRequest",
    "Proposal",
    "Skipped",
    "Slot",
    "Topic",
]


class Origin(Term):
    """What a slot comes from."""

    COLUMN = "column", "固定栏目", "Column"
    TOUCH = "touch", "活动触达", "Campaign touch"
    OCCASION = "occasion", "节点", "Occasion"
    FREE = "free", "补充", "Free slot"


@dataclass(frozen=True, slots=True)
class Slot:
    """One proposed post. `at` is aware, in the community's zone; `seed` (0 to 2³¹-1) varies its drafting.

    `column_day` is the day of the column's rhythm it fills; `touch` counts from 1 within its campaign.
    """

    at: datetime
    column_id: int | None
    topic: Topic | None
    value: Value
    stage: Stage
    form: Form
    scene: Scene
    occasion: Occasion | None
    seed: int
    reasons: tuple[Message, ...]
    origin: Origin = Origin.COLUMN
    column_day: date | None = None
    campaign_id: int | None = None
    touch: int = 0


class ChangeKind(Term):
    """What a plan would do to the calendar."""

    ADD = "add", "新增", "Add"
    MOVE = "move", "改期", "Move"
    REMOVE = "remove", "撤下", "Take away"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a proposal. MOVE and REMOVE concern the loose post `item_id`, which stands at `was`.

    `slot` is None for REMOVE. The same plan always has the same `key`; reasons say why.
    """

    key: str
    kind: ChangeKind
    slot: Slot | None
    item_id: int | None
    was: datetime | None
    reasons: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A moment at which a column or touch would have fired, and why nothing is proposed there."""

    at: datetime
    column_id: int | None
    reason: Message
    campaign_id: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Slots and skips by time. Shares, 0 to 1 over every Value; the actual ones count placed posts and slots.

    `changes` are the slots set against the loose posts: what stands as the plan wants it is no change.
    """

    slots: tuple[Slot, ...]
    skipped: tuple[Skipped, ...]
    shares_wanted: Mapping[Value, float]
    shares_actual: Mapping[Value, float]
    stages_wanted: Mapping[Stage, float] = field(default_factory=dict)
    stages_actual: Mapping[Stage, float] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
