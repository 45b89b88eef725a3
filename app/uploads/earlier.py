"""The files of late, as the page lists them on which the next one is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import SQLColumnExpression, select
from sqlalchemy.orm import Session

from app.models import Community, KeptUpload, User
from app.uploads.keeping import KEPT

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Earlier:
    """A file somebody brought and how much came of it, None before it was accepted; open while its rows are kept."""

    id: int
    filename: str
    by: str
    at: datetime
    taken: int | None
    is_open: bool


def earlier(
    session: Session, kind: type[KeptUpload], community: Community, now: datetime, came: SQLColumnExpression[Any]
) -> Sequence[Earlier]:
    """The newest first. One query, without the cells; `came` counts or lists what came of a file."""
    query = (
        select(kind.id, kind.filename, User.name, kind.created_at, came)
        .join(User, User.id == kind.uploaded_by_id)
        .where(kind.community_id == community.id)
        .order_by(kind.id.desc())
        .limit(SHOWN)
    )
    return tuple(
        Earlier(upload_id, name, by, at, len(taken) if isinstance(taken, list) else taken, at >= now - KEPT)
        for upload_id, name, by, at, taken in session.execute(query)
    )
