"""What an operator keeps at hand: favourites, and the templates used lately."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import IntegrityError
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
    query = select(ReplyFavourite.item_id).where(ReplyFavourite.user_id == user.id, ReplyFavourite.item_id == item.id)
    return session.scalar(query) is not None


def turn(session: Session, item: ContentItem, user: User) -> bool:
    """Put the template among the user's favourites, or take it out if it is there; whether it is now.

    Raises NotATemplate for a post.
    """
    if item.reply is None:
        raise NotATemplate
    own = (ReplyFavourite.user_id == user.id, ReplyFavourite.item_id == item.id)
    if session.scalar(delete(ReplyFavourite).where(*own).returning(ReplyFavourite.item_id)) is not None:
        return False
    with suppress(IntegrityError), session.begin_nested():  # another window of theirs was as quick
        session.execute(insert(ReplyFavourite).values(user_id=user.id, item_id=item.id))
    return True
