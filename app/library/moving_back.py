"""A move taken back: the slot of before, and with it what people had said of exactly these words at that time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.core.errors import Conflict
from app.library.approval import grant_approval, void_approval
from app.library.contested import same_slot
from app.library.items import expect_version
from app.library.rescheduling import expect_reachable
from app.library.steps import step
from app.models import ContentItem, ItemEvent
from content_calendar.workflow import OUT, Action, State

UNDONE_WITHIN = timedelta(seconds=20)
"""As long as the message that offers Undo stays, at most twelve seconds, and a slow line's time on top."""


class MoveOvertaken(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("This move can no longer be undone: something else happened to the post since."),
            _l("Look at where it stands now, and move it again if it should stand elsewhere."),
        )


def move_back(
    session: Session, item: ContentItem, slot_at: datetime, *, version: int, actor: Actor, now: datetime
) -> None:
    """Undo the last step in the item's life, a move by this person; `slot_at` is where it stood before.

    A review or approval that named that very slot and these very words holds again, if the move is undone at once.
    Later it is a move like any other: a yes to what somebody changed their mind about must be asked for anew.
    Raises StaleVersion, MoveOvertaken, SlotInPast, SlotOutOfReach, TransitionRefused.
    """
    expect_version(item, version)
    steps = list(reversed(item.history))
    if not steps or steps[0].action is not Action.RESCHEDULE or steps[0].actor_id != actor.user.id:
        raise MoveOvertaken
    expect_reachable(item.community, slot_at, now)
    item.slot_at = slot_at
    void_approval(item)
    event = step(session, item, Action.RESCHEDULE, actor=actor, now=now)
    before, is_undo = steps[0].from_state, now - steps[0].created_at <= UNDONE_WITHIN
    if is_undo and not _is_taken(session, item) and _holds_again(item, before, steps[1:]):
        event.to_state = item.state = before
    session.flush()


def _is_taken(session: Session, item: ContentItem) -> bool:
    """Whether another post took the slot meanwhile: two that left for one slot would both hold it."""
    return bool(session.scalar(select(exists().where(same_slot(item, ContentItem), ContentItem.state.in_(OUT)))))


def _holds_again(item: ContentItem, before: State, earlier: Sequence[ItemEvent]) -> bool:
    """Whether what led to the state of before was about just what the item is now; its approval counts again then."""
    given = next((event for event in earlier if event.to_state is before), None)
    if given is None or given.fingerprint is None or given.fingerprint != item.fingerprint():
        return False
    return before not in (State.APPROVED, State.EXPORTED) or _approved_again(item, earlier)


def _approved_again(item: ContentItem, earlier: Sequence[ItemEvent]) -> bool:
    same = item.fingerprint()
    approvals = (event for event in earlier if event.action is Action.APPROVE and event.fingerprint == same)
    granted = next(approvals, None)
    if granted is None:
        return False
    grant_approval(item, by_id=granted.actor_id, at=granted.created_at)
    return True
