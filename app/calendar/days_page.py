"""The days of a community for twelve months: what is spoken of, what is marked, what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.calendar.period import FIRST_DAY, LAST_DAY
from app.models import Community, MarkedDay
from content_calendar.planning.occasions import Occasion, days_of, occasions_between
from content_calendar.vocabulary import DayKind, Scene, Term

SPAN = timedelta(days=365)


class Show(Term):
    """Which days are listed."""

    ALL = "all", "全部", "All"
    FESTIVAL = "festival", "节日", "Festivals"
    SOLAR_TERM = "solar_term", "节气", "Solar terms"
    SHOPPING_DAY = "shopping_day", "电商节点", "Shopping days"
    OWN = "own", "自有节点", "Own occasions"
    OFF = "off", "放假与调休", "Holidays and make-up days"
    BLACKOUT = "blackout", "禁发日", "Blackout days"


_OF_KIND = {
    DayKind.OWN: Show.OWN, DayKind.HOLIDAY: Show.OFF, DayKind.WORKDAY: Show.OFF, DayKind.BLACKOUT: Show.BLACKOUT,
}
_OF_SCENE = {
    Scene.FESTIVAL: Show.FESTIVAL, Scene.SOLAR_TERM: Show.SOLAR_TERM, Scene.SHOPPING_DAY: Show.SHOPPING_DAY,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A day, or marked days of one name on end. `key` names an occasion of the list, `ids` marked days."""

    first: date
    last: date
    names: tuple[str, str]
    called: Term
    show: Show
    key: str = ""
    ids: tuple[int, ...] = ()
    lead_days: int = 0
    yearly: bool = False
    is_ignored: bool = False

    @property
    def opens_on(self) -> date:
        """From when it is spoken of."""
        return self.first - timedelta(days=self.lead_days)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def is_own(self) -> bool:
        return self.called is DayKind.OWN

    def label(self, language: str) -> str:
        zh, en = self.names
        return zh if language.startswith("zh") else en


@dataclass(frozen=True, slots=True)
class DaysPage:
    """`shown` of the days from `first` to `last`, by month; `counts` of all of them."""

    first: date
    last: date
    shown: Show
    months: tuple[tuple[date, tuple[Line, ...]], ...]
    counts: dict[Show, int]
    may_edit: bool

    choices = tuple(Show)

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for _month, lines in self.months for line in lines)

    @property
    def spoken_of(self) -> tuple[str, ...]:
        """The keys of the listed occasions that are not ignored."""
        return tuple(dict.fromkeys(line.key for line in self.lines if line.key and not line.is_ignored))

    @property
    def ignored(self) -> tuple[str, ...]:
        """The keys of the listed occasions that are."""
        return tuple(dict.fromkeys(line.key for line in self.lines if line.is_ignored))

    @property
    def earlier(self) -> date | None:
        return max(self.first - SPAN, FIRST_DAY) if self.first > FIRST_DAY else None

    @property
    def later(self) -> date | None:
        return self.last + timedelta(days=1) if self.last < LAST_DAY else None


def days_page(session: Session, community: Community, start: date, shown: Show, *, may_edit: bool) -> DaysPage:
    """The year from `start`, within the years a calendar shows; one query."""
    first = min(max(start, FIRST_DAY), LAST_DAY)
    last = min(first + SPAN - timedelta(days=1), LAST_DAY)
    marked = session.scalars(select(MarkedDay).where(MarkedDay.community_id == community.id)).all()
    ignored = frozenset(community.ignored_occasions)
    occasions = (_occasion_line(one, ignored) for one in occasions_between(first, last))
    lines = sorted((*occasions, *_runs(marked, first, last)), key=lambda line: (line.first, line.show, line.names))
    listed = [line for line in lines if shown in (Show.ALL, line.show)]
    return DaysPage(
        first, last, shown, months=tuple(
            (month, tuple(found)) for month, found in groupby(listed, key=lambda line: line.first.replace(day=1))
        ),
        counts={show: sum(show in (Show.ALL, line.show) for line in lines) for show in Show}, may_edit=may_edit,
    )


def _occasion_line(one: Occasion, ignored: frozenset[str]) -> Line:
    return Line(
        one.on, one.on, (one.zh, one.en), one.scene, _OF_SCENE[one.scene], key=one.key, lead_days=one.lead_days,
        is_ignored=one.key in ignored,
    )


def _runs(rows: Sequence[MarkedDay], first: date, last: date) -> Iterator[Line]:
    """Marked days in lines: those of one kind and name that follow each other are one."""
    dated = [(row, on) for row in rows for on in days_of(row.on, first, last, yearly=row.yearly)]
    dated.sort(key=lambda entry: (_alike(entry[0]), entry[1]))
    for _kind, found in groupby(dated, key=lambda entry: _alike(entry[0])):
        for _start, run in groupby(enumerate(found), key=lambda entry: entry[1][1].toordinal() - entry[0]):
            yield _line([entry for _place, entry in run])


def _alike(row: MarkedDay) -> tuple[object, ...]:
    return row.kind.value, row.name, row.yearly, row.lead_days


def _line(run: Iterable[tuple[MarkedDay, date]]) -> Line:
    entries = list(run)
    row = entries[0][0]
    return Line(
        entries[0][1], entries[-1][1], (row.name, row.name), row.kind, _OF_KIND[row.kind],
        ids=tuple(dict.fromkeys(one.id for one, _on in entries)), lead_days=row.lead_days, yearly=row.yearly,
    )
