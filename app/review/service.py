"""Approving, sending back, commenting; and the slots nobody approved in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.core.errors import Conflict, Invalid, QunbiError
from app.library import service as library
from app.library.approval import grant_approval, grant_first_yes, void_first_yes, void_last_yes
from app.library.findings import findings_of
from app.library.twins import twins_of
from app.models import Comment, ContentItem, ItemEvent
from app.review import modes, news
from app.review.modes import BlockedByFindings, ComplianceOnly, OwnCopy, SamePerson
from content_calendar.vocabulary import ChangeReason, ContentKind
from content_calendar.workflow import TRANSITIONS, Action, State, next_state

MAX_COMMENT = 5_000
TAKEN_BACK_WITHIN = timedelta(seconds=12)
"""The page offers it for eight seconds; the rest is for slow lines."""
_DECISIONS = frozenset({Action.APPROVE, Action.PASS_EDITORIAL, Action.REQUEST_CHANGES})

__all__ = ["BlockedByFindings", "ComplianceOnly", "OwnCopy", "SamePerson"]
"""What stands in the way of a yes, as other rooms know it."""


class DecisionStands(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("This decision can no longer be undone: time has passed, or something else happened since."),
            _l("Open the item: it can be sent back or edited."),
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
    """Say yes to these exact words at this slot for this persona, as the community's approval mode asks.

    After the first yes of two the item stays in review. The role of the actor is read again, whatever the page knew.
    Raises NotFound, StaleVersion, TransitionRefused, OwnCopy, SamePerson, ComplianceOnly, BlockedByFindings,
    SlotInPast.
    """
    person = modes.present_voter(session, community_id, actor)
    item = _locked(session, community_id, item_id, version)
    yes = modes.next_yes(item)
    next_state(yes, item.state, person.actor.role)
    in_the_way = modes.obstacle(item, person, now=now)
    if in_the_way is not None:
        raise in_the_way
    if yes is Action.APPROVE:
        grant_approval(item, by_id=actor.user.id, at=now)
    else:
        grant_first_yes(item, by_id=actor.user.id)
    decision = library.advance(session, item, yes, actor=person.actor, now=now)
    news.tell_decided(session, item, decision, by=person.actor.user.name)
    return item


def approve_clean_reply(session: Session, community_id: int, item_id: int, *, now: datetime) -> bool:
    """Let a submitted reply template pass that no check has anything to say about, if the community wants that.

    Whether it did. It is the system's own yes: nobody's name stands under it. Raises NotFound.
    """
    item = library.get_item(session, community_id, item_id, lock=True)
    wanted = item.community.approves_clean_replies and item.kind is ContentKind.REPLY_TEMPLATE
    if not wanted or item.state is not State.IN_REVIEW or not _is_clean(session, item, now):
        return False
    grant_approval(item, by_id=None, at=now)
    news.tell_decided(session, item, library.advance(session, item, Action.APPROVE, actor=None, now=now))
    return True


def obstacle(item: ContentItem, actor: Actor, *, now: datetime) -> QunbiError | None:
    """Why this person cannot approve the item now, apart from its state and their role, if anything."""
    return modes.obstacle(item, modes.voter(actor, item.community_id), now=now)


def request_changes(
    session: Session, community_id: int, item_id: int, *, version: int, actor: Actor, now: datetime, reason: str = "",
    reasons: Sequence[ChangeReason] = (),
) -> ContentItem:
    """Send the text back: with words, with reasons the next draft is told, or with both.

    Raises NotFound, StaleVersion, TransitionRefused, ReasonMissing, CommentTooLong.
    """
    person = modes.present_voter(session, community_id, actor)
    item = _locked(session, community_id, item_id, version)
    words, said = reason.strip(), tuple(dict.fromkeys(reasons))
    if not words and not set(said) - {ChangeReason.OTHER}:
        raise ReasonMissing
    next_state(Action.REQUEST_CHANGES, item.state, person.actor.role)
    if words:
        add_comment(session, item, words, actor=person.actor, now=now)
    decision = library.advance(
        session, item, Action.REQUEST_CHANGES, actor=person.actor, now=now, note=words, reasons=said
    )
    news.tell_decided(session, item, decision, by=person.actor.user.name)
    return item


def take_back(
    session: Session, community_id: int, item_id: int, *, version: int, actor: Actor, now: datetime
) -> ContentItem:
    """Undo one's own decision while nothing else happened to the item: it waits for a reviewer again.

    Of two approvals the first stays when the second is taken back. Raises NotFound, StaleVersion, DecisionStands,
    TransitionRefused.
    """
    person = modes.present_voter(session, community_id, actor)
    item = _locked(session, community_id, item_id, version)
    last = newest_event(session, item)
    if last is None or not _may_take_back(last, actor, now):
        raise DecisionStands
    void_last_yes(item)
    if last.action is Action.PASS_EDITORIAL:
        void_first_yes(item)
    library.advance(session, item, Action.TAKE_BACK, actor=person.actor, now=now)
    return item


def newest_event(session: Session, item: ContentItem) -> ItemEvent | None:
    """The last step in the item's life."""
    steps = select(ItemEvent).where(ItemEvent.item_id == item.id).order_by(ItemEvent.id.desc()).limit(1)
    return session.scalar(steps)


def _may_take_back(last: ItemEvent, actor: Actor, now: datetime) -> bool:
    own = last.actor_id == actor.user.id and last.from_state is State.IN_REVIEW
    return own and last.action in _DECISIONS and now - last.created_at <= TAKEN_BACK_WITHIN


def _is_clean(session: Session, item: ContentItem, now: datetime) -> bool:
    in_time = item.slot_at is None or item.slot_at > now
    return in_time and not findings_of(item, twins=twins_of(session, [item]).get(item.id, ()))


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
        event = library.advance(session, item, Action.EXPIRE, actor=None, now=now)
        news.tell_expired(session, item, event, now=now)
    return len(items)


def _locked(session: Session, community_id: int, item_id: int, version: int) -> ContentItem:
    item = library.get_item(session, community_id, item_id, lock=True)
    library.expect_version(item, version)
    return item
