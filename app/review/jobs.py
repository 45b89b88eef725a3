"""Periodic work of the review desk."""

from __future__ import annotations

from app.core.clock import now
from app.core.transactions import transaction
from app.review import service


def expire_missed_slots() -> int:
    """Expire what was not approved in time; the number of items."""
    with transaction() as session:
        return service.expire_missed(session, now=now())
