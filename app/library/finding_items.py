"""Which items the library shows, in which order: at most a thousand at a time, so that no page gets slower with years.

Without words the latest slots come first. With words what answers in its headline comes before what answers elsewhere,
each the latest slots first; of very common words it is the newest thousand items that are put in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, exists, false, func, select
from sqlalchemy.orm import Session

from app.core.zones import zone_of
from app.library import search
from app.library.filters import Filters
from app.models import Community, ContentItem, Revision
from content_calendar.planning.wall_clock import moment
from content_calendar.workflow import State

MOST_FOUND = 1_000


def found_ids(session: Session, community: Community, filters: Filters, *, mine_id: int) -> tuple[int, ...]:
    """The items in the order they are shown, one more than a thousand when there are more. `mine_id` is who asks.

    One or two queries: common words fill the list with headlines alone.
    """
    wanted = _conditions(session, community, filters, mine_id)
    if not filters.words:
        return _by_slot(session, wanted)
    head = _matching(session, search.find_in_headlines(session, community.id, filters.words), wanted)
    if len(head) > MOST_FOUND:
        return tuple(head)
    rest = _matching(session, search.find(session, community.id, filters.words), wanted)
    return tuple(dict.fromkeys((*head, *rest)))[: MOST_FOUND + 1]


def _by_slot(session: Session, wanted: Sequence[ColumnElement[bool]]) -> tuple[int, ...]:
    """Those without a slot in a search of their own: an index gives either in order, but not both."""
    slot = ContentItem.slot_at
    slotted = select(ContentItem.id).where(*wanted, slot.is_not(None)).order_by(slot.desc(), ContentItem.id.desc())
    found = list(session.scalars(slotted.limit(MOST_FOUND + 1)))
    if len(found) <= MOST_FOUND:
        free = select(ContentItem.id).where(*wanted, slot.is_(None)).order_by(ContentItem.id.desc())
        found += session.scalars(free.limit(MOST_FOUND + 1 - len(found)))
    return tuple(found)


def _matching(
    session: Session, matches: Select[int] | None, wanted: Sequence[ColumnElement[bool]]
) -> Sequence[int]:
    """The newest items of the matches, taken in their order until there are enough, the latest slots first.

    None without a question.
    """
    if matches is None:
        return ()
    hits = matches.order_by(matches.selected_columns[0].desc()).subquery()
    newest = (
        select(ContentItem.id, ContentItem.slot_at)
        .join(hits, hits.c.item_id == ContentItem.id)
        .where(*wanted)
        .order_by(hits.c.item_id.desc())
        .limit(MOST_FOUND + 1)
        .subquery()
    )
    latest_first = select(newest.c.id).order_by(newest.c.slot_at.desc().nulls_last(), newest.c.id.desc())
    return session.scalars(latest_first).all()


def _conditions(
    session: Session, community: Community, filters: Filters, mine_id: int
) -> list[ColumnElement[bool]]:
    item = ContentItem
    chosen = (
        (item.persona_id, filters.persona), (item.state, filters.state), (item.value, filters.value),
        (item.stage, filters.stage), (item.form, filters.form), (item.column_id, filters.column),
        (item.campaign_id, filters.campaign),
    )
    wanted = [item.community_id == community.id, *(field == value for field, value in chosen if value is not None)]
    if filters.state is None:
        wanted.append(item.state != State.ARCHIVED)
    if filters.tag:
        wanted.append(item.id.in_(search.tagged(session, community.id, filters.tag)))
    return [*wanted, *_of_text(filters, mine_id), *_within(community, filters)]


def _of_text(filters: Filters, mine_id: int) -> list[ColumnElement[bool]]:
    said = []
    if filters.writer is not None:
        said.append(Revision.writer == filters.writer)
    if filters.mine:
        said.append(func.coalesce(ContentItem.keeper_id, Revision.author_id) == mine_id)
    return [exists().where(Revision.id == ContentItem.current_revision_id, *said)] if said else []


def _within(community: Community, filters: Filters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    try:
        if filters.first:
            wanted.append(ContentItem.slot_at >= _start(filters.first, community))
        if filters.last:
            wanted.append(ContentItem.slot_at < _start(filters.last + timedelta(days=1), community))
    except OverflowError:
        return [false()]
    return wanted


def _start(day: date, community: Community) -> datetime:
    return moment(day, time(), zone_of(community.timezone)).astimezone(UTC)
