"""The retrospective 复盘 of a campaign or an event: what a team wants to remember of it."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy.orm import Session

from app.communities.refusals import StaleEdit
from app.models import Campaign, Event

Reviewed = TypeVar("Reviewed", Campaign, Event)


def save_retrospective(session: Session, row: Reviewed, text: str, *, version: int) -> Reviewed:
    """Write it down for a row that the caller has locked. Raises StaleEdit."""
    if row.version != version:
        raise StaleEdit(row)
    row.retrospective = text
    session.flush()
    return row
