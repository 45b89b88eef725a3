"""What exports need done from time to time."""

from __future__ import annotations

from app.core.clock import now
from app.core.transactions import transaction
from app.exports import service


def forget_old() -> None:
    """Let go of archives that were kept long enough."""
    with transaction() as session:
        service.forget_old(session, now=now())
