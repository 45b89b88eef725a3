"""How worn a column is for its persona at some moment: the posts of the 28 days before, of those that have numbers."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session

from app.learning.posts import WEARS
from app.models import ContentItem, PostStanding

Moment = tuple[int, int, datetime]
"""Persona, column and when a post goes out."""
Span = tuple[int, datetime, datetime]
EARLIER = timedelta(days=31)
"""How long before its slot a post may have been published, to be found here."""
MOST_SPANS = 100


def uses_at(session: Session, moments: Iterable[Moment]) -> Mapping[Moment, int]:
    """How often the column spoke to the persona in the 28 days before each moment; one query."""
    wanted = list(moments)
    query = (
        select(ContentItem.persona_id, ContentItem.column_id, PostStanding.out_at)
        .join(PostStanding, PostStanding.item_id == ContentItem.id)
        .where(or_(false(), *map(_within, _spans(wanted))))
        .where(ContentItem.column_id.in_({column for _, column, _ in wanted}))
    )
    out: dict[tuple[int, int], list[datetime]] = defaultdict(list)
    for persona_id, column_id, at in session.execute(query.order_by(PostStanding.out_at)):
        if column_id is not None:
            out[persona_id, column_id].append(at)
    return {moment: _between(out[moment[:2]], moment[2]) for moment in wanted}


def _between(out: Sequence[datetime], at: datetime) -> int:
    later = bisect_left(out, at)
    return sum(one > at - WEARS for one in out[:later])


def _within(span: Span) -> ColumnElement[bool]:
    persona_id, first, last = span
    return (ContentItem.persona_id == persona_id) & ContentItem.slot_at.between(first, last + EARLIER)


def _spans(moments: Sequence[Moment]) -> Sequence[Span]:
    """The spans of time to look at, few enough for one question."""
    spans = list(_joined(moments, WEARS))
    return spans if len(spans) <= MOST_SPANS else list(_joined(moments, timedelta.max))


def _joined(moments: Sequence[Moment], gap: timedelta) -> Iterator[Span]:
    """For each persona the spans of 28 days before its moments, joined where no more than `gap` lies between."""
    by_persona: dict[int, list[datetime]] = defaultdict(list)
    for persona_id, _, at in moments:
        by_persona[persona_id].append(at)
    for persona_id, times in by_persona.items():
        first = last = min(times)
        for at in sorted(times):
            if at - last > gap:
                yield persona_id, first - WEARS, last
                first = at
            last = at
        yield persona_id, first - WEARS, last
