"""How many members a community has, day by day: typed, or from a file, which is taken as a whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.core.errors import Invalid
from app.core.tables.reading import tables_of
from app.core.tables.table import FileUnusable, Line
from app.core.zones import zone_of
from app.feedback.figures import FigureUnreadable, count_of, moment_of
from app.feedback.meanings import plain
from app.models import Community, MemberCount

MOST_MEMBERS = 10_000_000
DAY, MEMBERS, JOINED, LEFT, ACTIVE = "day", "members", "joined", "left", "active"
COUNTED = (MEMBERS, JOINED, LEFT, ACTIVE)
_ALIASES: Mapping[str, tuple[str, ...]] = {
    DAY: ("日期", "时间", "统计日期", "date", "time"),
    MEMBERS: ("成员", "成员数", "群成员总数", "客户群总人数", "群总人数", "群成员数", "成员总数", "总人数", "人数",
              "member total", "total members", "member count"),
    JOINED: ("加入", "新增", "新增成员", "新增群成员数", "新增群成员", "新增客户群人数", "新增人数", "入群人数",
             "new members", "joins"),
    LEFT: ("退出", "退群", "退群人数", "退出群成员数", "流失", "流失人数", "减少人数", "left members", "leaves"),
    ACTIVE: ("活跃", "活跃成员", "活跃成员数", "活跃人数", "发过消息的群成员数", "有发过消息的群成员数",
             "发言人数", "active members"),
}
_KNOWN = {plain(name): meaning for meaning, names in _ALIASES.items() for name in (meaning, *names)}


@dataclass(frozen=True, slots=True)
class MemberDay:
    """The members on one local day; None for what nobody told."""

    day: date
    members: int
    joined: int | None = None
    left: int | None = None
    active: int | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with one line of a file."""

    line: int
    reason: str


class RowsRefused(Invalid):
    """Some rows of a file are wrong, so none was taken; `flaws` say which and why."""

    def __init__(self, flaws: Sequence[Flaw]) -> None:
        super().__init__(
            _l("%(count)s rows of this file are wrong; nothing was saved.", count=len(flaws)),
            _l("Correct them in the file and upload it again."),
        )
        self.flaws = tuple(flaws)


def record(session: Session, community: Community, rows: Sequence[MemberDay], *, actor: Actor, now: datetime) -> int:
    """Keep what is told of each day, in two queries; how many days are new or say something else now.

    What a row leaves out stays as it was told before.
    """
    days = [row.day for row in rows]
    query = select(MemberCount).where(
        MemberCount.community_id == community.id, MemberCount.day.between(min(days), max(days))
    )
    known = {count.day: count for count in session.scalars(query)} if days else {}
    changed = 0
    for row in rows:
        count = known.get(row.day)
        if count is None:
            count = known[row.day] = MemberCount(
                community_id=community.id, day=row.day, members=row.members, created_at=now
            )
            session.add(count)
        elif not _says_more(row, count):
            continue
        _write(count, row, actor, now)
        changed += 1
    session.flush()
    return changed


def rows_of(content: bytes, community: Community, *, now: datetime) -> list[MemberDay]:
    """The days of a file; of two rows for one day they must say the same. Raises FileUnusable, RowsRefused."""
    tables = tables_of(content)
    best = max(tables, key=lambda table: len(_places(table.lines[0].cells)), default=None)
    places = _places(best.lines[0].cells) if best else {}
    if best is None or not {DAY, MEMBERS} <= places.keys():
        raise FileUnusable(
            _l("The first line must name a column “day” and a column “members”."),
            _l("Download the template and fill it in; Chinese and English headings both work."),
        )
    zone = zone_of(community.timezone)
    found: dict[date, MemberDay] = {}
    flaws: list[Flaw] = []
    for line in best.below(0):
        try:
            row = _row(line, places, zone, now)
        except Invalid as error:
            flaws.append(Flaw(line.number, f"{error.cause} {error.remedy}"))
            continue
        if found.setdefault(row.day, row) != row:
            twice = _("Another line says something else of this day. Keep one of the two lines.")
            flaws.append(Flaw(line.number, twice))
    if flaws:
        raise RowsRefused(flaws)
    return list(found.values())


def checked(row: MemberDay, today: date) -> MemberDay:
    """The row, if it can be. Raises Invalid."""
    if row.day > today:
        raise Invalid(_l("This day is still to come."), _l("Enter a day that has passed, or today."))
    for count in _told(row):
        if not 0 <= count <= MOST_MEMBERS:
            raise Invalid(
                _l("%(count)s members are more than any community has.", count=count), _l("Check the number.")
            )
    if row.joined is not None and row.joined > row.members + (row.left or 0):
        raise Invalid(
            _l("More joined (%(joined)s) than there are and left.", joined=row.joined), _l("Check the three numbers.")
        )
    if row.active is not None and row.active > row.members + (row.left or 0):
        raise Invalid(
            _l("More were active (%(active)s) than there are.", active=row.active), _l("Check the two numbers.")
        )
    return row


def _row(line: Line, places: Mapping[str, int], zone: ZoneInfo, now: datetime) -> MemberDay:
    at = moment_of(line.cell(places[DAY]), zone)
    counts = {name: count_of(line.cell(places[name])) if name in places else None for name in COUNTED}
    members = counts.pop(MEMBERS)
    if at is None or members is None:
        raise FigureUnreadable(
            _l("The day or the number of members is missing."), _l("Fill in both, or delete the line.")
        )
    return checked(MemberDay(at.astimezone(zone).date(), members, **counts), now.astimezone(zone).date())


def _places(headings: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        meaning = _KNOWN.get(plain(heading))
        if meaning is not None:
            found.setdefault(meaning, place)
    return found


def _told(row: MemberDay) -> Iterator[int]:
    return (count for count in (row.members, row.joined, row.left, row.active) if count is not None)


def _says_more(row: MemberDay, count: MemberCount) -> bool:
    told = {name: getattr(row, name) for name in COUNTED}
    return any(said is not None and said != getattr(count, name) for name, said in told.items())


def _write(count: MemberCount, row: MemberDay, actor: Actor, now: datetime) -> None:
    for name in COUNTED:
        said = getattr(row, name)
        if said is not None:
            setattr(count, name, said)
    count.recorded_by_id, count.updated_at = actor.user.id, now
