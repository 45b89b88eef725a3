"""From the cells of a line to what it says: as little work per row as there can be, for files have many."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.core.errors import Invalid
from app.core.i18n import label
from app.core.tables.table import Line, Table
from app.feedback.figures import count_of, moment_of, share_of
from app.feedback.mapping import ReadingChoices
from app.feedback.meanings import COUNTED, NAMING, SHARES_OF, Meaning
from app.feedback.taken import COUNTERS, NOTHING_TOLD, Counts
from content_calendar.exporters.generic_csv.cells import unguarded
from content_calendar.planning.wall_clock import moment
from content_calendar.vocabulary import Counter

MAX_CELL = 2_000
_DIGITS = 12
_UID = re.compile("[0-9a-f]{32}", re.ASCII)
_NOTHING = list(NOTHING_TOLD)
_IMPRESSIONS, _VIEWS = COUNTERS.index(Counter.IMPRESSIONS), COUNTERS.index(Counter.VIEWS)


class Traces(NamedTuple):
    """What may tell which post a row without an identifier is about; empty where nothing stands."""

    url: str = ""
    external_id: str = ""
    title: str = ""
    text: str = ""
    published_at: datetime | None = None


class Said(NamedTuple):
    """What one line says: of which post, which numbers, and of when. `wrong` is what cannot be read in it."""

    line: int
    uid: str
    counts: Counts
    observed_at: datetime | None
    wrong: Invalid | None = None
    traces: Traces | None = None


class RateOfNothing(Invalid):
    def __init__(self, meaning: Meaning) -> None:
        super().__init__(
            _l("%(rate)s: of how many is not said.", rate=LazyString(label, meaning)),
            _l("A share needs the views or impressions of the same row."),
        )


class LineCut(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("The file ends in the middle of this line."), _l("Download the file again and upload it whole.")
        )


class DayMissing(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("Numbers of single days need the day they are of."),
            _l("Choose the column with the date, or say that the numbers are totals."),
        )


@dataclass(slots=True)
class Reader:
    """Reads the lines of one file; what it has seen once it does not work out again."""

    choices: ReadingChoices
    zone: ZoneInfo
    _uid_at: int | None = field(init=False)
    _day_at: int | None = field(init=False)
    _has_traces: bool = field(init=False)
    _moments: dict[str, datetime | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._uid_at = self.choices.places.get(Meaning.UID)
        self._day_at = self.choices.places.get(Meaning.OBSERVED_AT)
        self._has_traces = any(meaning in self.choices.places for meaning in NAMING[1:])

    def read(self, table: Table) -> Iterator[Said]:
        """What each line says that holds numbers; a last line that is not whole says only that."""
        lines = table.lines[self.choices.heading + 1 :]
        width = len(table.lines[self.choices.heading].cells)
        is_cut = table.is_cut or (not table.name and _stops_short(lines, width))  # a cut workbook does not open at all
        last = lines[-1].number if lines and is_cut else None
        counted, shares = self._places()
        for line in lines:
            said = self._said(line, counted, shares)
            if line.number == last:
                yield Said(line.number, _cell(line, self._uid_at), NOTHING_TOLD, None, LineCut())
            elif said is not None:
                yield said

    def _places(self) -> tuple[list[tuple[int, int]], list[tuple[Meaning, int, int]]]:
        """(place in the line, place in the counts) of the counters, and the same of shares."""
        places = self.choices.places
        counted = [(places[meaning], COUNTERS.index(COUNTED[meaning])) for meaning in COUNTED if meaning in places]
        shares = [
            (meaning, places[meaning], COUNTERS.index(SHARES_OF[meaning])) for meaning in SHARES_OF if meaning in places
        ]
        return counted, shares

    def _said(
        self, line: Line, counted: list[tuple[int, int]], shares: list[tuple[Meaning, int, int]]
    ) -> Said | None:
        cells, width = line.cells, len(line.cells)
        counts: list[int | None] = [None] * len(COUNTERS)
        uid = _cell(line, self._uid_at).strip().lower().removesuffix("@qunbi")
        traces = self._traces(line, uid) if self._has_traces else None
        uid = "" if traces else uid
        try:
            for place, counter in counted:
                text = cells[place] if place < width else ""
                if text:
                    counts[counter] = (
                        int(text) if text.isdecimal() and text.isascii() and len(text) <= _DIGITS
                        else _count(COUNTERS[counter], text)
                    )
            for meaning, place, counter in shares:
                text = cells[place] if place < width else ""
                if text.strip():
                    counts[counter] = _of_share(meaning, text, counts) if counts[counter] is None else counts[counter]
            if counts == _NOTHING:
                return None
            observed_at = self._observed_at(line) if self._day_at is not None or self.choices.daily else None
        except Invalid as error:
            return Said(line.number, uid, NOTHING_TOLD, None, error, traces)
        return Said(line.number, uid, tuple(counts), observed_at, None, traces)

    def _observed_at(self, line: Line) -> datetime | None:
        at = self._moment(_cell(line, self._day_at))
        if not self.choices.daily:
            return at
        if at is None:
            raise DayMissing
        return moment(at.astimezone(self.zone).date(), time(), self.zone)

    def _moment(self, text: str) -> datetime | None:
        if text not in self._moments:
            self._moments[text] = moment_of(text, self.zone, self.choices.order)
        return self._moments[text]

    def _traces(self, line: Line, uid: str) -> Traces | None:
        """Nothing of a row that names its post itself; what is no identifier of ours may be one of the platform's."""
        if _UID.fullmatch(uid):
            return None
        places = self.choices.places
        try:
            published_at = self._moment(_cell(line, places.get(Meaning.PUBLISHED_AT)))
        except Invalid:
            published_at = None
        named = (Meaning.URL, Meaning.EXTERNAL_ID, Meaning.TITLE, Meaning.TEXT)
        url, external_id, title, text = (_cell(line, places.get(meaning)).strip() for meaning in named)
        return Traces(url, external_id or uid, title, text, published_at)


def _cell(line: Line, place: int | None) -> str:
    cells = line.cells
    if place is None or place >= len(cells):
        return ""
    text = cells[place]
    return unguarded(text)[:MAX_CELL] if text[:1] == "'" or len(text) > MAX_CELL else text


def _stops_short(lines: tuple[Line, ...], width: int) -> bool:
    """Whether the last line alone has fewer cells than there are headings, as in a file that was cut off."""
    whole = all(len(line.cells) >= width for line in lines[:-1])
    return len(lines) > 1 and whole and len(lines[-1].cells) < width


def _count(counter: Counter, text: str) -> int | None:
    try:
        return count_of(unguarded(text))
    except Invalid as error:
        error.cause = LazyString(lambda cause=error.cause: f"{label(counter)}: {cause}")
        raise


def _of_share(meaning: Meaning, text: str, counts: list[int | None]) -> int | None:
    """The count that a share of those who saw it makes."""
    try:
        share = share_of(text)
    except Invalid as error:
        error.cause = LazyString(lambda cause=error.cause: f"{label(meaning)}: {cause}")
        raise
    told = (counts[_IMPRESSIONS],) if meaning is Meaning.VIEW_RATE else (counts[_IMPRESSIONS], counts[_VIEWS])
    seen = max((count for count in told if count is not None), default=None)
    if share is None or seen is None:
        if share:
            raise RateOfNothing(meaning)
        return None
    return round(share * seen)
