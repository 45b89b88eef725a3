"""What an operator keeps at hand: favourites, and the templates used lately."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.models import Community, ContentItem, ReplyFavourite, ReplyUse, User

MOST_RECENT = 12
MOST_FAVOURITES = 500


@dataclass(frozen=True, slots=True)
class AtHand:
    """Numbers of items; `recent` the last used first."""

    favourites: frozenset[int] = frozenset()
    recent: tuple[int, ...] = ()


def at_hand(session: Session, community: Community, user: User) -> AtHand:
    """Two queries."""
    kept = (
        select(ReplyFavourite.item_id)
        .join(ContentItem, ContentItem.id == ReplyFavourite.item_id)
        .where(ReplyFavourite.user_id == user.id, ContentItem.community_id == community.id)
        .limit(MOST_FAVOURITES)
    )
    used = (
        select(ReplyUse.item_id)
        .where(ReplyUse.community_id == community.id, ReplyUse.user_id == user.id)
        .group_by(ReplyUse.item_id)
        .order_by(func.max(ReplyUse.id).desc())
        .limit(MOST_RECENT)
    )
    return AtHand(frozenset(session.scalars(kept)), tuple(session.scalars(used)))


def keep(session: Session, item: ContentItem, user: User) -> None:
    """Put the template among the user's favourites, where it may be already."""
    session.merge(ReplyFavourite(user_id=user.id, item_id=item.id))
    session.flush()


def let_go(session: Session, item: ContentItem, user: User) -> None:
    """Take it out again, if it is there."""
    session.execute(
        delete(ReplyFavourite).where(ReplyFavourite.user_id == user.id, ReplyFavourite.item_id == item.id)
    )
