"""Reading files of holidays and make-up workdays as they are published: tables, JSON and calendars (ICS).

Nothing is fetched: people bring the file. What cannot be taken over is told line by line, and the rest still counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l

from app.calendar.day_words import Otherwise, Raw, kind_of, plain_name, read_day
from app.calendar.ics_days import is_calendar, raw_of_calendar
from app.calendar.json_days import is_json, raw_of_json
from app.core.field_flaws import shortened
from app.core.tables.reading import decoded, tables_of
from app.core.tables.table import MAX_BYTES, FileUnusable, Table
from app.core.text_fields import NAME_LENGTH, YEARS, clean_line
from content_calendar.message import Message
from content_calendar.vocabulary import DayKind, Term

MOST_DAYS = 1_000
_HEADINGS = {
    "on": ("date", "day", "日期", "日", "时间", "年月日"),
    "name": ("name", "holiday", "title", "summary", "名称", "节日", "节假日", "假日", "说明", "事由"),
    "kind": ("kind", "type", "isoffday", "off", "类型", "种类", "类别", "是否放假", "状态", "安排"),
}


class Odd(Term):
    """Why a line is left out."""

    NO_DAY = "no_day", "“{given}”不是日期，请写如 2027-02-06", "“{given}” is no date; write e.g. 2027-02-06"
    OUTSIDE = "outside", "{given} 不在 {low} 到 {high} 年之间", "{given} is not within {low} to {high}"
    NO_NAME = "no_name", "{given} 没有名称，请补上", "{given} has no name; add one"
    NO_KIND = (
        "no_kind", "{given}“{name}”没写放假还是上班，按所选方式跳过",
        "{given} “{name}” says neither off nor work and is skipped, as chosen",
    )
    BAD_NAME = (
        "bad_name", "{given} 的名称过长或含有控制字符", "the name on {given} is too long or holds control characters",
    )
    TIMED = (
        "timed", "“{name}”有钟点，是日程不是全天的日子", "“{name}” has a clock time: an appointment, not a whole day",
    )
    TOO_LONG = "stretch_too_long", "“{name}”超过 {limit} 天", "“{name}” lasts more than {limit} days"


@dataclass(frozen=True, slots=True, order=True)
class ReadDay:
    on: date
    kind: DayKind
    name: str

    def fields(self) -> dict[str, object]:
        """As a row of the table of marked days."""
        return {"on": self.on, "kind": self.kind, "name": self.name}


@dataclass(frozen=True, slots=True)
class Skipped:
    """A line that is left out; `line` counts from 1, in a calendar its events."""

    line: int
    message: Message


@dataclass(frozen=True, slots=True)
class DayFile:
    days: tuple[ReadDay, ...]
    skipped: tuple[Skipped, ...]


def read_days(content: bytes, otherwise: Otherwise) -> DayFile:
    """The days of a file, by date, each once. Raises FileUnusable when there is nothing in it to read."""
    if len(content) > MAX_BYTES:
        tables_of(content)  # refuses it in its own words
    days: set[ReadDay] = set()
    skipped: list[Skipped] = []
    for raw in _raw(content):
        found = _judged(raw, otherwise)
        if isinstance(found, ReadDay):
            days.add(found)
        else:
            skipped.append(Skipped(raw.line, found))
        if len(days) > MOST_DAYS:
            raise FileUnusable(
                _l("The file has more than %(limit)s days.", limit=MOST_DAYS), _l("Take fewer years at once.")
            )
    if not days and not skipped:
        raise FileUnusable(_l("No day was found in it."), _l("See below which files can be read."))
    return DayFile(tuple(sorted(days)), tuple(skipped))


def written(days: Iterable[ReadDay]) -> str:
    """Days as a table that `read_days` understands."""
    return "\n".join(f"{day.on.isoformat()}\t{day.kind.value}\t{day.name}" for day in days)


def read_written(text: str) -> tuple[ReadDay, ...]:
    """Days from `written`; lines that are none are left out, since nobody typed them."""
    raws = (line.split("\t", 2) for line in text.splitlines()[:MOST_DAYS])
    found = (
        _judged(Raw(0, on, "".join(name), kind), Otherwise.SKIP) for on, kind, *name in (raw for raw in raws if raw[1:])
    )
    return tuple(sorted({day for day in found if isinstance(day, ReadDay)}))


def _raw(content: bytes) -> Iterator[Raw]:
    if content.startswith(b"PK"):
        return _of_tables(tables_of(content))
    text = decoded(content)
    if is_calendar(text):
        return raw_of_calendar(text)
    return raw_of_json(text) if is_json(text) else _of_tables(tables_of(content))


def _of_tables(tables: Iterable[Table]) -> Iterator[Raw]:
    for table in tables:
        places = _places(table.lines[0].cells)
        for line in table.lines[1:] if places else table.lines:
            on, name, kind = (line.cell((places or _USUAL)[part]) for part in ("on", "name", "kind"))
            yield Raw(line.number, on, name, kind)


_USUAL = {"on": 0, "name": 1, "kind": 2}
_NOWHERE = 10_000


def _places(cells: tuple[str, ...]) -> dict[str, int] | None:
    """Where each part stands, from the headings; None for a table without any."""
    words = [cell.strip().casefold().replace(" ", "").replace("_", "") for cell in cells]
    found = {
        part: next((place for place, word in enumerate(words) if word in known), _NOWHERE)
        for part, known in _HEADINGS.items()
    }
    return found if found["on"] != _NOWHERE else None


def _judged(raw: Raw, otherwise: Otherwise) -> ReadDay | Message:
    try:
        on = _day(raw)
        name = _name(raw, on)
        return ReadDay(on, _kind(raw, otherwise, on), name)
    except _Left as left:
        return left.message


class _Left(Exception):
    """A line that is left out."""

    def __init__(self, odd: Odd, **params: object) -> None:
        super().__init__(odd)
        self.message = Message(odd, params)


def _day(raw: Raw) -> date:
    if raw.flaw:
        raise _Left(Odd(raw.flaw), name=shortened(raw.name), limit=raw.limit)
    on = read_day(raw.on)
    if on is None:
        raise _Left(Odd.NO_DAY, given=shortened(raw.on))
    if on.year not in YEARS:
        raise _Left(Odd.OUTSIDE, given=on.isoformat(), low=YEARS.start, high=YEARS.stop - 1)
    return on


def _kind(raw: Raw, otherwise: Otherwise, on: date) -> DayKind:
    kind = kind_of(raw.kind, raw.name) or otherwise.kind
    if kind is None:
        raise _Left(Odd.NO_KIND, given=on.isoformat(), name=shortened(raw.name))
    return kind


def _name(raw: Raw, on: date) -> str:
    try:
        name = clean_line(plain_name(raw.name), NAME_LENGTH)
    except ValueError:
        raise _Left(Odd.BAD_NAME, given=on.isoformat()) from None
    if not name:
        raise _Left(Odd.NO_NAME, given=on.isoformat())
    return name
