"""The community itself: how many are in it, how many take part, how many stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.feedback.weeks import week_of
from app.insights.ranges import Range
from app.models import Community, MemberCount


@dataclass(frozen=True, slots=True)
class Day:
    """What was told of one local day; None for what nobody told."""

    day: date
    members: int
    joined: int | None
    left: int | None
    active: int | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days together.

    members: how many there were on the last of them. activity: of all members on days that tell it, the share that took
    part. retention: the share of the first day's members that did not leave since; None unless every day told of
    between the first and the last says how many left.
    """

    days: tuple[Day, ...]

    @property
    def members(self) -> int | None:
        return self.days[-1].members if self.days else None

    @property
    def joined(self) -> int | None:
        return _sum([day.joined for day in self.days])

    @property
    def left(self) -> int | None:
        return _sum([day.left for day in self.days])

    @property
    def activity(self) -> float | None:
        told = [day for day in self.days if day.active is not None and day.members]
        return sum(day.active or 0 for day in told) / sum(day.members for day in told) if told else None

    @property
    def retention(self) -> float | None:
        left = [day.left for day in self.days]
        if not self.days or None in left:
            return None
        began = self.days[0].members - (self.days[0].joined or 0) + (self.days[0].left or 0)
        return max(0.0, 1 - sum(gone or 0 for gone in left) / began) if began > 0 else None


@dataclass(frozen=True, slots=True)
class Week:
    monday: date
    told: Stretch


@dataclass(frozen=True, slots=True)
class Members:
    """`missing` counts days of the range, up to today, of which nothing is told."""

    weeks: tuple[Week, ...]
    now: Stretch
    before: Stretch
    missing: int

    @property
    def is_empty(self) -> bool:
        return not self.now.days and not self.before.days


def members(session: Session, community: Community, wanted: Range, today: date) -> Members:
    """The range and the one before it; one query."""
    days = _days(session, community, wanted.with_before)
    now = tuple(day for day in days if day.day >= wanted.first_day)
    before = tuple(day for day in days if day.day < wanted.first_day)
    weeks = tuple(
        Week(monday, Stretch(tuple(day for day in now if week_of(day.day) == week_of(monday))))
        for monday in wanted.mondays()
    )
    shown = min(wanted.last_day, today) - wanted.first_day + timedelta(days=1)
    return Members(weeks, Stretch(now), Stretch(before), max(0, shown.days - len(now)))


def _days(session: Session, community: Community, wanted: Range) -> tuple[Day, ...]:
    query = (
        select(MemberCount.day, MemberCount.members, MemberCount.joined, MemberCount.left, MemberCount.active)
        .where(MemberCount.community_id == community.id)
        .where(MemberCount.day.between(wanted.first_day, wanted.last_day))
        .order_by(MemberCount.day)
    )
    return tuple(Day(*row) for row in session.execute(query))


def _sum(told: Sequence[int | None]) -> int | None:
    """None when nobody told anything."""
    known = [number for number in told if number is not None]
    return sum(known) if known else None
