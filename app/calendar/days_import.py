"""Holidays and make-up workdays taken over from a file: what is new, what is there, what looks odd."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.calendar.day_files import DayFile, ReadDay, Skipped
from app.calendar.days_service import add_rows
from app.models import Community, MarkedDay
from content_calendar.message import Message
from content_calendar.vocabulary import DayKind, Term

_SATURDAY = 5
_OPPOSITE = {DayKind.HOLIDAY: DayKind.WORKDAY, DayKind.WORKDAY: DayKind.HOLIDAY}


class Doubt(Term):
    """What looks odd about a day that could be taken over."""

    BOTH = (
        "both", "文件里这一天既放假又上班，请核对后再导入",
        "the file has this day both off and at work; check it first",
    )
    OTHERWISE_HERE = (
        "otherwise_here", "日历里这一天已标为“{kind}”（{name}），先删掉那一条再导入",
        "the calendar has this day as “{kind}” ({name}); delete that first",
    )
    NO_WEEKEND = (
        "no_weekend", "调休上班通常在周末，这一天本来就是工作日",
        "make-up days are on weekends; this is a working day anyway",
    )


@dataclass(frozen=True, slots=True)
class Judged:
    day: ReadDay
    doubts: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class DryRun:
    """`new` would be added; `known` are there, under this name or another; `left_out` contradict what is there."""

    new: tuple[Judged, ...]
    known: tuple[ReadDay, ...]
    left_out: tuple[Judged, ...]
    skipped: tuple[Skipped, ...]

    @property
    def days(self) -> tuple[ReadDay, ...]:
        """What is to be added."""
        return tuple(judged.day for judged in self.new)


def dry_run(session: Session, community: Community, file: DayFile) -> DryRun:
    """What a file would change; nothing is written. One query."""
    marked = _marked(session, community, file.days)
    known = [day for day in file.days if _is_there(day, marked)]
    others = [day for day in file.days if day not in set(known)]
    judged = [Judged(day, tuple(_contradictions(day, file.days, marked))) for day in others]
    return DryRun(
        new=tuple(Judged(one.day, _remarks(one.day)) for one in judged if not one.doubts), known=tuple(known),
        left_out=tuple(one for one in judged if one.doubts), skipped=file.skipped,
    )


def take_over(session: Session, community: Community, days: Sequence[ReadDay], *, now: datetime) -> int:
    """Add those of `days` that a dry run would still add; how many. Raises FieldRefused on too many."""
    fresh = dry_run(session, community, DayFile(tuple(days), ())).days
    return add_rows(session, community, (day.fields() for day in fresh), now=now)


def _marked(session: Session, community: Community, days: Sequence[ReadDay]) -> dict[date, list[MarkedDay]]:
    if not days:
        return {}
    rows = session.scalars(
        select(MarkedDay).where(MarkedDay.community_id == community.id)
        .where(MarkedDay.on.between(days[0].on, days[-1].on))
    )
    found: dict[date, list[MarkedDay]] = defaultdict(list)
    for row in rows:
        found[row.on].append(row)
    return found


def _is_there(day: ReadDay, marked: dict[date, list[MarkedDay]]) -> bool:
    """A holiday is there under any name, everything else under its own."""
    alike = [row for row in marked.get(day.on, ()) if row.kind is day.kind]
    return bool(alike) if day.kind in _OPPOSITE else any(row.name == day.name for row in alike)


def _contradictions(day: ReadDay, days: Iterable[ReadDay], marked: dict[date, list[MarkedDay]]) -> list[Message]:
    opposite = _OPPOSITE.get(day.kind)
    if opposite is None:
        return []
    here = next((row for row in marked.get(day.on, ()) if row.kind is opposite), None)
    if here:
        return [Message(Doubt.OTHERWISE_HERE, {"kind": here.kind, "name": here.name})]
    both = any(other.on == day.on and other.kind is opposite for other in days)
    return [Message(Doubt.BOTH)] if both else []


def _remarks(day: ReadDay) -> tuple[Message, ...]:
    odd = day.kind is DayKind.WORKDAY and day.on.weekday() < _SATURDAY
    return (Message(Doubt.NO_WEEKEND),) if odd else ()
