"""Approving, sending back, commenting; and the slots nobody approved in time."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.core.errors import Conflict, Forbidden, Invalid, QunbiError
from app.library import service as library
from app.library.findings import blocks_review
from app.models import Comment, ContentItem
from content_calendar.workflow import TRANSITIONS, Action

MAX_COMMENT = 5_000


class OwnCopy(Forbidden):
    def __init__(self) -> None:
        super().__init__(
            _l("You wrote or ordered this text, so somebody else must approve it."),
            _l("Ask another reviewer of this community."),
        )


class BlockedByFindings(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("A check found something that must be fixed, and nobody submitted it in spite of that."),
            _l("Send it back: the editor fixes it, or submits it with a written reason."),
        )


class ReasonMissing(Invalid):
    def __init__(self) -> None:
        super().__init__(_l("Say what should change."), _l("One sentence helps the editor."))


class CommentMissing(Invalid):
    def __init__(self) -> None:
        super().__init__(_l("The comment is empty."), _l("Write something, then add it."))


class CommentTooLong(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("A comment has at most %(limit)s characters.", limit=MAX_COMMENT),
            _l("Shorten it, or link to a document."),
        )


def submit_for_review(
    session: Session, community_id: int, item_id: int, *, version: int, actor: Actor, now: datetime,
    in_spite_of: str = "",
) -> ContentItem:
    """Hand the text to the reviewers, with the reason why it goes `in_spite_of` blocking findings, if any.

    Raises StaleVersion, TextMissing, FindingsBlock, TransitionRefused.
    """
    item = _locked(session, community_id, item_id, version)
    library.submit(session, item, actor=actor, now=now, in_spite_of=in_spite_of)
    return item


def withdraw(
    session: Session, community_id: int, item_id: int, *, version: int, actor: Actor, now: datetime
) -> ContentItem:
    """Take the text back from the reviewers. Raises StaleVersion, TransitionRefused."""
    item = _locked(session, community_id, item_id, version)
    library.advance(session, item, Action.WITHDRAW, actor=actor, now=now)
    return item


def approve(
    session: Session, community_id: int, item_id: int, *, version: int, actor: Actor, now: datetime
) -> ContentItem:
    """Say yes to these exact words at this slot for this persona.

    Raises StaleVersion, OwnCopy, BlockedByFindings, SlotInPast, TransitionRefused.
    """
    item = _locked(session, community_id, item_id, version)
    in_the_way = obstacle(item, actor, now=now)
    if in_the_way is not None:
        raise in_the_way
    item.approved_fingerprint = item.fingerprint()
    item.approved_at = now
    item.approved_by_id = actor.user.id
    library.advance(session, item, Action.APPROVE, actor=actor, now=now)
    return item


def obstacle(item: ContentItem, actor: Actor, *, now: datetime) -> QunbiError | None:
    """Why this person cannot approve the item now, apart from its state and their role, if anything."""
    if actor.user.id in library.hands_in(item):
        return OwnCopy()
    if blocks_review(item):
        return BlockedByFindings()
    if item.slot_at is not None and item.slot_at <= now:
        return library.SlotInPast()
    return None


def request_changes(
    session: Session, community_id: int, item_id: int, *, reason: str, version: int, actor: Actor, now: datetime
) -> ContentItem:
    """Send the text back with the reason. Raises StaleVersion, ReasonMissing, CommentTooLong, TransitionRefused."""
    item = _locked(session, community_id, item_id, version)
    if not reason.strip():
        raise ReasonMissing
    add_comment(session, item, reason, actor=actor, now=now)
    library.void_approval(item)
    library.advance(session, item, Action.REQUEST_CHANGES, actor=actor, now=now, note=reason.strip())
    return item


def add_comment(session: Session, item: ContentItem, body: str, *, actor: Actor, now: datetime) -> Comment:
    """Raises CommentMissing, CommentTooLong."""
    text = body.strip()
    if not text:
        raise CommentMissing
    if len(text) > MAX_COMMENT:
        raise CommentTooLong
    comment = Comment(item_id=item.id, author_id=actor.user.id, body=text, created_at=now)
    session.add(comment)
    session.flush()
    return comment


def expire_missed(session: Session, *, now: datetime) -> int:
    """Whatever was not approved when its slot came is expired, visibly; the number of items."""
    missed = select(ContentItem).where(
        ContentItem.state.in_(TRANSITIONS[Action.EXPIRE].sources), ContentItem.slot_at <= now
    )
    items = list(session.scalars(missed.with_for_update(skip_locked=True)))
    for item in items:
        library.advance(session, item, Action.EXPIRE, actor=None, now=now)
    return len(items)


def _locked(session: Session, community_id: int, item_id: int, version: int) -> ContentItem:
    item = library.get_item(session, community_id, item_id, lock=True)
    library.expect_version(item, version)
    return item
