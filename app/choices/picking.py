"""One button gives the open slots away: the words of evergreens become drafts there and go to review."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.choices.borrowing import Why, borrow
from app.choices.drawing import log
from app.choices.offers import MOST_SHOWN, Draw, Offer, Range, offers
from app.choices.refusals import NothingToPick, PicksChanged
from app.library import service as library
from app.models import Choice, Community, ContentItem
from app.models.learning import Contest


def digest(found: Sequence[Offer]) -> str:
    """Stands for these slots and who was seen to stand there; another one means that something changed since.

    It says nothing of the draw: who could try the few it may be would learn it before deciding.
    """
    named = ["|".join([str(offer.post.id), *offer.evergreens, *_seen(offer)]) for offer in found if offer.may_be_filled]
    return hashlib.sha256(",".join(named).encode()).hexdigest()


def _seen(offer: Offer) -> Iterator[str]:
    for one in offer.listed[:MOST_SHOWN] if offer.listed else ():
        yield f"{one.key}:{one.mean:.9f}"


def pick_all(
    session: Session, community: Community, span: Range, seen: str, *, actor: Actor, now: datetime
) -> list[Choice]:
    """Give every open slot of the range what is drawn for it; nothing is approved by that.

    `seen` is the digest of what was looked at. All or nothing: who could leave out a pick of the random control would
    make it worthless. Raises PicksChanged, NothingToPick.
    """
    found = offers(session, community, span, now=now, lock=True)
    if digest(found) != seen:
        raise PicksChanged
    made = [
        _pick(session, community, offer.post, offer.drawn, offer.source, actor=actor, now=now)
        for offer in found if offer.drawn and offer.source
    ]
    if not made:
        raise NothingToPick
    return made


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
