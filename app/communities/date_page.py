"""What the page of a column's dates shows: how it goes, when it comes next, what people changed and when it rests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.communities.rhythm import FAR, next_firings
from app.communities.series_rows import series_of
from app.communities.series_words import pause_words, phase_words, series_words
from app.models import Column, ContentItem
from content_calendar.message import Message
from content_calendar.planning.series import Firing, Gap, GapCause, Pause, Phase, Series, gaps
from content_calendar.planning.series_notes import firing_note, rule_note
from content_calendar.workflow import State

LISTED = 12
_DAYS_OF_GAPS = 399


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One coming date of a column: the day of its rhythm and the moment it now stands at, or would if not left out."""

    day: date
    at: datetime
    is_moved: bool = False
    is_left_out: bool = False
    note: Message | None = None
    is_planned: bool = False
    """A post for it is in the calendar."""

    @property
    def is_changed(self) -> bool:
        return self.is_moved or self.is_left_out


@dataclass(frozen=True, slots=True)
class PauseLine:
    """A pause that is not over. `resume_on` is the day that resuming concerns: today, or its first day to come."""

    first: date
    last: date | None
    words: str
    resume_on: date
    has_begun: bool


@dataclass(frozen=True, slots=True)
class ComingChange:
    """Another rhythm that begins on a day to come."""

    start: date
    words: str


@dataclass(frozen=True, slots=True)
class DatesPage:
    words: str
    changes: tuple[ComingChange, ...]
    notes: tuple[Message, ...]
    occurrences: tuple[Occurrence, ...]
    pauses: tuple[PauseLine, ...]
    today: date


def dates_page(session: Session, column: Column, zone: ZoneInfo, *, language: str, now: datetime) -> DatesPage:
    """The next twelve dates and everything changed about them; one query."""
    series, today = series_of(column, zone), now.astimezone(zone).date()
    rules = (phase.rule for phase in _phases_from(series, today))
    return DatesPage(
        words=series_words(series, language, today),
        changes=tuple(
            ComingChange(phase.start, phase_words(phase, language, today))
            for phase in series.phases[1:] if phase.start > today
        ),
        notes=tuple(dict.fromkeys(note for rule in rules if (note := rule_note(rule)))),
        occurrences=tuple(_occurrences(session, column, series, zone, now)),
        pauses=tuple(_pause(one, language, today) for one in series.pauses if not one.last or one.last >= today),
        today=today,
    )


def phase_on(series: Series, day: date) -> Phase:
    """The phase in force on a day, the first one before it begins."""
    return next((phase for phase in reversed(series.phases) if phase.start <= day), series.phases[0])


def _phases_from(series: Series, today: date) -> Iterator[Phase]:
    return (phase for phase in series.phases if phase.start >= phase_on(series, today).start)


def _occurrences(
    session: Session, column: Column, series: Series, zone: ZoneInfo, now: datetime
) -> Iterator[Occurrence]:
    coming = next_firings(series, zone=zone, now=now, count=LISTED, windows=FAR)
    found: list[Firing | Gap] = [*coming, *_left_out(series, coming, zone, now)]
    listed = sorted(found, key=lambda one: one.at.timestamp())[:LISTED]
    planned = _planned_days(session, column, zone, [one.day for one in listed])
    return (_occurrence(series, one, zone, is_planned=one.day in planned) for one in listed)


def _left_out(series: Series, coming: tuple[Firing, ...], zone: ZoneInfo, now: datetime) -> Iterator[Gap]:
    start = now.astimezone(zone).date()
    end = max([start + timedelta(days=_DAYS_OF_GAPS // 4), *(one.at.date() for one in coming)])
    found = gaps(series, zone=zone, start=start, end=min(end, start + timedelta(days=_DAYS_OF_GAPS)))
    return (gap for gap in found if gap.cause is GapCause.LEFT_OUT and gap.at > now)


def _occurrence(series: Series, one: Firing | Gap, zone: ZoneInfo, *, is_planned: bool) -> Occurrence:
    if isinstance(one, Gap):
        return Occurrence(one.day, one.at, is_left_out=True, is_planned=is_planned)
    note = firing_note(series, one, zone)
    return Occurrence(one.day, one.at, is_moved=one.moved, note=note, is_planned=is_planned)


def _planned_days(session: Session, column: Column, zone: ZoneInfo, days: list[date]) -> frozenset[date]:
    if not days:
        return frozenset()
    query = select(ContentItem.column_day, ContentItem.slot_at).where(
        ContentItem.column_id == column.id, ContentItem.state != State.ARCHIVED,
        ContentItem.column_day.in_(days)
        | ContentItem.column_day.is_(None) & ContentItem.slot_at.between(*_span(days, zone)),
    )
    found = session.execute(query).all()
    return frozenset(day or at.astimezone(zone).date() for day, at in found if at is not None)


def _span(days: list[date], zone: ZoneInfo) -> tuple[datetime, datetime]:
    midnight = datetime.min.time()
    return (
        datetime.combine(min(days), midnight, zone), datetime.combine(max(days) + timedelta(days=1), midnight, zone)
    )


def _pause(pause: Pause, language: str, today: date) -> PauseLine:
    return PauseLine(
        pause.first, pause.last, pause_words(pause, language, today), resume_on=max(pause.first, today),
        has_begun=pause.first <= today,
    )
