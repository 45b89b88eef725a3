"""Messages of members, in communities that want them kept: masked before they are written, listed, deleted for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.core.errors import NotFound
from app.models import Community, ContentItem, MemberMessage, User
from content_calendar.replies.masking import mask
from content_calendar.vocabulary import Scenario

PAGE = 50
MAX_KEPT = 2_000
"""Characters of a message that are kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A message as it is kept; `by` is empty once that person is gone."""

    id: int
    text: str
    scenario: Scenario | None
    by: str
    at: datetime
    answered_from: int | None
    """The template that was taken for it."""


@dataclass(frozen=True, slots=True)
class KeptPage:
    messages: tuple[Kept, ...]
    number: int
    pages: int
    total: int


def keep(
    session: Session, community: Community, message: str, scenario: Scenario | None, *, actor: Actor, now: datetime
) -> int | None:
    """Keep the message, masked, if the community wants that; its number. What somebody pasted last is not kept twice.
    """
    text = mask(message).text.strip()[:MAX_KEPT] if community.keeps_member_messages else ""
    if not text:
        return None
    own = (MemberMessage.community_id == community.id, MemberMessage.pasted_by_id == actor.user.id)
    kept = session.scalar(select(MemberMessage).where(*own).order_by(MemberMessage.id.desc()).limit(1))
    if kept is None or kept.text != text:
        kept = MemberMessage(
            community_id=community.id, pasted_by_id=actor.user.id, text=text, scenario=scenario, created_at=now,
        )
        session.add(kept)
        session.flush()
    return kept.id


def note_answer(session: Session, community: Community, message_id: int, item: ContentItem) -> None:
    """`item` was taken for the kept message; of the several, the last. A message deleted meanwhile stays deleted."""
    own = (MemberMessage.id == message_id, MemberMessage.community_id == community.id)
    session.execute(
        update(MemberMessage).where(*own).values(item_id=item.id).execution_options(synchronize_session=False)
    )


def kept_messages(session: Session, community: Community, *, page: int = 1) -> KeptPage:
    """What is kept, the newest first; two queries."""
    own = MemberMessage.community_id == community.id
    total = session.scalar(select(func.count()).select_from(MemberMessage).where(own)) or 0
    pages = max(1, -(-total // PAGE))
    number = min(max(1, page), pages)
    rows = session.execute(
        select(MemberMessage, User.name).outerjoin(User, User.id == MemberMessage.pasted_by_id).where(own)
        .order_by(MemberMessage.id.desc()).limit(PAGE).offset((number - 1) * PAGE)
    )
    return KeptPage(tuple(_kept(row, name) for row, name in rows), number, pages, total)


def forget(session: Session, community: Community, message_id: int) -> None:
    """Delete one message for good. Raises NotFound."""
    row = session.get(MemberMessage, message_id)
    if row is None or row.community_id != community.id:
        raise NotFound
    session.delete(row)


def forget_all(session: Session, community: Community) -> int:
    """Delete every message of the community for good; how many there were."""
    own: Sequence[int] = session.scalars(
        delete(MemberMessage).where(MemberMessage.community_id == community.id).returning(MemberMessage.id)
    ).all()
    return len(own)


def _kept(row: MemberMessage, name: str | None) -> Kept:
    return Kept(row.id, row.text, row.scenario, name or "", row.created_at, row.item_id)
