"""A choice taken back: slots are open again, rivals that were set aside wait for review again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from app.accounts.access import Actor
from app.choices.borrowing import Why
from app.choices.refusals import ChoiceStands
from app.core.errors import NotFound
from app.library import service as library
from app.models import Choice, Community, ContentItem
from app.models.learning import Contest
from content_calendar.workflow import Action, State

_UNDECIDED = (State.DRAFT, State.IN_REVIEW, State.CHANGES_REQUESTED)


@dataclass(frozen=True, slots=True)
class Undone:
    """How many choices were undone, and how many stand because something became of them since."""

    done: int
    stand: int


def undo(
    session: Session, community: Community, choice_ids: Collection[int], *, actor: Actor, now: datetime
) -> Undone:
    """Take these choices back as far as that is possible; an undone one stays in the log and counts for nothing.

    Raises NotFound outside the community, ChoiceStands when none can be undone.
    """
    choices = _held(session, community, choice_ids)
    if not choices:
        raise NotFound
    done = sum(_undo(session, community, choice, actor, now) for choice in choices)
    if not done:
        raise ChoiceStands
    session.flush()
    return Undone(done, len(choices) - done)


def _held(session: Session, community: Community, choice_ids: Collection[int]) -> Sequence[Choice]:
    query = (
        select(Choice)
        .where(Choice.id.in_(choice_ids), Choice.community_id == community.id)
        .order_by(Choice.id)
        .with_for_update(of=Choice)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).all()


def _undo(session: Session, community: Community, choice: Choice, actor: Actor, now: datetime) -> bool:
    if choice.undone_at is not None:
        return False
    take = _bring_back if choice.contest is Contest.RIVALS else _open_again
    if not take(session, community, choice, actor, now):
        return False
    choice.undone_at = now
    return True


def _open_again(session: Session, community: Community, choice: Choice, actor: Actor, now: datetime) -> bool:
    """The slot is planned without a text once more, unless somebody wrote, approved or moved there since."""
    item = library.get_item(session, community.id, choice.item_id, lock=True)
    text = item.current_revision
    untouched = text is not None and text.provenance.get("taken_from") == choice.source_id
    if item.state not in _UNDECIDED or not untouched or item.slot_at != choice.slot_at:
        return False
    note = Why.UNDONE.label(community.language)
    if item.state is State.IN_REVIEW:
        library.advance(session, item, Action.WITHDRAW, actor=actor, now=now, note=note)
    library.advance(session, item, Action.ARCHIVE, actor=actor, now=now, note=note)
    item.current_revision_id, item.returns_id, item.keeper_id = None, None, None
    set_committed_value(item, "current_revision", None)
    item.reasons = [said for said in item.reasons if not _is_return(said)]
    library.advance(session, item, Action.RESTORE, actor=actor, now=now, note=note)
    return True


def _is_return(said: dict[str, str]) -> bool:
    return said.get("en", "").startswith("The evergreen “")


def _bring_back(session: Session, community: Community, choice: Choice, actor: Actor, now: datetime) -> bool:
    """The others are drafts again and wait for review; what was chosen stays approved. No approval comes back."""
    ids = [one["item_id"] for one in choice.candidates]
    query = (
        select(ContentItem)
        .where(ContentItem.id.in_(ids), ContentItem.community_id == community.id)
        .options(selectinload(ContentItem.current_revision))
        .order_by(ContentItem.id)
        .with_for_update(of=ContentItem)
        .execution_options(populate_existing=True)
    )
    items = {item.id: item for item in session.scalars(query)}
    chosen = items.get(choice.item_id)
    if chosen is None or chosen.state is not State.APPROVED or (chosen.slot_at or now) <= now:
        return False
    aside = [item for item in items.values() if item is not chosen and item.state is State.ARCHIVED]
    for item in aside:
        library.advance(
            session, item, Action.RESTORE, actor=actor, now=now, note=Why.UNDONE.label(community.language)
        )
        if library.may_submit(item, ""):
            library.submit(session, item, actor=actor, now=now)
    return True
