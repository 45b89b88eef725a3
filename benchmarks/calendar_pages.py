"""How long a month takes to be answered, and how often the database is asked for it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from typing import NamedTuple
from unittest.mock import patch

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.calendar import queries
from app.calendar.filters import Filters
from app.core.database import db
from app.models import Community, ContentItem
from benchmarks.calendar_houses import CalendarHouse
from benchmarks.report import Figure
from content_calendar.workflow import State
from tests.statements import reading

FEED_MILLISECONDS, PAGE_MILLISECONDS = 50.0, 80.0
MOST_QUERIES = 10
MOST_GROWTH = 1.3
PEER_PAGE_MILLISECONDS, PEER_QUERIES = 3_353.0, 162.0
ROUNDS, PLAIN_EVERY, WARM_UP = 60, 10, 3
PLAIN = "objects, loaded post by post"


class _Looks(NamedTuple):
    """Milliseconds of each look at a page: as it is, and over objects."""

    ours: list[float]
    plain: list[float]


def figures(houses: Sequence[CalendarHouse]) -> list[Figure]:
    """Feed and page at each size on each database, beside the same pages over posts as objects."""
    found: list[Figure] = []
    for called, part, limit in (("feed", "feed", FEED_MILLISECONDS), ("page", "month", PAGE_MILLISECONDS)):
        times = _times(houses, part)
        found += [_slowest(called, limit, house, times[house]) for house in houses]
        for kind in dict.fromkeys(house.kind for house in houses):
            found.append(_growth(called, [house for house in houses if house.kind == kind], times))
    return found + [_queries(house) for house in houses if house.posts == max(one.posts for one in houses)]


def p95(times: Sequence[float]) -> float:
    """The time within which 19 of 20 are done."""
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


def _times(houses: Sequence[CalendarHouse], part: str) -> Mapping[CalendarHouse, _Looks]:
    """The houses and both ways take turns, so that a busy moment of the machine meets them all."""
    looks = {house: _Looks([], []) for house in houses}
    for number in range(-WARM_UP, ROUNDS):
        for house, (ours, plain) in looks.items():
            took = _milliseconds(house, part)
            if number >= 0:
                ours.append(took)
            if number >= 0 and number % PLAIN_EVERY == 0:
                with _plainly():
                    plain.append(_milliseconds(house, part))
    return looks


def _milliseconds(house: CalendarHouse, part: str) -> float:
    began = time.perf_counter()
    house.get(getattr(house, part))
    return 1_000 * (time.perf_counter() - began)


def _slowest(called: str, limit: float, house: CalendarHouse, looks: _Looks) -> Figure:
    name = f"month {called}, p95, {house.posts:,} posts, {house.kind}"
    peer = PEER_PAGE_MILLISECONDS if called == "page" and house.posts == 100_000 else None
    return Figure(name, p95(looks.ours), "ms", "≤", limit, p95(looks.plain), PLAIN, peer)


def _growth(called: str, houses: Sequence[CalendarHouse], times: Mapping[CalendarHouse, _Looks]) -> Figure:
    few, many = (chosen(houses, key=lambda house: house.posts) for chosen in (min, max))
    name = f"month {called}, p50, {many.posts:,} over {few.posts:,}, {few.kind}"
    pairs = zip(times[many], times[few], strict=True)
    ours, plain = (statistics.median(late) / statistics.median(early) for late, early in pairs)
    return Figure(name, ours, "×", "≤", MOST_GROWTH, plain, PLAIN)


def _queries(house: CalendarHouse) -> Figure:
    with _plainly():
        plain = _asked(house)
    name = f"month page, queries, {house.posts:,} posts, {house.kind}"
    return Figure(name, _asked(house), "", "≤", MOST_QUERIES, plain, PLAIN, PEER_QUERIES)


def _asked(house: CalendarHouse) -> float:
    with house.app.app_context():
        engine = db.engine
    with reading(engine) as statements:
        house.get(house.month)
    return len(statements)


@contextmanager
def _plainly() -> Iterator[None]:
    """The same pages over the plain way to read a month: objects, whose relations are looked up one by one."""
    with patch.object(queries, "entries", _objects):
        yield


def _objects(
    session: Session, community: Community, first: date, last: date, _filters: Filters
) -> tuple[queries.Entry, ...]:
    zone = queries.zone_of(community)
    items = session.scalars(
        select(ContentItem)
        .where(
            ContentItem.community_id == community.id, ContentItem.state != State.ARCHIVED,
            ContentItem.slot_at >= queries.day_start(first, zone),
            ContentItem.slot_at < queries.day_start(last + timedelta(days=1), zone),
        )
        .order_by(ContentItem.slot_at, ContentItem.id)
    )
    return tuple(
        queries.Entry(
            id=item.id, version=item.version, headline=item.headline(), at=item.slot_at.astimezone(zone),
            persona=queries.PersonaMark(item.persona.id, item.persona.name, item.persona.color), state=item.state,
            form=item.form, pinned=item.pinned,
        )
        for item in items if item.slot_at
    )
