"""Telling people something: one row for each of them, in the transaction of whatever happened.

Channels come later, in a job of their own: no channel, whatever is wrong with it, holds up what people are told of.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.core.queue import wake_one
from app.models import Channel, Notice, NoticeKind, User

QUEUE = "default"
JOB = "app.notifications.jobs.carry_news"


def tell(
    session: Session, users: Collection[int], kind: NoticeKind, *, key: str, community_id: int | None,
    item_id: int | None, params: Mapping[str, str | int], now: datetime,
) -> None:
    """Tell each of `users`, unless they have been told under this `key` before (at most 120 characters).

    `params` are words of the sentence: `title` of the item, `by` whom, a `note`, and `at`, an ISO 8601 moment; none is
    needed. People whose account is closed are told nothing. After the commit their channels are woken.
    """
    reached = _reached(session, users)
    rows = [
        {
            "user_id": user_id, "kind": kind, "key": key, "community_id": community_id, "item_id": item_id,
            "params": dict(params), "created_at": now, "routed_at": None if has_channel else now,
        }
        for user_id, has_channel in reached.items()
    ]
    if rows:
        told = session.scalars(_insert(session).values(rows).on_conflict_do_nothing().returning(Notice.user_id)).all()
        for user_id in told:
            if reached[user_id]:
                wake_one(QUEUE, JOB, user_id)


def _reached(session: Session, users: Collection[int]) -> dict[int, bool]:
    """Those with an open account, and whether they have a channel at work; in one order, so that nobody deadlocks."""
    if not users:
        return {}
    has_channel = exists().where(Channel.user_id == User.id, Channel.active)
    query = select(User.id, has_channel).where(User.id.in_(set(users)), User.active).order_by(User.id)
    return {user_id: bool(found) for user_id, found in session.execute(query)}


def _insert(session: Session) -> postgresql.Insert | sqlite.Insert:
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    return postgresql.insert(Notice) if is_postgresql else sqlite.insert(Notice)
