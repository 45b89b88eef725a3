"""What may be done to the days of a community: marked, changed, taken away; occasions spoken of or not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.audit import service as audit
from app.communities.refusals import FieldRefused, StaleEdit
from app.communities.rows import change_row, new_row
from app.communities.service import lock_community
from app.communities.written_day import DayFlaw, WrittenDay
from app.core.errors import NotFound
from app.models import Community, MarkedDay
from content_calendar.message import Message
from content_calendar.planning.occasions import known_keys
from content_calendar.vocabulary import DayKind

MOST_MARKED = 3_000

Fields = Mapping[str, object]


def get_own_day(session: Session, community: Community, row_id: int, *, lock: bool = False) -> MarkedDay:
    """Raises NotFound outside the community, and for a day that is no own occasion."""
    query = select(MarkedDay).where(
        MarkedDay.id == row_id, MarkedDay.community_id == community.id, MarkedDay.kind == DayKind.OWN
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = session.scalar(query)
    if row is None:
        raise NotFound
    return row


def mark(session: Session, community: Community, written: WrittenDay, *, now: datetime) -> int:
    """Mark the days of `written` that lack it; how many did. Raises FieldRefused when all have it, or on too many."""
    added = add_rows(session, community, written.rows(), now=now)
    if not added:
        raise FieldRefused("name", _there_already(written))
    return added


def add_rows(session: Session, community: Community, rows: Iterable[Fields], *, now: datetime) -> int:
    """Add the marked days that are not there yet; how many. Raises FieldRefused when there would be too many."""
    lock_community(session, community)
    marked = select(MarkedDay.on, MarkedDay.kind, MarkedDay.name).where(MarkedDay.community_id == community.id)
    there = {tuple(row) for row in session.execute(marked)}
    fresh = {key: row for row in rows if (key := (row["on"], row["kind"], row["name"])) not in there}
    if len(there) + len(fresh) > MOST_MARKED:
        raise FieldRefused("name", Message(DayFlaw.TOO_MANY, {"limit": MOST_MARKED}))
    session.add_all(new_row(MarkedDay, row, now, community_id=community.id) for row in fresh.values())
    session.flush()
    return len(fresh)


def change(session: Session, row: MarkedDay, written: WrittenDay, *, version: int) -> MarkedDay:
    """Change an own occasion that the caller has locked. Raises StaleEdit, and FieldRefused when the day has it."""
    if row.version != version:
        raise StaleEdit(row)
    lock_community(session, row.community)
    twins = select(func.count()).where(
        MarkedDay.community_id == row.community_id, MarkedDay.id != row.id, MarkedDay.on == written.on,
        MarkedDay.kind == row.kind, MarkedDay.name == written.name,
    )
    if session.scalar(twins):
        raise FieldRefused("name", _there_already(written))
    change_row(row, next(written.rows()))
    session.flush()
    return row


def remove(session: Session, community: Community, ids: Collection[int]) -> int:
    """Delete marked days of the community; how many of them were still there."""
    chosen = select(MarkedDay).where(MarkedDay.community_id == community.id, MarkedDay.id.in_(ids))
    days = session.scalars(chosen.order_by(MarkedDay.id).with_for_update()).all()
    for day in days:
        session.delete(day)
    session.flush()
    return len(days)


def set_ignored(session: Session, community: Community, keys: Collection[str], *, ignored: bool) -> None:
    """Speak of these occasions no longer, or again. Raises NotFound for a key that is none.

    The version stays: two people who ignore different days do not undo each other, nor stop somebody who is changing
    the community meanwhile.
    """
    if not known_keys().issuperset(keys):
        raise NotFound
    lock_community(session, community)
    kept = [key for key in community.ignored_occasions if key not in keys]
    listed = [*kept, *keys] if ignored else kept
    audit.note_changed(
        session, community, {"ignored_occasions": community.ignored_occasions}, {"ignored_occasions": listed}
    )
    written = update(Community).where(Community.id == community.id).values(ignored_occasions=listed)
    session.execute(written.execution_options(synchronize_session=False))
    session.expire(community, ["ignored_occasions"])


def _there_already(written: WrittenDay) -> Message:
    return Message(DayFlaw.THERE_ALREADY, {"day": written.on.isoformat(), "name": written.name})
