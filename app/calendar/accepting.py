"""A plan's changes, applied to the posts they concern as far as these are still as the plan found them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.calendar.new_posts import add_posts, in_both_languages
from app.calendar.traces import Trace, place_of
from app.library import service as library
from app.models import ContentItem, Persona
from content_calendar.message import Message
from content_calendar.planning.plan import Change, ChangeKind, Proposal
from content_calendar.vocabulary import Language, Term
from content_calendar.workflow import Action, State


class PlanNote(Term):
    """What the history of a post says about a plan."""

    MOVED = "moved_by_plan", "按计划改期：{why}", "Moved by a plan: {why}"
    REMOVED = "removed_by_plan", "按计划撤下：{why}", "Taken away by a plan: {why}"


@dataclass(frozen=True, slots=True)
class Accepted:
    """The posts an accepted plan touched, the changes it could not apply, and what it takes to take all that back."""

    added: tuple[ContentItem, ...] = ()
    moved: tuple[ContentItem, ...] = ()
    removed: tuple[ContentItem, ...] = ()
    lost: tuple[Change, ...] = ()
    traces: tuple[Trace, ...] = ()

    @property
    def items(self) -> tuple[ContentItem, ...]:
        return (*self.added, *self.moved, *self.removed)

    def __add__(self, other: Accepted) -> Accepted:
        """Both together: what was accepted for several personas."""
        return Accepted(
            added=self.added + other.added, moved=self.moved + other.moved, removed=self.removed + other.removed,
            lost=self.lost + other.lost, traces=self.traces + other.traces,
        )


def accept_plan(
    session: Session, persona: Persona, proposal: Proposal, keys: Collection[str], *, actor: Actor, now: datetime
) -> Accepted:
    """Apply the changes of `proposal` whose key is in `keys`; hold the calendar before you propose.

    A post is moved or taken away only if it is still loose and stands where the proposal found it; the other changes
    are lost. What is taken away goes to the archive, with the reason in its history.
    """
    chosen = [change for change in proposal.changes if change.key in keys]
    posts = _locked(session, chosen)
    lost = tuple(change for change in chosen if not _applies(change, posts))
    due = [change for change in chosen if change not in lost]
    before = {item.id: place_of(item) for item in posts.values()}
    slots = [change.slot for change in due if change.kind is ChangeKind.ADD and change.slot]
    added = add_posts(session, persona, slots, now)
    moved = [_move(session, posts, change, actor, now) for change in due if change.kind is ChangeKind.MOVE]
    removed = [_remove(session, posts, change, actor, now) for change in due if change.kind is ChangeKind.REMOVE]
    session.flush()
    traces = (
        *(Trace(kind=ChangeKind.ADD, item_id=item.id, version=item.version) for item in added),
        *(Trace(kind=ChangeKind.MOVE, item_id=item.id, version=item.version, place=before[item.id]) for item in moved),
        *(Trace(kind=ChangeKind.REMOVE, item_id=item.id, version=item.version) for item in removed),
    )
    return Accepted(tuple(added), tuple(moved), tuple(removed), lost, traces)


def _locked(session: Session, chosen: Iterable[Change]) -> dict[int, ContentItem]:
    """The posts these changes concern, as they are now and until the commit."""
    query = (
        select(ContentItem)
        .where(ContentItem.id.in_([change.item_id for change in chosen if change.item_id is not None]))
        .order_by(ContentItem.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {item.id: item for item in session.scalars(query)}


def _applies(change: Change, posts: Mapping[int, ContentItem]) -> bool:
    if change.item_id is None:
        return True
    item = posts.get(change.item_id)
    return item is not None and item.state is State.PLANNED and not item.pinned and item.slot_at == change.was


def _move(
    session: Session, posts: Mapping[int, ContentItem], change: Change, actor: Actor, now: datetime
) -> ContentItem:
    item, slot = posts[change.item_id or 0], change.slot
    if slot is None:
        raise ValueError("a change that moves needs a slot")
    why = _note(PlanNote.MOVED, change, actor)
    library.reschedule(session, item, slot.at.astimezone(UTC), version=item.version, actor=actor, now=now, planned=why)
    item.column_day = slot.column_day
    item.scene = slot.scene
    item.occasion = slot.occasion.label(item.language) if slot.occasion else ""
    item.reasons = [in_both_languages(reason) for reason in slot.reasons]
    return item


def _remove(
    session: Session, posts: Mapping[int, ContentItem], change: Change, actor: Actor, now: datetime
) -> ContentItem:
    item = posts[change.item_id or 0]
    library.step(session, item, Action.ARCHIVE, actor=actor, now=now, note=_note(PlanNote.REMOVED, change, actor))
    return item


def _note(code: PlanNote, change: Change, actor: Actor) -> str:
    language = actor.user.language
    reasons = (reason.text(language) for reason in change.reasons)
    return Message(code, {"why": ("；" if language is Language.ZH else "; ").join(reasons)}).text(language)
