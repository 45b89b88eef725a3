"""Who is named with @ in a comment, and telling them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.models import Comment, ContentItem, Membership, NoticeKind, User
from app.notifications.service import tell
from app.review import service


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    name: str


def people(session: Session, community_id: int) -> tuple[Person, ...]:
    """Whoever may open the community's pages, by name."""
    members = select(Membership.user_id).where(Membership.community_id == community_id)
    query = select(User.id, User.name).where(User.active, or_(User.is_owner, User.id.in_(members)))
    return tuple(Person(*row) for row in session.execute(query.order_by(User.name, User.id)))


def mentioned(body: str, known: Sequence[Person]) -> tuple[int, ...]:
    """The people named in the text, each once, in its order; of several names that fit at a place the longest.

    Names are compared without regard to case and width. Two people of one name are both meant.
    """
    called = [(_folded(person.name), person.id) for person in known]
    return tuple(dict.fromkeys(user_id for place in _places(body) for user_id in _named(place, called)))


def _places(body: str) -> Iterator[str]:
    """What follows each @."""
    folded = _folded(body)
    yield from (folded[at + 1 :] for at, character in enumerate(folded) if character == "@")


def _named(words: str, called: Sequence[tuple[str, int]]) -> list[int]:
    fitting = [(name, user_id) for name, user_id in called if words.startswith(name)]
    longest = max((len(name) for name, _user_id in fitting), default=0)
    return [user_id for name, user_id in fitting if len(name) == longest]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def add_comment(session: Session, item: ContentItem, body: str, *, actor: Actor, now: datetime) -> Comment:
    """Keep a comment and tell whom it names, but not its author. Raises CommentMissing, CommentTooLong."""
    comment = service.add_comment(session, item, body, actor=actor, now=now)
    named = mentioned(body, people(session, item.community_id)) if "@" in _folded(body) else ()
    comment.mentions = list(named)
    tell(
        session, [user_id for user_id in named if user_id != actor.user.id], NoticeKind.MENTIONED,
        key=f"comment:{comment.id}", community_id=item.community_id, item_id=item.id,
        params={"title": item.headline(), "by": actor.user.name, "note": body.strip()[:200]}, now=now,
    )
    return comment
