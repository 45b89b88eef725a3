"""Staff who must confirm a push in the target's own client: nobody reads it before, and no interface says so by itself,
so people tick them off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.audit import service as audit
from app.core.errors import Conflict, NotFound
from app.models import Push, PushAction, PushStatus, User


class NothingToConfirm(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("This push is not out for confirmation any more."), _l("Reload the page to see what became of it.")
        )


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One who must confirm; `by` is who ticked them off, `at` when, both empty while they have not."""

    sender: str
    by: str
    at: datetime | None


def confirm(session: Session, push: Push, sender: str, *, done: bool, actor: Actor, now: datetime) -> None:
    """Tick the sender off, or take the tick back. The push is locked. Raises NotFound, NothingToConfirm."""
    if push.status is not PushStatus.DELIVERED or push.action is not PushAction.CREATE:
        raise NothingToConfirm
    if sender not in {row["sender"] for row in push.confirmations}:
        raise NotFound
    tick = {"by": actor.user.id, "at": now.isoformat()} if done else {"by": None, "at": None}
    push.confirmations = [row | tick if row["sender"] == sender else row for row in push.confirmations]
    push.confirmed_at = now if all(row["at"] for row in push.confirmations) else None
    audit.record(
        session, "push.confirm", actor=actor, community_id=push.community_id, subject="push", subject_id=push.id,
        before={"sender": sender, "done": not done}, after={"sender": sender, "done": done}, now=now,
    )
    session.flush()


def confirmations_of(session: Session, push: Push) -> tuple[Confirmation, ...]:
    """Everybody who must confirm the push; one query for the names of those who ticked."""
    ids = {row["by"] for row in push.confirmations if row["by"]}
    rows = session.execute(select(User.id, User.name).where(User.id.in_(ids))) if ids else ()
    names = {row.id: row.name for row in rows}
    return tuple(_confirmation(row, names) for row in push.confirmations)


def _confirmation(row: Mapping[str, Any], names: Mapping[int, str]) -> Confirmation:
    at = datetime.fromisoformat(row["at"]) if row["at"] else None
    return Confirmation(row["sender"], names.get(row["by"], ""), at)
