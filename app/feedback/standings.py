"""Keeping the standings of posts: folding new records in, and making them anew from the ledger."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Table, delete, exists, select, update
from sqlalchemy.orm import Session

from app.core.bulk import by_column, upsert
from app.core.zones import zone_or_utc
from app.feedback.posts import Post
from app.feedback.standing import LedgerRow, Standing, extend, folded
from app.feedback.taken import COUNTERS
from app.feedback.weeks import week_of
from app.models import Community, FeedbackRecord, FeedbackVoid, PostStanding

COUNTS = ~exists().where(FeedbackVoid.record_id == FeedbackRecord.id)
"""Which records count: those that nobody voided."""

REPLAYED_AT_ONCE = 500
"""Posts whose records are in memory together."""

_TABLE = cast("Table", PostStanding.__table__)
_FOLDED = (
    "persona_id", "out_at", "week", "observed_at", "readings", "reported", *(counter.value for counter in COUNTERS),
    "path", "learned_at",
)
_COLUMNS = ("item_id", "community_id", "evidence", "blocked", *_FOLDED)
_RECORD = (
    FeedbackRecord.item_id, FeedbackRecord.observed_at, FeedbackRecord.daily, FeedbackRecord.idempotency_key,
    FeedbackRecord.source, FeedbackRecord.reported, *(getattr(FeedbackRecord, counter.value) for counter in COUNTERS),
)
_READ = 6
"""Where in a row of the ledger the counters begin."""


def extended(posts: Mapping[int, Post], rows: Iterable[tuple[int, LedgerRow]]) -> Mapping[int, Standing | None]:
    """The standings of the posts these rows are about, with the rows added; None for a post of which something came
    that is not later than all before, so that its standing is made anew from the ledger.
    """
    by_item: defaultdict[int, list[LedgerRow]] = defaultdict(list)
    for item_id, row in rows:
        by_item[item_id].append(row)
    found: dict[int, Standing | None] = {}
    for item_id, came in by_item.items():
        came.sort()
        found[item_id] = standing = _standing(posts[item_id], came[0])
        if standing is not None:
            extend(standing, came)
    return found


def settle(
    session: Session, community: Community, posts: Mapping[int, Post], found: Mapping[int, Standing | None]
) -> None:
    """Write down what `extended` found, once the rows are in the ledger."""
    _keep(session, community, posts, {item_id: standing for item_id, standing in found.items() if standing})
    make_anew(session, community, {item_id: posts[item_id] for item_id, standing in found.items() if standing is None})


def make_anew(session: Session, community: Community, posts: Mapping[int, Post]) -> None:
    """Fold all records of these posts; a post none of whose records counts has no standing."""
    item_ids = sorted(posts)
    for start in range(0, len(item_ids), REPLAYED_AT_ONCE):
        some = item_ids[start:start + REPLAYED_AT_ONCE]
        found = replayed(session, posts, some)
        _keep(session, community, posts, found)
        empty = [item_id for item_id in some if item_id not in found]
        if empty:
            session.execute(delete(PostStanding).where(PostStanding.item_id.in_(empty)))


def put_in_weeks(session: Session, community: Community) -> int:
    """Put every post into the week in which its day lies on the community's present clocks; how many were in another.
    One query while those are the clocks by which they were put there.
    """
    zone, moved = zone_or_utc(community.timezone), defaultdict(list)
    every = select(PostStanding.item_id, PostStanding.out_at, PostStanding.week)
    for item_id, out_at, known in session.execute(every.where(PostStanding.community_id == community.id)):
        week = week_of(out_at.astimezone(zone).date())
        if week != known:
            moved[week].append(item_id)
    for week, item_ids in moved.items():
        for start in range(0, len(item_ids), REPLAYED_AT_ONCE):
            some = PostStanding.item_id.in_(item_ids[start:start + REPLAYED_AT_ONCE])
            session.execute(update(PostStanding).where(some).values(week=week))
    return sum(map(len, moved.values()))


def differing(session: Session, community: Community, posts: Mapping[int, Post]) -> list[int]:
    """Those of these few hundred posts whose standing is not what their records say."""
    zone, item_ids = zone_or_utc(community.timezone), sorted(posts)
    kept = session.execute(select(*(_TABLE.c[name] for name in _COLUMNS)).where(_TABLE.c.item_id.in_(item_ids)))
    there = {row.item_id: _told(tuple(row)) for row in kept}
    found = replayed(session, posts, item_ids)
    right = {item_id: _told(_row(posts[item_id], standing, zone)) for item_id, standing in found.items()}
    return [item_id for item_id in item_ids if there.get(item_id) != right.get(item_id)]


def replayed(
    session: Session, posts: Mapping[int, Post], item_ids: Sequence[int], *, without: int = 0
) -> dict[int, Standing]:
    """What the ledger says of each of these posts, without those of which it says nothing; one query.

    `without` is a record that is left out, as if it did not count.
    """
    wanted = (FeedbackRecord.item_id.in_(item_ids), FeedbackRecord.id != without, COUNTS)
    by_item: defaultdict[int, list[LedgerRow]] = defaultdict(list)
    for row in session.execute(select(*_RECORD).where(*wanted)):
        by_item[row[0]].append(_ledger_row(row))
    return {
        item_id: folded(rows, posts[item_id].out_at or min(rows).observed_at) for item_id, rows in by_item.items()
    }


def _standing(post: Post, first: LedgerRow) -> Standing | None:
    """What the row can be added to; None when the records before it must be asked again."""
    standing = post.standing
    if standing is None:
        return None if post.out_at is None else Standing(post.out_at)
    return standing if standing.is_before(first) and standing.out_at == post.out_at else None


def _ledger_row(row: Row[Any]) -> LedgerRow:
    _item, observed_at, daily, key, source, reported = row[:_READ]
    told = tuple(count if reported >> place & 1 else None for place, count in enumerate(row[_READ:]))
    return LedgerRow(observed_at, not daily, key, told, source, reported)


def _told(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """What of a standing follows from the ledger: not where the ranking put it, nor when it looked."""
    path = row[-2]
    return (*row[:2], *row[4:-2], json.loads(path) if isinstance(path, str) else path)


def _keep(
    session: Session, community: Community, posts: Mapping[int, Post], standings: Mapping[int, Standing]
) -> None:
    zone = zone_or_utc(community.timezone)
    rows = [_row(posts[item_id], standings[item_id], zone) for item_id in sorted(standings)]
    upsert(session, _TABLE, by_column(_COLUMNS, rows), changing=_FOLDED)


def _row(post: Post, standing: Standing, zone: ZoneInfo) -> tuple[Any, ...]:
    """Where the ranking put it stays until it learned of the new counts."""
    week = week_of(standing.out_at.astimezone(zone).date()) if standing.week is None else standing.week
    return (
        post.item_id, post.community_id, "", False, post.persona_id, standing.out_at, week, standing.observed_at,
        standing.readings, standing.reported, *standing.counts, standing.path, None,
    )
