"""The days of a community: its own occasions, holidays and make-up workdays, and the days on which nothing goes out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models import Community, MarkedDay
from content_calendar.planning.occasions import Occasion, OwnDay, days_of, occasions_between, own_occasions
from content_calendar.vocabulary import DayKind

MOST_LEAD_DAYS = 60


@dataclass(frozen=True, slots=True)
class DayMarks:
    """What a team marked on the days from `first` to `last`, both included.

    `own` are its occasions whose day or lead days touch these; the others are names by day. `ignored` are the keys of
    the occasions the community does not speak of.
    """

    first: date
    last: date
    own: tuple[Occasion, ...] = ()
    holidays: Mapping[date, str] = field(default_factory=dict)
    workdays: Mapping[date, str] = field(default_factory=dict)
    blackout: Mapping[date, str] = field(default_factory=dict)
    ignored: Collection[str] = frozenset()

    def occasions(self) -> tuple[Occasion, ...]:
        """What the community may speak of on these days, by date: festivals, solar terms, shopping days, its own."""
        spoken_of = (one for one in occasions_between(self.first, self.last) if one.key not in self.ignored)
        own = (one for one in self.own if self.first <= one.on <= self.last)
        return tuple(sorted((*own, *spoken_of), key=lambda occasion: occasion.on))

    def occasions_by_day(self) -> dict[date, tuple[Occasion, ...]]:
        """The same by day, for the days that have any."""
        found: dict[date, tuple[Occasion, ...]] = {}
        for occasion in self.occasions():
            found[occasion.on] = (*found.get(occasion.on, ()), occasion)
        return found


def marks(session: Session, community: Community, first: date, last: date) -> DayMarks:
    """What is marked from `first` to `last`, both included; one query."""
    rows = session.scalars(
        select(MarkedDay)
        .where(MarkedDay.community_id == community.id)
        .where(or_(MarkedDay.yearly, MarkedDay.on.between(first, _later(last, MOST_LEAD_DAYS))))
        .order_by(MarkedDay.on, MarkedDay.id)
    ).all()
    return DayMarks(
        first, last,
        own=own_occasions((own_day(row) for row in rows if row.kind is DayKind.OWN), first, last),
        holidays=_names(rows, DayKind.HOLIDAY, first, last),
        workdays=_names(rows, DayKind.WORKDAY, first, last),
        blackout=_names(rows, DayKind.BLACKOUT, first, last),
        ignored=frozenset(community.ignored_occasions),
    )


def own_day(row: MarkedDay) -> OwnDay:
    """An own occasion as the planner knows it."""
    return OwnDay(f"own-{row.id}", row.name, row.on, row.lead_days, row.yearly)


def _names(rows: Sequence[MarkedDay], kind: DayKind, first: date, last: date) -> dict[date, str]:
    return {
        on: row.name for row in rows if row.kind is kind for on in days_of(row.on, first, last, yearly=row.yearly)
    }


def _later(day: date, days: int) -> date:
    return day + timedelta(days=min(days, (date.max - day).days))
