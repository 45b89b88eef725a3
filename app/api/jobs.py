"""What the scheduler does for the API."""

from __future__ import annotations

from app.api import once
from app.core.clock import now
from app.core.transactions import transaction


def forget_answers() -> int:
    """Answers are kept a day for requests that are sent again."""
    with transaction() as session:
        return once.forget(session, now=now())
