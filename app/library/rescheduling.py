"""An item moves to another slot."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.core.errors import Invalid
from app.core.text_fields import YEARS
from app.core.zones import zone_of
from app.library.approval import void_approval
from app.library.items import expect_version
from app.library.steps import record, take_state
from app.models import Community, ContentItem
from content_calendar.workflow import Action


class SlotInPast(Invalid):
    def __init__(self) -> None:
        super().__init__(_l("This time has already passed."), _l("Choose a time in the future."))


class SlotOutOfReach(Invalid):
    """By the community's clock: an instant alone has no year."""

    def __init__(self) -> None:
        super().__init__(
            _l("The calendar reaches from %(first)s to %(last)s.", first=YEARS.start, last=YEARS.stop - 1),
            _l("Choose a time within these years."),
        )


def expect_reachable(community: Community, slot_at: datetime, now: datetime) -> None:
    """Raises SlotInPast, SlotOutOfReach."""
    if slot_at <= now:
        raise SlotInPast
    if slot_at.astimezone(zone_of(community.timezone)).year not in YEARS:
        raise SlotOutOfReach


def reschedule(
    session: Session, item: ContentItem, slot_at: datetime, *, version: int, actor: Actor, now: datetime,
    planned: str = "",
) -> None:
    """Move the item to another slot; an approval named the old one and is void.

    What a person moves is pinned: no plan moves it again. A plan that moves it says why in `planned`, and may do so
    once more.

    Raises StaleVersion, SlotInPast, SlotOutOfReach, TransitionRefused.
    """
    expect_version(item, version)
    expect_reachable(item.community, slot_at, now)
    if slot_at == item.slot_at:
        return
    before = item.state
    take_state(item, Action.RESCHEDULE, actor)
    void_approval(item)
    item.slot_at = slot_at
    item.pinned = item.pinned or not planned
    record(session, item, Action.RESCHEDULE, before=before, actor=actor, now=now, note=planned)
    session.flush()
