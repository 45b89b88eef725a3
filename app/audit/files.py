"""Files of other people's numbers and deeds leave with an entry that says who took which, and how much of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.audit.recording import record
from app.models import User


def record_file(
    session: Session, action: str, *, actor: Actor | User, community_id: int | None, filename: str, now: datetime,
    rows: int | None = None, note: str = "",
) -> None:
    """Note that `actor` takes a file of `rows` away, None where nobody counted them: a community's, or for None the
    workspace's. `note` says which part of all."""
    counted: dict[str, object] = {} if rows is None else {"row_count": rows}
    record(
        session, action, actor=actor, community_id=community_id, subject="export", subject_id=None, before={},
        after={"filename": filename} | counted, now=now, note=note,
    )
