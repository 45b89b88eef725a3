"""Where the templates of a community stand by their outcomes, written beside their sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.orm import Session

from app.models import Community, ContentItem, ReplyTemplate, Revision
from app.reply_desk.learning import Present, Standing

_NOT_TOLD: Mapping[str, Any] = {"score": None, "low": None, "high": None, "evidence": "", "by_state": {}}
_SUMS = ("helped", "unanswered", "escalated")
_WRITE = (
    update(ReplyTemplate.__table__)  # type: ignore[arg-type] # the table of a declared class is a Table
    .where(
        ReplyTemplate.item_id == bindparam("of_item"),
        *(getattr(ReplyTemplate, name) == bindparam(f"at_{name}") for name in _SUMS),
    )
    .values({name: bindparam(f"new_{name}") for name in (*_NOT_TOLD, "learned_at")})
)


def present_of(session: Session, community: Community) -> list[Present]:
    """Every template of the community that was ever used."""
    query = (
        select(
            ReplyTemplate.item_id, ContentItem.current_revision_id, ReplyTemplate.scenario, ReplyTemplate.helped,
            ReplyTemplate.unanswered, ReplyTemplate.escalated,
        )
        .join(ReplyTemplate.item)
        .where(ReplyTemplate.community_id == community.id, ReplyTemplate.uses > 0)
    )
    return [
        Present(row[0], row[1] or 0, row.scenario.value, (row.helped, row.unanswered, row.escalated))
        for row in session.execute(query)
    ]


def write_standings(
    session: Session, present: Sequence[Present], found: Mapping[int, tuple[Standing, Mapping[str, Standing]]],
    now: datetime,
) -> None:
    """Write down where templates stand, unless an outcome came in between."""
    if present:
        connection: Connection = session.connection()
        connection.execute(_WRITE, [_row(each, found.get(each.item_id), now) for each in present])
        session.expire_all()


def unlearned(session: Session) -> list[int]:
    """The communities with outcomes nobody looked at, or other words since somebody did, by their numbers."""
    has_new_words = Revision.created_at > ReplyTemplate.learned_at
    settled = ReplyTemplate.helped + ReplyTemplate.unanswered + ReplyTemplate.escalated
    query = (
        select(ReplyTemplate.community_id).join(ReplyTemplate.item)
        .outerjoin(Revision, Revision.id == ContentItem.current_revision_id)
        .where(ReplyTemplate.uses > 0, ReplyTemplate.learned_at.is_(None) | has_new_words)
        .group_by(ReplyTemplate.community_id)
    )
    return list(session.scalars(query.having(func.sum(settled) > 0).order_by(ReplyTemplate.community_id)))


def _row(each: Present, found: tuple[Standing, Mapping[str, Standing]] | None, now: datetime) -> dict[str, Any]:
    told = dict(_NOT_TOLD)
    if found is not None:
        whole, by_state = found
        told = {name: figure for name, figure in whole.plain().items() if name in told}
        told["by_state"] = {state: standing.plain() for state, standing in by_state.items()}
    sums = {f"at_{name}": count for name, count in zip(_SUMS, each.sums, strict=True)}
    return {"of_item": each.item_id, "new_learned_at": now, **sums, **{f"new_{k}": v for k, v in told.items()}}
