"""When a persona's posts went out and how they were met: what the planner learns its best hours from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, Row, Select, cast, func, select
from sqlalchemy.orm import Session

from app.models import COUNTERS_TOLD, ContentItem, Persona, PostStanding
from content_calendar.planning.best_hours import HourRecord
from content_calendar.vocabulary import OUTCOME_COUNTERS, Outcome
from content_calendar.workflow import State

MATURE_AFTER = timedelta(days=2)
"""Numbers read earlier than this after a post went out say more about the reader's hurry than about the post."""
EARLY = timedelta(hours=1)
MEMORY = timedelta(days=400)
MOST_POSTS = 2_000
_ENGAGED = OUTCOME_COUNTERS[Outcome.ENGAGE]


def hour_records(
    session: Session, personas: Sequence[Persona], zone: ZoneInfo, now: datetime
) -> dict[int, tuple[HourRecord, ...]]:
    """Each persona's published posts of the last 400 days with mature numbers, newest first; one query.

    By the persona's number.

    A rate is the share of those who saw the post that engaged, less what its column usually gets, plus the mean of
    all: an hour shall not be praised for the column that stands there. The weight is how many saw it.
    """
    rows: dict[int, list[Row[Any]]] = {persona.id: [] for persona in personas}
    for row in session.execute(_latest(rows, now)):
        if _seen(row) and _is_mature(row):
            rows[row.persona_id].append(row)
    return {persona_id: tuple(_records(found, zone)) for persona_id, found in rows.items()}


def _latest(persona_ids: Collection[int], now: datetime) -> Select[Any]:
    """What the ledger says of so many posts of each persona, of which somebody told how they were met."""
    engaged = sum((getattr(PostStanding, counter.value) for counter in _ENGAGED), start=cast(0, BigInteger))
    turn = func.row_number().over(partition_by=ContentItem.persona_id, order_by=ContentItem.slot_at.desc())
    found = (
        select(
            ContentItem.persona_id, ContentItem.slot_at, ContentItem.published_at, ContentItem.column_id,
            PostStanding.observed_at, PostStanding.impressions, PostStanding.views, engaged.label("engaged"),
            turn.label("turn"),
        )
        .join(PostStanding, PostStanding.item_id == ContentItem.id)
        .where(ContentItem.persona_id.in_(persona_ids), ContentItem.state == State.PUBLISHED)
        .where(ContentItem.slot_at > now - MEMORY, PostStanding.reported.bitwise_and(COUNTERS_TOLD[Outcome.ENGAGE]) > 0)
        .subquery()
    )
    return select(found).where(found.c.turn <= MOST_POSTS).order_by(found.c.slot_at.desc())


def _seen(row: Row[Any]) -> int:
    return int(max(row.impressions, row.views))


def _is_mature(row: Row[Any]) -> bool:
    return bool(row.observed_at - _out_at(row) >= MATURE_AFTER)


def _out_at(row: Row[Any]) -> datetime:
    """The slot, for whoever marks a post as published does so a little before or long after; unless it was early."""
    slot: datetime = row.slot_at
    published: datetime | None = row.published_at
    return published if published and slot - published > EARLY else slot


def _records(rows: Sequence[Row[Any]], zone: ZoneInfo) -> Iterator[HourRecord]:
    by_column: dict[int | None, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        by_column[row.column_id].append(row)
    usual = {column_id: _rate(found) for column_id, found in by_column.items()}
    mean = _rate(rows) if rows else 0.0
    for row in rows:
        rate = row.engaged / _seen(row) - usual[row.column_id] + mean
        yield HourRecord(_out_at(row).astimezone(zone), rate, float(_seen(row)))


def _rate(rows: Sequence[Row[Any]]) -> float:
    """Engaged of all who saw any of these posts."""
    return float(sum(row.engaged for row in rows) / sum(_seen(row) for row in rows))
