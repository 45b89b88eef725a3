"""Numbers typed by hand, post by post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.access import Actor
from app.core.errors import Invalid, NotFound, QunbiError
from app.core.i18n import label
from app.feedback import batches, ledger, service
from app.feedback.figures import count_of
from app.feedback.service import Reading
from app.models import Community, ContentItem
from content_calendar.vocabulary import Counter

SOURCE = "manual"
COMMON_FIRST = (
    Counter.VIEWS, Counter.LIKES, Counter.COMMENTS, Counter.SHARES, Counter.CLICKS, Counter.CONVERSIONS,
    Counter.IMPRESSIONS, Counter.JOINS, Counter.LEAVES, Counter.MUTES,
)


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One post's cells as typed, and as they stood when the page was opened."""

    item_id: int
    cells: Mapping[Counter, str]
    before: Mapping[Counter, str]

    def is_touched(self) -> bool:
        return dict(self.cells) != dict(self.before)


@dataclass(frozen=True, slots=True)
class Saved:
    """How many rows went into the ledger, and what is wrong with the others, by item."""

    count: int
    problems: Mapping[int, str]


class NothingTyped(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("A reading needs at least one number."), _l("Enter one, or leave the row as it was.")
        )


def record_typed(
    session: Session, community: Community, rows: Sequence[TypedRow], observed_at: datetime, *, actor: Actor,
    now: datetime,
) -> Saved:
    """Write every touched row that is right into the ledger; a row that is wrong keeps none of the others back."""
    touched = [row for row in rows if row.is_touched()]
    ledger.hold(session, community)  # before the posts, as whoever imports a file does
    items = _locked(session, community, [row.item_id for row in touched])
    batch = batches.begin(session, community, SOURCE, actor=actor, now=now) if touched else None
    problems: dict[int, str] = {}
    for row in touched:
        try:
            item = items.get(row.item_id)
            if item is None:
                raise NotFound
            reading = Reading(_counters(row), observed_at, SOURCE)
            service.record_feedback(session, item, reading, actor=actor, now=now, batch=batch)
        except QunbiError as error:
            problems[row.item_id] = f"{error.cause} {error.remedy}"
    return Saved(len(touched) - len(problems), problems)


def _counters(row: TypedRow) -> dict[Counter, int]:
    """Raises FigureUnreadable, NothingTyped."""
    found = {counter: _count(counter, cell) for counter, cell in row.cells.items()}
    counters = {counter: count for counter, count in found.items() if count is not None}
    if not counters:
        raise NothingTyped
    return counters


def _count(counter: Counter, cell: str) -> int | None:
    try:
        return count_of(cell)
    except Invalid as error:
        error.cause = f"{label(counter)}: {error.cause}"
        raise


def _locked(session: Session, community: Community, item_ids: Sequence[int]) -> Mapping[int, ContentItem]:
    query = (
        select(ContentItem)
        .where(ContentItem.community_id == community.id, ContentItem.id.in_(item_ids))
        .options(joinedload(ContentItem.current_revision))
        .order_by(ContentItem.id)
        .with_for_update(of=ContentItem)
        .execution_options(populate_existing=True)
    )
    return {item.id: item for item in session.scalars(query)}
