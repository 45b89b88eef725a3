"""Reading for the grid of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.feedback.results import told_of
from app.models import Community, ContentItem, Persona, PostStanding
from content_calendar.vocabulary import ContentKind, Counter
from content_calendar.workflow import State

Conditions = tuple[ColumnElement[bool], ...]

GRID_PAGE = 25
TEMPLATE_ROWS = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """A post whose numbers can be entered, with its newest reading."""

    item_id: int
    uid: str
    headline: str
    persona: Persona
    state: State
    slot_at: datetime | None
    counts: Mapping[Counter, int] | None
    observed_at: datetime | None

    def cell(self, counter: Counter) -> str:
        """What the field holds before anybody types: the newest number, blank while there is none."""
        return "" if self.counts is None else str(self.counts.get(counter, ""))


@dataclass(frozen=True, slots=True)
class Entries:
    rows: tuple[Entry, ...]
    number: int
    pages: int
    total: int


def entries(session: Session, community: Community, *, persona_id: int | None, page: int, now: datetime) -> Entries:
    """One page of what is out as far as we know, the latest slot that has passed first; three queries."""
    wanted = _can_have_numbers(community, persona_id, now)
    total = session.scalar(select(func.count(ContentItem.id)).where(*wanted)) or 0
    pages = max(1, -(-total // GRID_PAGE))
    number = min(max(page, 1), pages)
    items = _items(session, wanted, limit=GRID_PAGE, offset=(number - 1) * GRID_PAGE, now=now)
    return Entries(_entries(session, items), number, pages, total)


def template_entries(session: Session, community: Community, *, now: datetime) -> tuple[Entry, ...]:
    """The posts a template is filled with, in the order of the grid; two queries."""
    wanted = _can_have_numbers(community, None, now)
    return _entries(session, _items(session, wanted, limit=TEMPLATE_ROWS, offset=0, now=now))


def _can_have_numbers(community: Community, persona_id: int | None, now: datetime) -> Conditions:
    """Published posts, and approved and exported ones whose time has passed: they may have gone out unseen by us."""
    out = ContentItem.state == State.PUBLISHED
    due = ContentItem.state.in_((State.APPROVED, State.EXPORTED)) & (ContentItem.slot_at <= now)
    is_post = ContentItem.kind == ContentKind.POST
    conditions: Conditions = (ContentItem.community_id == community.id, is_post, or_(out, due))
    return conditions if persona_id is None else (*conditions, ContentItem.persona_id == persona_id)


def _items(
    session: Session, wanted: Conditions, *, limit: int, offset: int, now: datetime
) -> list[ContentItem]:
    query = (
        select(ContentItem)
        .where(*wanted)
        .options(
            joinedload(ContentItem.persona), joinedload(ContentItem.column), joinedload(ContentItem.current_revision)
        )
        .order_by(
            case((ContentItem.slot_at <= now, ContentItem.slot_at)).desc().nulls_last(), ContentItem.slot_at,
            ContentItem.id.desc(),
        )
        .limit(limit)
        .offset(offset)
    )
    return list(session.scalars(query))


def _entries(session: Session, items: Sequence[ContentItem]) -> tuple[Entry, ...]:
    query = select(PostStanding).where(PostStanding.item_id.in_([item.id for item in items]))
    standings = {standing.item_id: standing for standing in session.scalars(query)}
    return tuple(_entry(item, standings.get(item.id)) for item in items)


def _entry(item: ContentItem, standing: PostStanding | None) -> Entry:
    return Entry(
        item_id=item.id, uid=item.uid, headline=item.headline(), persona=item.persona, state=item.state,
        slot_at=item.slot_at, counts=_counts(standing) if standing else None,
        observed_at=standing.observed_at if standing else None,
    )


def _counts(standing: PostStanding) -> Mapping[Counter, int]:
    """The counters that somebody told."""
    return {counter: count for counter, count in told_of(standing).items() if count is not None}
