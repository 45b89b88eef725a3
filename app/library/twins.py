"""Which items of a persona read almost alike: by the SimHash every revision is stored with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Select, bindparam, or_, select, type_coerce, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from app.models import ContentItem, Revision
from content_calendar.copy_rules.context import Twin
from content_calendar.similarity import Hashes, nearest, packed, simhash
from content_calendar.vocabulary import ContentKind
from content_calendar.workflow import State

REACH = timedelta(days=90)
MOST_TWINS = 3
_NEVER_SENT = (State.ARCHIVED, State.EXPIRED)
_WITHOUT_WORDS = f"{0:016x}"

Audience = tuple[int, ContentKind]
"""A persona and a kind of content: a post is compared with posts, a reply template with reply templates."""


def stored_simhash(text: str) -> str:
    """The SimHash of a text as 16 hex digits."""
    return f"{simhash(text):016x}"


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What one audience gets around a time; the three run in parallel. Times are as the database gives them."""

    ids: tuple[int, ...]
    times: tuple[datetime, ...]
    hashes: Hashes

    def near(self, item: ContentItem, wanted: int) -> Iterator[tuple[int, int]]:
        """(item id, distance) of what resembles `wanted` within reach of the item, the closest first."""
        for position, distance in nearest(self.hashes, wanted):
            if self.ids[position] != item.id and abs(_in_utc(self.times[position]) - _time(item)) <= REACH:
                yield self.ids[position], distance


def twins_of(session: Session, items: Sequence[ContentItem]) -> dict[int, tuple[Twin, ...]]:
    """Per item id its twins, the closest first: other items of its persona within 90 days of its slot, at most three.

    Items without twins are left out. One query, and one more for the headlines when there are twins.
    """
    worded = [item for item in items if _wanted(item)]
    around = _neighbours(session, worded) if worded else {}
    found = {item.id: _twins(item, around.get(_audience(item))) for item in worded}
    headlines = _headlines(session, {other for near in found.values() for other, _ in near})
    return {
        item_id: tuple(Twin(other, headlines[other], distance) for other, distance in near)
        for item_id, near in found.items()
        if near
    }


def _twins(item: ContentItem, around: Neighbours | None) -> tuple[tuple[int, int], ...]:
    return tuple(islice(around.near(item, _wanted(item)), MOST_TWINS)) if around else ()


def _neighbours(session: Session, items: Sequence[ContentItem]) -> Mapping[Audience, Neighbours]:
    """Everything with words around these items: thousands of rows, so times are made sense of where they count."""
    times = [_time(item) for item in items]
    around = {
        "personas": list({item.persona_id for item in items}),
        "first": min(times) - REACH, "last": max(times) + REACH,
    }
    rows = defaultdict(list)
    for persona_id, kind, item_id, time, digits in session.execute(_AROUND, around):
        rows[persona_id, kind].append((item_id, time, digits))
    return {audience: _gathered(found) for audience, found in rows.items()}


def _gathered(rows: Sequence[tuple[int, datetime, str]]) -> Neighbours:
    ids, times, digits = zip(*rows, strict=True)
    return Neighbours(ids, times, packed(digits))


def _of_personas(
    time: InstrumentedAttribute[Any], *conditions: ColumnElement[bool]
) -> Select[int, ContentKind, int, datetime, int | None]:
    """What `personas` get or got from `first` to `last` by that time."""
    item, plain = ContentItem, DateTime(timezone=True)
    columns = (item.persona_id, item.kind, item.id, type_coerce(time, plain).label("time"), item.current_revision_id)
    is_sent = or_(item.state.not_in(_NEVER_SENT), item.published_at.is_not(None))
    in_time = time.between(bindparam("first"), bindparam("last"))
    is_theirs = item.persona_id.in_(bindparam("personas", expanding=True))
    return select(*columns).where(is_theirs, is_sent, in_time, *conditions)


def _around() -> Select[int, ContentKind, int, datetime, str]:
    """Two searches in the order of time: asked for either in one, SQLite reads all that the persona ever got."""
    slot, created = ContentItem.slot_at, ContentItem.created_at
    near = union_all(_of_personas(slot), _of_personas(created, slot.is_(None))).subquery()
    return (
        select(near.c.persona_id, near.c.kind, near.c.id, near.c.time, Revision.simhash)
        .join(Revision, Revision.id == near.c.current_revision_id)
        .where(Revision.simhash.not_in(("", _WITHOUT_WORDS)))
    )


_AROUND = _around()
"""Built once: every reading of an item asks it."""


def _headlines(session: Session, ids: Collection[int]) -> Mapping[int, str]:
    if not ids:
        return {}
    query = (
        select(ContentItem)
        .where(ContentItem.id.in_(ids))
        .options(joinedload(ContentItem.current_revision), joinedload(ContentItem.column))
    )
    return {item.id: item.headline() for item in session.scalars(query)}


def _wanted(item: ContentItem) -> int:
    """The SimHash of the item's present text; 0 without words."""
    digits = item.current_revision.simhash if item.current_revision else ""
    return int(digits or "0", 16)


def _time(item: ContentItem) -> datetime:
    return item.slot_at or item.created_at


def _in_utc(time: datetime) -> datetime:
    """SQLite stores UTC without saying so."""
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _audience(item: ContentItem) -> Audience:
    return item.persona_id, item.kind
