"""How the columns of a file are read: as its platform is known to write them, as somebody said before, or as asked."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.tables.table import FileUnusable, Table
from app.feedback.figures import DateOrder, FigureUnreadable, moment_of, order_in
from app.feedback.meanings import COUNTED, NAMING, SHARES_OF, Meaning, plain
from app.feedback.platform_headings import meaning_of, platform_of
from app.models import Community, HeadingMapping
from app.uploads import columns
from app.uploads.kept_tables import TableChoices
from content_calendar.vocabulary import Platform

_MONTHS_FIRST = (Platform.FACEBOOK_GROUP, Platform.LINKEDIN, Platform.X)
_LEAST_DAYS = 3
_SOME_ZONE = ZoneInfo("UTC")


class ReadingChoices(TableChoices[Meaning]):
    """How the lines of a file are read.

    `daily` counters are of the day of the row alone. `zone` is that of dates without an offset, empty for the
    community's; `as_of` dates rows without a date of their own, None for the moment of the upload. Not `settled` until
    it is recognised or somebody said it.
    """

    platform: Platform | None = None
    daily: bool = False
    zone: str = ""
    order: DateOrder | None = None
    as_of: datetime | None = None
    settled: bool = False

    @property
    def names_posts(self) -> bool:
        """Whether some column can tell which post a row is about."""
        return any(meaning in self.places for meaning in NAMING)

    @property
    def counts(self) -> bool:
        """Whether some column holds a number of a counter."""
        return any(meaning in self.places for meaning in (*COUNTED, *SHARES_OF))


def best_of(tables: Sequence[Table]) -> Table:
    """The sheet whose headings are known best."""
    return tables[columns.best_of(tables, _meanings)]


def choices_for(session: Session, community: Community, table: Table) -> ReadingChoices:
    """As it was said for the same headings before, else as they are recognised; settled if that is all that is needed.

    One query. Raises FileUnusable for two columns with one heading.
    """
    guess = guessed(table)
    headings = table.lines[guess.heading].cells
    _refuse_twins(headings, guess.platform)
    remembered = _remembered(session, community, headings)
    if remembered is not None:
        return _as_remembered(remembered, table, guess)
    is_plain = guess.names_posts and guess.counts and not open_dates(table, guess) and not looks_daily(table, guess)
    return guess.model_copy(update={"settled": is_plain, "daily": looks_daily(table, guess)})


def guessed(table: Table, heading: int | None = None) -> ReadingChoices:
    """What the headings say, in the first of the top lines with two known ones or in the line `heading`."""
    at, places = columns.guessed_columns(table, _meanings, heading)
    choices = ReadingChoices(heading=at, places=places, platform=platform_of(table.lines[at].cells))
    return choices.model_copy(update={"order": _order(table, choices)[0]})


def places_of(headings: Sequence[str], platform: Platform | None) -> dict[Meaning, int]:
    """Where what stands; of two columns with the same meaning the first."""
    found: dict[Meaning, int] = {}
    for place, heading in enumerate(headings):
        meaning = meaning_of(heading, platform)
        if meaning is not None:
            found.setdefault(meaning, place)
    return found


def remember(
    session: Session, community: Community, headings: Sequence[str], choices: ReadingChoices, *, now: datetime
) -> None:
    """Read files with these headings the same way from now on."""
    row = _remembered(session, community, headings)
    if row is None:
        row = HeadingMapping(community_id=community.id, signature=signature(headings), created_at=now)
        session.add(row)
    row.platform, row.daily, row.updated_at = choices.platform, choices.daily, now
    row.meanings = {
        "places": {meaning.value: place for meaning, place in choices.places.items()},
        "zone": choices.zone, "order": choices.order,
    }
    session.flush()


def signature(headings: Sequence[str]) -> str:
    """The same for the same headings in the same order."""
    return hashlib.sha256("\n".join(map(plain, headings)).encode()).hexdigest()


def open_dates(table: Table, choices: ReadingChoices) -> bool:
    """Whether there are dates that can be read in two ways, and nothing settles how."""
    return _order(table, choices)[1]


def looks_daily(table: Table, choices: ReadingChoices) -> bool:
    """Whether counters of most posts with dated rows fall, which totals since publication never do."""
    long = [sorted(path) for path in _paths(table, choices) if len(path) >= _LEAST_DAYS]
    fallen = [path for path in long if any(after[1] < before[1] for before, after in pairwise(path))]
    return bool(long) and len(fallen) * 2 > len(long)


def _paths(table: Table, choices: ReadingChoices) -> Collection[list[tuple[datetime, int]]]:
    """Of every post when a counter was read and what it said, of the lines whose date can be read."""
    name = next((choices.places[meaning] for meaning in NAMING if meaning in choices.places), None)
    day = choices.places.get(Meaning.OBSERVED_AT)
    count = next((place for meaning, place in choices.places.items() if meaning in COUNTED), None)
    paths: defaultdict[str, list[tuple[datetime, int]]] = defaultdict(list)
    if name is None or day is None or count is None:
        return ()
    lines = table.lines[choices.heading + 1 :]
    moments = {text: _moment(text, choices.order) for text in {line.cell(day) for line in lines}}
    for line in lines:
        cell, at = line.cell(count), moments[line.cell(day)]
        if at is not None and cell.isdecimal() and len(cell) < len("1000000000"):
            paths[line.cell(name)].append((at, int(cell)))
    return paths.values()


def _moment(text: str, order: DateOrder | None) -> datetime | None:
    """When that is on some clock, for telling what came first: 2027/1/9 before 2027/1/10."""
    try:
        return moment_of(text, _SOME_ZONE, order)
    except FigureUnreadable:
        return None


def _meanings(headings: Sequence[str]) -> Mapping[Meaning, int]:
    return places_of(headings, platform_of(headings))


def _order(table: Table, choices: ReadingChoices) -> tuple[DateOrder | None, bool]:
    """How dates are read that name the year last, and whether it is left open; three platforms write months first."""
    places = [
        choices.places[which] for which in (Meaning.OBSERVED_AT, Meaning.PUBLISHED_AT) if which in choices.places
    ]
    texts = [line.cell(place) for line in table.lines[choices.heading + 1 :] for place in places]
    order, is_open = order_in(texts)
    return (DateOrder.MONTH_FIRST, False) if is_open and choices.platform in _MONTHS_FIRST else (order, is_open)


def _refuse_twins(headings: Sequence[str], platform: Platform | None) -> None:
    seen: set[str] = set()
    for heading in headings:
        if meaning_of(heading, platform) in COUNTED and plain(heading) in seen:
            raise FileUnusable(
                _l("Two columns mean the same: “%(name)s”.", name=heading[:40]), _l("Remove one of them.")
            )
        seen.add(plain(heading))


def _remembered(session: Session, community: Community, headings: Sequence[str]) -> HeadingMapping | None:
    query = select(HeadingMapping).where(
        HeadingMapping.community_id == community.id, HeadingMapping.signature == signature(headings)
    )
    return session.scalar(query)


def _as_remembered(row: HeadingMapping, table: Table, guess: ReadingChoices) -> ReadingChoices:
    kept = ReadingChoices.model_validate({
        "heading": guess.heading, "platform": row.platform, "daily": row.daily, "settled": True, **row.meanings,
    })
    order, is_open = _order(table, kept)
    return kept if is_open else kept.model_copy(update={"order": order})
