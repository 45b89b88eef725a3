"""One post in full, as the drawer shows it: its editor, its place in the calendar, and why it stands there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.calendar import queries, service
from app.calendar.feed import is_bound
from app.core.i18n import language
from app.models import Community, ContentItem
from content_calendar.message import Message
from content_calendar.workflow import Action, allowed_actions


@dataclass(frozen=True, slots=True)
class ItemPage:
    """`reasons` say why it was put there, `notes` what speaks against its time, `actions` what may come next."""

    item: ContentItem
    headline: str
    at: datetime | None
    reasons: Sequence[str]
    notes: Sequence[Message]
    actions: frozenset[Action]
    may_change_details: bool
    is_bound: bool


def item_page(session: Session, community: Community, item: ContentItem, *, actor: Actor, now: datetime) -> ItemPage:
    """One query beside what the item was loaded with."""
    upcoming = item.slot_at is not None and item.slot_at > now
    return ItemPage(
        item=item,
        headline=item.headline(),
        at=item.slot_at.astimezone(queries.zone_of(community)) if item.slot_at else None,
        reasons=[reason[language()] for reason in item.reasons if reason.get(language())],
        notes=service.notes_on(session, community, item) if upcoming else (),
        actions=allowed_actions(item.state, actor.role),
        may_change_details=service.may_change_details(item.state, actor),
        is_bound=is_bound(item.state),
    )
