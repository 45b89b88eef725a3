"""What the planner is given, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from content_calendar.planning.occasions import Occasion
from content_calendar.planning.series import Series
from content_calendar.vocabulary import Form, Scene, Stage, Tactic, Value


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
    """A column as the planner sees it; `series` says when it fires."""

    id: int
    name: str
    theme: str
    value: Value
    stage: Stage
    form: Form
    series: Series
    topics: tuple[Topic, ...]
    active: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """A post already in the calendar; never moved. `occasion` is the key or a label of what it speaks of, if any.

    `column_day` is the local day of the column's rhythm it fills, wherever it stands now; None for the day of `at`.
    """

    at: datetime
    value: Value
    stage: Stage = Stage.COGNITION
    column_id: int | None = None
    column_day: date | None = None
    topic_title: str = ""
    occasion: str = ""
    campaign_id: int | None = None
    touch: int = 0


@dataclass(frozen=True, slots=True)
class Loose:
    """A post that a plan placed and nobody touched since: a new plan may keep it, move it or take it away."""

    item_id: int
    post: Placed


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """A campaign that speaks to the persona from `first` to `last`, both included, in `touches` reminders (1 to 7)."""

    id: int
    name: str
    first: date
    last: date
    touches: int
    scene: Scene = Scene.NONE
    tactic: Tactic | None = None


@dataclass(frozen=True, slots=True)
class BestHour:
    """An hour of the day, 0 to 23 on the community's clock, at which posts were met better than the average.

    `lift` is the shrunken share above it (0.2 is 20 % more), `posts` the number of posts that say so; `weekend` tells
    Saturdays and Sundays from the other days.
    """

    hour: int
    weekend: bool
    lift: float
    posts: int


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """One persona's plan from `start` to `end`, both included, in `zone`.

    `placed` holds what is in the calendar, with the recent past for caps, gaps, shares and topics. `value_shares` are
    percents or any weights; without a positive one all values weigh the same. `now` and every `Placed.at` are aware.

    `loose` is planned anew. Without `stage_shares` the columns alone decide the stages. Up to `weekly_target` posts an
    ISO week, free slots fill what the columns leave; 0 for none. On the days of `blackout` nothing is proposed.
    `own_days` are occasions of the team; those whose key is in `ignored_occasions` are not spoken of. `best_hours`,
    best first, is empty until enough feedback knows them; a day of `holidays` has the hours of a weekend, a make-up day
    of `workdays` those of a working day.
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
    loose: tuple[Loose, ...] = ()
    stage_shares: Mapping[Stage, int] = field(default_factory=dict)
    weekly_target: int = 0
    campaigns: tuple[CampaignPlan, ...] = ()
    own_days: tuple[Occasion, ...] = ()
    ignored_occasions: frozenset[str] = frozenset()
    blackout: frozenset[date] = frozenset()
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    best_hours: tuple[BestHour, ...] = ()
