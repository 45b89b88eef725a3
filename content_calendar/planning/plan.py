"""What the planner is given and what it answers, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from content_calendar.message import Message
from content_calendar.planning.occasions import Occasion
from content_calendar.planning.rule import Rule
from content_calendar.vocabulary import Form, Scene, Stage, Value


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often one persona may be spoken to: posts a local day, posts an ISO week, and the least time between two.

    Nothing is posted from `quiet_from` up to, but not at, `quiet_until`; the span may pass midnight. With either
    missing, or both equal, no hour is quiet.
    """

    daily_cap: int
    weekly_cap: int
    min_gap: timedelta
    quiet_from: time | None = None
    quiet_until: time | None = None

    def is_quiet(self, at: time) -> bool:
        """Whether the clock time `at` lies in the quiet hours."""
        if self.quiet_from is None or self.quiet_until is None:
            return False
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= at < self.quiet_until
        return at >= self.quiet_from or at < self.quiet_until


@dataclass(frozen=True, slots=True)
class Topic:
    """One entry of a column's topic bank; within a column the title is its identity."""

    title: str
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """A column as the planner sees it: its rule counts from `anchor` and fires at `at` on the community's clock."""

    id: int
    name: str
    theme: str
    value: Value
    stage: Stage
    form: Form
    rule: Rule
    at: time
    topics: tuple[Topic, ...]
    active: bool
    anchor: date


@dataclass(frozen=True, slots=True)
class Placed:
    """A post already in the calendar; never moved. `occasion` is the key or a label of what it speaks of, if any."""

    at: datetime
    value: Value
    column_id: int | None = None
    topic_title: str = ""
    occasion: str = ""


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """One persona's plan from `start` to `end`, both included, in `zone`.

    `placed` holds what is in the calendar, with the recent past for caps, gaps, shares and topics. `value_shares` are
    percents or any weights; without a positive one all values weigh the same. `now` and every `Placed.at` are aware.
    """

    columns: tuple[ColumnPlan, ...]
    placed: tuple[Placed, ...]
    start: date
    end: date
    zone: ZoneInfo
    cadence: Cadence
    value_shares: Mapping[Value, int]
    seed: int
    now: datetime


@dataclass(frozen=True, slots=True)
class Slot:
    """One proposed post. `at` is aware, in the community's zone; `seed` (0 to 2³¹-1) varies its drafting."""

    at: datetime
    column_id: int
    topic: Topic | None
    value: Value
    stage: Stage
    form: Form
    scene: Scene
    occasion: Occasion | None
    seed: int
    reasons: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A moment at which a column would have fired, and why nothing is proposed there."""

    at: datetime
    column_id: int
    reason: Message


@dataclass(frozen=True, slots=True)
class Proposal:
    """Slots and skips by time. Shares, 0 to 1 over every Value; the actual ones count placed posts and slots."""

    slots: tuple[Slot, ...]
    skipped: tuple[Skipped, ...]
    shares_wanted: Mapping[Value, float]
    shares_actual: Mapping[Value, float]
