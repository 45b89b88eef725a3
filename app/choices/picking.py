"""One button gives the open slots away: the words of evergreens become drafts there and go to review."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.choices.borrowing import Why, borrow
from app.choices.drawing import log
from app.choices.offers import Draw, Offer, Range, offers
from app.choices.refusals import NothingToPick, PicksChanged
from app.library import service as library
from app.models import Choice, Community, ContentItem
from app.models.learning import Contest


def digest(found: Sequence[Offer]) -> str:
    """Stands for exactly these picks with these chances; another one means that something changed since."""
    named = [f"{offer.post.id}:{offer.pick.key}:{offer.pick.propensity:.9f}" for offer in found if offer.pick]
    return hashlib.sha256(",".join(named).encode()).hexdigest()


def pick_all(
    session: Session, community: Community, span: Range, seen: str, *, actor: Actor, now: datetime
) -> list[Choice]:
    """Give every open slot of the range what was shown for it; nothing is approved by that.

    `seen` is the digest of what was looked at. All or nothing: who could leave out a pick of the random control would
    make it worthless. Raises PicksChanged, NothingToPick.
    """
    found = [offer for offer in offers(session, community, span, now=now, lock=True) if offer.pick]
    if digest(found) != seen:
        raise PicksChanged
    if not found:
        raise NothingToPick
    return [
        _pick(session, community, offer.post, offer.drawn, offer.source, actor=actor, now=now)
        for offer in found if offer.drawn and offer.source
    ]


def _pick(
    session: Session, community: Community, post: ContentItem, drawn: Draw, source: ContentItem, *, actor: Actor,
    now: datetime,
) -> Choice:
    if source.current_revision is None:
        raise library.TextMissing
    post.returns_id = source.returns_id or source.id
    post.reasons = [*post.reasons, Why.RETURNS.say(source.headline())]
    borrow(session, post, source, source.current_revision, actor=actor, now=now)
    return log(
        session, community, Contest.EVERGREENS, post, drawn.ranking, source=source, ranker=drawn.ranker,
        seed=drawn.seed, made_by_id=actor.user.id, now=now,
    )
