"""By when a text should be approved, and when its reviewer is reminded of that."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.models import Community, ContentItem
from content_calendar.workflow import State

UNAPPROVED = (
    State.PLANNED, State.DRAFTING, State.DRAFT, State.IN_REVIEW, State.CHANGES_REQUESTED, State.FAILED,
)
"""States in which a post may still go out in time, but has not been approved."""
LONG_BEFORE = timedelta(hours=24)
SHORT_BEFORE = timedelta(hours=4)
LAST_CALL = timedelta(hours=1)


def approve_by(item: ContentItem, community: Community) -> datetime | None:
    """The moment before its slot that the community allows for sending; None without a slot."""
    return before_slot(item.slot_at, community.approve_by_hours) if item.slot_at else None


def before_slot(slot_at: datetime, hours: int) -> datetime:
    """The last good moment to approve what goes out at `slot_at`, `hours` ahead of it."""
    return slot_at - timedelta(hours=hours)


def is_late(state: State, slot_at: datetime | None, hours: int, *, now: datetime) -> bool:
    """Whether it should have been approved by `now` and has not been."""
    return slot_at is not None and state in UNAPPROVED and before_slot(slot_at, hours) <= now


def ladder(slot_at: datetime, hours: int) -> tuple[datetime, ...]:
    """When a reviewer is reminded: a day and four hours before the deadline, at it, and an hour before the slot.

    By time, each moment once.
    """
    deadline = before_slot(slot_at, hours)
    steps = {deadline - LONG_BEFORE, deadline - SHORT_BEFORE, deadline, slot_at - LAST_CALL}
    return tuple(sorted(steps))
