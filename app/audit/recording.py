"""Recording what was done: `record` notes it, and just before the commit the noted entries join the chain.

So the one row all writers share, the head, is locked last and for the shortest time: nobody who holds it waits for a
row of somebody else. What is rolled back was never noted.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.audit import masking, sealing
from app.core.origins import current_origin
from app.models import User

MOST_NOTE = 1_000


def record(
    session: Session, action: str, *, actor: Actor | User | None, community_id: int | None, subject: str,
    subject_id: int | None, before: Mapping[str, object], after: Mapping[str, object], now: datetime, note: str = "",
    watched: bool = False,
) -> None:
    """Note in the caller's transaction that `actor` (None: the service itself) did `action`, as in `item.approve`.

    `subject` is the table of what it was done to. Of `before` and `after` only fields that differ are kept, masked
    as `masking` decides; for something new `before` is empty, for something gone `after`. With `watched` the entry is
    left out if the same transaction records the same change on its own account.
    """
    person = actor.user if isinstance(actor, Actor) else actor
    origin = current_origin()
    sealing.note(session, watched=watched, entry={
        "actor_id": person.id if person else None, "community_id": community_id, "action": action, "subject": subject,
        "subject_id": subject_id, **_changes(subject, before, after), "origin": origin.way.value,
        "address": origin.address, "request_id": origin.request_id,
        "note": masking.plain_text(note[:MOST_NOTE]), "created_at": now,
    })


def _changes(subject: str, before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, object]:
    """Both sides without what is the same on both."""
    same = {name for name in before if name in after and before[name] == after[name]}
    old, new = ({name: value for name, value in side.items() if name not in same} for side in (before, after))
    return {"before": masking.kept(subject, old), "after": masking.kept(subject, new)}
