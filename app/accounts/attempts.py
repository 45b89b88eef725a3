"""Acts on people that may be refused: a refused one leaves nothing behind but a line in the audit trail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.service import record
from app.core.errors import QunbiError
from app.models import User


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who wants to do what to whom; `subject_id` is the person's, None for somebody new."""

    action: str
    actor: User
    community_id: int | None
    subject_id: int | None
    now: datetime


def refusal_of(session: Session, wanted: Attempt, act: Callable[[], object]) -> QunbiError | None:
    """Why it was refused, None once it is done."""
    try:
        with session.begin_nested():
            act()
    except QunbiError as refusal:
        note_refused(session, wanted, refusal)
        return refusal
    return None


def note_refused(session: Session, wanted: Attempt, refusal: QunbiError) -> None:
    """Keep that it was tried, and the reason it was not done."""
    record(
        session, f"{wanted.action}.refused", actor=wanted.actor, community_id=wanted.community_id, subject="user",
        subject_id=wanted.subject_id, before={}, after={}, now=wanted.now, note=str(refusal.cause),
    )
