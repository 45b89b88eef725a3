"""Undo of an accepted plan: every post nobody touched since goes back to how it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.accounts.access import Actor
from app.calendar.traces import Place, Trace
from app.core.errors import Conflict, NotFound
from app.library import service as library
from app.models import Community, ContentItem, PlanAcceptance
from content_calendar.message import Message
from content_calendar.planning.plan import ChangeKind
from content_calendar.vocabulary import Term
from content_calendar.workflow import Action


class TakenBackNote(Term):
    TAKEN_BACK = "taken_back", "撤销了这次计划", "The plan was taken back"


class TakenBackAlready(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("This plan has been taken back already."), _l("The calendar shows how things stand now.")
        )


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How many changes were undone, how many were left because somebody went on from there, and the first moment of
    the posts concerned."""

    undone: int
    left: int
    first: datetime | None


def keep(
    session: Session, community: Community, traces: Iterable[Trace], *, actor: Actor, now: datetime
) -> PlanAcceptance:
    """Write down what was accepted, so that it can be taken back."""
    acceptance = PlanAcceptance(
        community_id=community.id, accepted_by_id=actor.user.id, created_at=now,
        traces=[trace.model_dump(mode="json") for trace in traces],
    )
    session.add(acceptance)
    session.flush()
    return acceptance


def take_back(
    session: Session, community: Community, acceptance_id: int, *, actor: Actor, now: datetime
) -> TakenBack:
    """Undo an accepted plan, once: what it added goes to the archive, what it moved or took away comes back.

    Posts that were changed since, or whose old time has passed, stay as they are. Raises NotFound, TakenBackAlready.
    """
    acceptance = _locked(session, community, acceptance_id)
    if acceptance.taken_back_at:
        raise TakenBackAlready
    acceptance.taken_back_at = now
    traces = [Trace.model_validate(trace) for trace in acceptance.traces]
    posts = _posts(session, traces)
    undone = sum(_undo(session, trace, posts.get(trace.item_id), actor, now) for trace in traces)
    session.flush()
    first = min((item.slot_at for item in posts.values() if item.slot_at), default=None)
    return TakenBack(undone, len(traces) - undone, first)


def _locked(session: Session, community: Community, acceptance_id: int) -> PlanAcceptance:
    acceptance = session.scalar(
        select(PlanAcceptance)
        .where(PlanAcceptance.id == acceptance_id, PlanAcceptance.community_id == community.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if acceptance is None:
        raise NotFound
    return acceptance


def _posts(session: Session, traces: Iterable[Trace]) -> dict[int, ContentItem]:
    query = (
        select(ContentItem)
        .where(ContentItem.id.in_([trace.item_id for trace in traces]))
        .order_by(ContentItem.id)
        .options(selectinload(ContentItem.current_revision))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {item.id: item for item in session.scalars(query)}


def _undo(session: Session, trace: Trace, item: ContentItem | None, actor: Actor, now: datetime) -> bool:
    """Whether the change could be undone."""
    if item is None or item.version != trace.version:
        return False
    note = Message(TakenBackNote.TAKEN_BACK).text(actor.user.language)
    if trace.kind is ChangeKind.MOVE:
        return _move_back(session, item, trace.place, note, actor=actor, now=now)
    action = Action.ARCHIVE if trace.kind is ChangeKind.ADD else Action.RESTORE
    library.step(session, item, action, actor=actor, now=now, note=note)
    return True


def _move_back(
    session: Session, item: ContentItem, place: Place | None, note: str, *, actor: Actor, now: datetime
) -> bool:
    if place is None or place.slot_at is None or place.slot_at <= now:
        return False
    library.reschedule(session, item, place.slot_at, version=item.version, actor=actor, now=now, planned=note)
    for name in ("column_day", "scene", "occasion", "reasons"):
        setattr(item, name, getattr(place, name))
    return True
