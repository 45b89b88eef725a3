"""What the ranking chose in the sample's weeks: evergreens that returned to open slots, and rivals for one of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.choices import rivals, rules
from app.choices.evergreens import mark
from app.choices.offers import Range, offers
from app.choices.picking import digest, pick_all
from app.models import Choice, Community, ContentItem, Persona
from app.review import service as review
from content_calendar.workflow import State

REST_DAYS, CONTROL_PERCENT = 14, 10
"""Shorter and more often than a community of years would have it: the sample is six weeks old."""
GIVEN = timedelta(days=2)


def loosen_rules(session: Session) -> None:
    """Let words return within the weeks of the sample."""
    for community in session.scalars(select(Community).order_by(Community.id)):
        rules.set_rules(
            session, community.id, control_percent=CONTROL_PERCENT, evergreen_rest_days=REST_DAYS,
            version=community.version,
        )


def mark_evergreens(session: Session, items: Sequence[ContentItem], *, actor: Actor, now: datetime) -> None:
    """What is out may return, but for what returned already: its words are marked where they stood first."""
    for item in items:
        if item.state is State.PUBLISHED and item.returns_id is None:
            mark(session, item.community, item.id, evergreen=True, version=item.version, actor=actor, now=now)


def let_return(
    session: Session, persona: Persona, start: datetime, *, actor: Actor, now: datetime
) -> list[Choice]:
    """Give the open slots of the first days from `start` on to evergreens, as far as any has rested."""
    span = Range(start, start + GIVEN, persona.id)
    found = offers(session, persona.community, span, now=now, lock=True)
    some = any(offer.pick for offer in found)
    return pick_all(session, persona.community, span, digest(found), actor=actor, now=now) if some else []


def let_compete(
    session: Session, item: ContentItem, *, editor: Actor, reviewer: Actor, now: datetime
) -> Choice | None:
    """Have the text as it was before the last edit compete with it: both are approved, one is drawn. None for a post
    without such a text, or when either still waits for somebody's hand.
    """
    texts = rivals.other_texts(item) if rivals.may_have_rivals(item, now) else ()
    if not texts:
        return None
    rival = rivals.make_rival(
        session, item.community, item.id, texts[0].id, version=item.version, actor=editor, now=now
    )
    standing = (item, rival)
    if any(one.state is not State.IN_REVIEW for one in standing):
        return None
    for one in standing:
        review.approve(session, one.community_id, one.id, version=one.version, actor=reviewer, now=now)
    return rivals.decide(session, item.community, item.id, actor=editor, now=now)
