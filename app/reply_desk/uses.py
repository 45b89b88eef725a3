"""That an answer was taken to a member, and what became of it.

Neither what the member wrote nor what was filled in is kept. The sums of a template stand in its card and are changed
by the same transaction, so that lists read one row instead of counting many.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.core.errors import Conflict, Invalid, NotFound
from app.core.i18n import words
from app.core.zones import zone_of
from app.library import service as library
from app.models import Community, ContentItem, ReplyOutcome, ReplyTemplate, ReplyUse
from app.replies.cards import expiry_of
from app.replies.service import NotATemplate
from content_calendar.vocabulary import MemberState

MOST_KEY = 200
MOST_EDITED = 10_000
_SUMS = {
    ReplyOutcome.HELPED: ReplyTemplate.helped, ReplyOutcome.NO_ANSWER: ReplyTemplate.unanswered,
    ReplyOutcome.ESCALATED: ReplyTemplate.escalated,
}


class KeyMissing(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("This copy carries no key of its own, so it could be counted twice."),
            _l("Reload the page and copy the answer again."),
        )


class TemplateExpired(Conflict):
    pass


def note(
    session: Session, community: Community, item: ContentItem, *, member_state: MemberState | None = None,
    edit_distance: int = 0, suggested: bool = False, key: str, actor: Actor, now: datetime,
) -> ReplyUse:
    """Remember that `actor` took this answer; the same `key` of the same person in a community is the same use.

    edit_distance: characters changed before sending, beside the filled blanks. At most five short statements.
    Raises NotFound outside the community, NotATemplate, NotApproved, TemplateExpired, KeyMissing.
    """
    whole_key = _whole_key(community, key, actor)
    known = _known(session, whole_key)
    if known is not None:
        return known
    _expect_usable(community, item, now)
    use = _new_use(community, item, member_state, edit_distance, now)
    use.suggested, use.user_id, use.idempotency_key = suggested, actor.user.id, whole_key
    try:
        with session.begin_nested():
            session.add(use)
    except IntegrityError:  # the same key pressed twice at once: whoever was first counted it
        return session.scalars(select(ReplyUse).where(ReplyUse.idempotency_key == whole_key)).one()
    edited = int(use.edit_distance > 0)
    _add(session, item.id, uses=ReplyTemplate.uses + 1, edited=ReplyTemplate.edited + edited, last_used_at=now)
    return use


def settle(session: Session, use: ReplyUse, outcome: ReplyOutcome | None, *, now: datetime) -> bool:
    """Say what became of a use; said otherwise later, the sums follow, and None takes it back. Whether it was news."""
    session.refresh(use, with_for_update=True)
    before = use.outcome
    if before is outcome:
        return False
    changes: dict[str, Any] = {"learned_at": None}
    if before is not None:
        changes[_SUMS[before].key] = _SUMS[before] - 1
    if outcome is not None:
        changes[_SUMS[outcome].key] = _SUMS[outcome] + 1
    use.outcome, use.outcome_at = outcome, now if outcome else None
    session.flush()
    _add(session, use.item_id, **changes)
    return True


def get_use(session: Session, community: Community, use_id: int, *, actor: Actor) -> ReplyUse:
    """A use of the actor's own, for saying what became of it. Raises NotFound for anybody else's."""
    use = session.get(ReplyUse, use_id)
    if use is None or use.community_id != community.id or use.user_id != actor.user.id:
        raise NotFound
    return use


def _expect_usable(community: Community, item: ContentItem, now: datetime) -> None:
    if item.community_id != community.id:
        raise NotFound
    if item.reply is None:
        raise NotATemplate
    library.require_approved(item)
    reason = expiry_of(item, now.astimezone(zone_of(community.timezone)).date())
    if reason is not None:
        raise TemplateExpired(words(reason))


def _new_use(
    community: Community, item: ContentItem, member_state: MemberState | None, edit_distance: int, now: datetime
) -> ReplyUse:
    if item.reply is None:
        raise NotATemplate
    return ReplyUse(
        community_id=community.id, item_id=item.id, revision_id=item.current_revision_id, created_at=now,
        scenario=item.reply.scenario, member_state=member_state,
        edit_distance=min(max(0, edit_distance), MOST_EDITED),
    )


def _whole_key(community: Community, key: str, actor: Actor) -> str:
    """Nobody's key can meet, or tell of, somebody else's. Raises KeyMissing."""
    if not key.strip() or len(key) > MOST_KEY:
        raise KeyMissing
    return hashlib.sha256(f"{community.id}/{actor.user.id}/{key}".encode(errors="surrogatepass")).hexdigest()


def _known(session: Session, whole_key: str) -> ReplyUse | None:
    return session.scalar(select(ReplyUse).where(ReplyUse.idempotency_key == whole_key))


def _add(session: Session, item_id: int, **changes: Any) -> None:
    """Sums are added up by the database: two operators who copy at once are two uses."""
    session.execute(
        update(ReplyTemplate).where(ReplyTemplate.item_id == item_id).values(**changes)
        .execution_options(synchronize_session=False)
    )
    card = session.get(ReplyTemplate, item_id)
    if card is not None:
        session.expire(card, list(changes))
