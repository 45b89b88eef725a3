"""What an operator keeps at hand: favourites, and the templates used lately."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Community, ContentItem, ReplyFavourite, ReplyUse, User
from app.replies.service import NotATemplate

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


def is_kept(session: Session, item: ContentItem, user: User) -> bool:
    """Whether the template is among the user's favourites."""
    return session.get(ReplyFavourite, (user.id, item.id)) is not None


def turn(session: Session, item: ContentItem, user: User) -> bool:
    """Put the template among the user's favourites, or take it out if it is there; whether it is now.

    Raises NotATemplate for a post.
    """
    if item.reply is None:
        raise NotATemplate
    row = session.get(ReplyFavourite, (user.id, item.id))
    if row is None:
        session.merge(ReplyFavourite(user_id=user.id, item_id=item.id))
    else:
        session.delete(row)
    session.flush()
    return row is None
