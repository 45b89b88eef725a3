"""Who is looking at a text right now. A claim tells the others; it keeps nobody from anything and ends by itself.

It is written by the statement and not by the object: looking at an item is no new version of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.core.errors import NotFound
from app.models import ContentItem, User
from content_calendar.workflow import State

CLAIM = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Claim:
    """`holder` looks at the item until then, unless they stay longer."""

    holder_id: int
    holder: str
    until: datetime


def claim(
    session: Session, community_id: int, item_id: int, *, actor: Actor, now: datetime, takes_over: bool = False
) -> Claim | None:
    """Claim the item for ten minutes, or for ten more; whoever has it then.

    Another's claim stands unless one knowingly `takes_over`. None when the item waits for nobody any more. Raises
    NotFound outside the community.
    """
    mine = [ContentItem.id == item_id, ContentItem.community_id == community_id, ContentItem.state == State.IN_REVIEW]
    if not takes_over:
        mine.append(_is_free(actor.user.id, now))
    _set(session, mine, claimed_by_id=actor.user.id, claimed_until=now + CLAIM)
    return holder(session, community_id, item_id, now=now)


def release(session: Session, community_id: int, item_id: int, *, actor: Actor) -> None:
    """Let go of one's own claim; another's stays."""
    own = [
        ContentItem.id == item_id, ContentItem.community_id == community_id,
        ContentItem.claimed_by_id == actor.user.id,
    ]
    _set(session, own, claimed_by_id=None, claimed_until=None)


def holder(session: Session, community_id: int, item_id: int, *, now: datetime) -> Claim | None:
    """Whose the item is now, if anybody's. Raises NotFound outside the community."""
    query = (
        select(User.id, User.name, ContentItem.claimed_until)
        .select_from(ContentItem)
        .outerjoin(User, User.id == ContentItem.claimed_by_id)
        .where(ContentItem.id == item_id, ContentItem.community_id == community_id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    holder_id, name, until = row
    return Claim(holder_id, name, until) if holder_id is not None and until is not None and until > now else None


def claim_on(item: ContentItem, *, now: datetime) -> Claim | None:
    """The claim a loaded item carries; one that has run out is none."""
    by, until = item.claimed_by, item.claimed_until
    return Claim(by.id, by.name, until) if by is not None and until is not None and until > now else None


def _is_free(user_id: int, now: datetime) -> ColumnElement[bool]:
    over = or_(ContentItem.claimed_until.is_(None), ContentItem.claimed_until <= now)
    return or_(ContentItem.claimed_by_id.is_(None), ContentItem.claimed_by_id == user_id, over)


def _set(session: Session, wanted: list[ColumnElement[bool]], **values: object) -> None:
    statement = update(ContentItem).where(and_(*wanted)).values(**values)
    session.execute(statement, execution_options={"synchronize_session": False})
