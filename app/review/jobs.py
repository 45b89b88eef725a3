"""What workers and the scheduler do for the review desk."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from app.core.clock import now
from app.core.transactions import transaction
from app.review import intake, reminders, service

log = structlog.get_logger(__name__)


def review_submitted(community_id: int) -> int:
    """Texts of the community were submitted: count their findings and find their reviewers; the number of texts."""
    seen: set[int] = set()
    while new := _submitted(community_id) - seen:
        _review_all(sorted(new))
        seen |= new
    return len(seen)


def review_item(item_id: int) -> bool:
    """Count a text's findings, unless that was done, and find its reviewer; whether it waits for one."""
    with transaction() as session:
        return intake.take_in(session, item_id, now=now())


def review_forgotten() -> int:
    """Periodic: do the same for what no worker was told of; the number of texts."""
    with transaction() as session:
        waiting = intake.forgotten(session, now=now())
    return _review_all(waiting)


def find_reviewers() -> int:
    """Periodic: look again for a reviewer of what has none; the number of texts looked at."""
    with transaction() as session:
        waiting = intake.without_reviewer(session)
    return _review_all(waiting)


def remind_reviewers() -> int:
    """Periodic: remind of what is due; the number of texts."""
    with transaction() as session:
        return reminders.remind(session, now=now())


def expire_missed_slots() -> int:
    """Periodic: expire what was not approved in time; the number of items."""
    with transaction() as session:
        return service.expire_missed(session, now=now())


def _submitted(community_id: int) -> frozenset[int]:
    with transaction() as session:
        return frozenset(intake.submitted(session, community_id))


def _review_all(item_ids: Sequence[int]) -> int:
    """Each in its own transaction; one that fails holds up no other and comes round again."""
    for item_id in item_ids:
        try:
            review_item(item_id)
        except Exception:  # one text, whatever is wrong with it, must not keep the others from their reviewers
            log.exception("review failed, it comes round again", item=item_id)
    return len(item_ids)
