"""Several posts for one slot: making one, and deciding which of the approved ones goes out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.accounts.access import Actor
from app.choices.borrowing import Why, borrow
from app.choices.drawing import Prize, chooser, draw, log, seed_of
from app.choices.refusals import (
    MOST_RIVALS,
    AllHeldBack,
    NoOtherText,
    NoRival,
    NothingToDecide,
    OnItsWay,
    SlotTaken,
    TooManyRivals,
)
from app.choices.uses import uses_before
from app.learning.features import features_of
from app.library import service as library
from app.models import Choice, Community, ContentItem, Push, PushAction, PushStatus, Revision
from app.models.learning import Contest
from content_calendar.ranking import Candidate
from content_calendar.vocabulary import ContentKind
from content_calendar.workflow import OUT, Action, State

_SHARED = (
    "community_id", "persona_id", "column_id", "column_day", "voice_id", "product_id", "event_id", "campaign_id",
    "touch", "kind", "value", "stage", "form", "scene", "goal", "occasion", "topic", "platform", "language", "slot_at",
)
FEWEST = 2
_GONE = (State.ARCHIVED, State.EXPIRED)
_MAY_BE_OUT = (PushStatus.RUNNING, PushStatus.UNKNOWN, PushStatus.DELIVERED)


def make_rival(
    session: Session, community: Community, item_id: int, revision_id: int, *, version: int, actor: Actor,
    now: datetime,
) -> ContentItem:
    """A new post in the slot of this one that carries another of its texts, and goes through review as any.

    Raises NotFound, StaleVersion, NoRival, NoOtherText, TooManyRivals.
    """
    item = library.get_item(session, community.id, item_id, lock=True)
    library.expect_version(item, version)
    if not may_have_rivals(item, now):
        raise NoRival
    text = next((text for text in other_texts(item) if text.id == revision_id), None)
    if text is None:
        raise NoOtherText
    if len(rivals_of(session, item)) + 1 >= MOST_RIVALS:
        raise TooManyRivals
    rival = _beside(item, now)
    session.add(rival)
    session.flush()
    borrow(session, rival, item, text, actor=actor, now=now)
    return rival


def may_have_rivals(item: ContentItem, now: datetime) -> bool:
    """Whether its slot can still be fought for."""
    is_post = item.kind is ContentKind.POST and item.current_revision is not None
    out = item.state in (State.EXPORTED, State.PUBLISHED, *_GONE) or item.published_at is not None
    return is_post and not out and item.slot_at is not None and item.slot_at > now


def other_texts(item: ContentItem) -> tuple[Revision, ...]:
    """Its variants and older versions that could stand in the same slot, newest first."""
    return tuple(
        text for text in reversed(item.revisions)
        if text.id != item.current_revision_id
        and (text.provenance.get("platform") or item.platform) == item.platform
        and (text.provenance.get("language") or item.language) == item.language
        and (item.current_revision is None or text.copy() != item.current_revision.copy())
    )


def rivals_of(session: Session, item: ContentItem) -> Sequence[ContentItem]:
    """The other posts that stand for its slot, in whatever state but archived or expired; one query."""
    query = (
        select(ContentItem)
        .where(library.same_slot(item, ContentItem), ContentItem.state.not_in(_GONE))
        .options(joinedload(ContentItem.current_revision), joinedload(ContentItem.column))
        .order_by(ContentItem.id)
    )
    return session.scalars(query).all()


def decide(session: Session, community: Community, item_id: int, *, actor: Actor, now: datetime) -> Choice:
    """Let the ranking choose among the approved posts for the slot of this one; the others are archived.

    Raises NotFound, NothingToDecide, SlotTaken, SlotInPast, OnItsWay, AllHeldBack.
    """
    asked = library.get_item(session, community.id, item_id)
    standing = _held(session, asked)
    rivals = [item for item in standing if item.state is State.APPROVED and item.is_approved()]
    if len(standing) > len(rivals):
        raise SlotTaken
    if len(rivals) < FEWEST:
        raise NothingToDecide
    if rivals[0].slot_at is None or rivals[0].slot_at <= now:
        raise library.SlotInPast
    if _on_its_way(session, rivals):
        raise OnItsWay
    return _decided(session, community, rivals, actor, now)


def _decided(
    session: Session, community: Community, rivals: Sequence[ContentItem], actor: Actor, now: datetime
) -> Choice:
    by_key = {str(item.id): item for item in rivals}
    uses = uses_before(session, rivals[0].persona_id, rivals[0].slot_at or now)
    candidates = [
        Candidate(key, features_of(item, community), uses.of(item.column_id)) for key, item in by_key.items()
    ]
    ranker = chooser(session, community, rivals[0].goal)
    seed = seed_of(*sorted(item.uid for item in rivals), rivals[0].slot_at)
    ranking = draw(ranker, candidates, Prize(rivals[0], candidates[0].features.slot), seed)
    if ranking[0].pick is None:
        raise AllHeldBack
    winner = by_key[ranking[0].key]
    choice = log(
        session, community, Contest.RIVALS, winner, ranking, source=None, ranker=ranker, seed=seed,
        made_by_id=actor.user.id, now=now,
    )
    note = Why.SET_ASIDE.label(community.language).format(title=winner.headline())
    for item in rivals:
        if item is not winner:
            library.advance(session, item, Action.ARCHIVE, actor=actor, now=now, note=note)
    return choice


def _held(session: Session, asked: ContentItem) -> Sequence[ContentItem]:
    """All posts of the slot that are approved or out, held until the transaction ends: who decides at the same moment
    sees what is decided here.
    """
    query = (
        select(ContentItem)
        .where(
            ContentItem.community_id == asked.community_id, ContentItem.persona_id == asked.persona_id,
            ContentItem.slot_at == asked.slot_at, ContentItem.platform == asked.platform,
            ContentItem.kind == ContentKind.POST, ContentItem.state.in_(OUT),
        )
        .options(selectinload(ContentItem.current_revision))
        .order_by(ContentItem.id)
        .with_for_update(of=ContentItem)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).all()


def _on_its_way(session: Session, rivals: Sequence[ContentItem]) -> bool:
    sent = select(func.count(Push.id)).where(
        Push.item_id.in_([item.id for item in rivals]), Push.action == PushAction.CREATE, Push.status.in_(_MAY_BE_OUT)
    )
    return bool(session.scalar(sent))


def _beside(item: ContentItem, now: datetime) -> ContentItem:
    """Another planned post for the same slot. Pinned: no plan takes it away."""
    shared = {name: getattr(item, name) for name in _SHARED}
    return ContentItem(
        uid=uuid4().hex, seed=item.seed, reasons=[Why.RIVAL.say(item.headline())], pinned=True, created_at=now,
        updated_at=now, **shared,
    )
