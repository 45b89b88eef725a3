"""What people do to a calendar by hand: place a post, move it, change what it is about, put it away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.calendar import queries
from app.calendar.feed import is_bound
from app.calendar.local_time import moment_of
from app.calendar.planning import cadence_of, new_seed
from app.core.errors import Conflict
from app.core.i18n import label, slot_time
from app.library import service as library
from app.library.moving_back import move_back
from app.models import Community, ContentItem, ItemEvent, Persona
from content_calendar.message import Message
from content_calendar.planning.concerns import concerns
from content_calendar.vocabulary import ContentKind, Form, Stage, Value
from content_calendar.workflow import Action, State, TransitionRefused, allowed_actions


class DetailsFixed(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("What this post is about cannot change now: its text is being written, reviewed or used."),
            _l("Withdraw it or send it back first, or edit the text itself."),
        )


class ChangedMeanwhile(library.StaleVersion):
    """Names who was faster and where the post stands now; a script may go on from there with a further look."""

    def __init__(self, item: ContentItem, last: ItemEvent | None, zone: ZoneInfo) -> None:
        stands = slot_time(item.slot_at, zone.key) if item.slot_at else _l("no time")
        cause = _l(
            "%(name)s changed this post while you had it open: %(action)s. It stands at %(time)s (%(zone)s) now.",
            name=last.actor.name if last and last.actor else _l("Somebody else"),
            action=label(last.action) if last else _l("something else"), time=stands, zone=zone.key,
        )
        Conflict.__init__(self, cause, _l("Yours was not done; look whether you still want it."))
        self.members = {
            "version": item.version, "instant": item.slot_at.isoformat() if item.slot_at else "",
            "pinned": item.pinned, "bound": is_bound(item.state),
        }


@dataclass(frozen=True, slots=True)
class Details:
    """What a post is about, as a person entered it; `slot` is the community's wall clock."""

    slot: datetime
    persona_id: int
    value: Value
    stage: Stage
    form: Form
    column_id: int | None = None
    voice_id: int | None = None
    product_id: int | None = None
    event_id: int | None = None
    topic_title: str = ""
    topic_points: tuple[str, ...] = ()

    def topic(self) -> dict[str, object]:
        return {"title": self.topic_title, "points": list(self.topic_points)} if self.topic_title else {}


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a post stands now, in the community's zone, and what people should know about that."""

    item: ContentItem
    at: datetime
    notes: tuple[Message, ...]
    state_before: State | None = None


def place_item(session: Session, community: Community, details: Details, *, actor: Actor, now: datetime) -> Placement:
    """Put one post into the calendar by hand. Raises SlotInPast, SlotOutOfReach."""
    local = moment_of(details.slot, queries.zone_of(community))
    library.expect_reachable(community, local.at, now)
    item = ContentItem(
        uid=uuid4().hex, community_id=community.id, kind=ContentKind.POST, platform=community.platform, reasons=[],
        state=State.PLANNED, seed=new_seed(), slot_at=local.at.astimezone(UTC), created_at=now, pinned=True,
    )
    _apply(item, queries.persona_of(session, community, details.persona_id), details, now)
    session.add(item)
    session.flush()
    return Placement(item, local.at, (*_said(local.note), *notes_on(session, community, item)))


def move(
    session: Session, community: Community, item_id: int, slot: datetime, *, version: int, actor: Actor, now: datetime
) -> Placement:
    """Give a post another time; a naive `slot` is the community's wall clock, an aware one is an instant.

    From then on no plan moves it.
    Raises ChangedMeanwhile, SlotInPast, SlotOutOfReach, TransitionRefused.
    """
    local = moment_of(slot, queries.zone_of(community))
    item = _as_seen(session, community, item_id, version)
    before = item.state
    library.reschedule(session, item, local.at.astimezone(UTC), version=version, actor=actor, now=now)
    item.pinned = True
    session.flush()
    return Placement(item, local.at, (*_said(local.note), *notes_on(session, community, item)), before)


def take_back(
    session: Session, community: Community, item_id: int, slot: datetime, *, pinned: bool, version: int, actor: Actor,
    now: datetime,
) -> Placement:
    """Undo the move this person just made: the instant, the state and the freedom to be planned of before.

    Raises ChangedMeanwhile, MoveOvertaken, SlotInPast, SlotOutOfReach, TransitionRefused.
    """
    item = _as_seen(session, community, item_id, version)
    move_back(session, item, slot.astimezone(UTC), version=version, actor=actor, now=now)
    item.pinned = pinned
    session.flush()
    return Placement(item, slot.astimezone(queries.zone_of(community)), notes_on(session, community, item))


def change_details(
    session: Session, community: Community, item_id: int, details: Details, *, version: int, actor: Actor, now: datetime
) -> Placement:
    """Change what a post is about, and its time; its text, if there is one, stays as it is.

    Raises StaleVersion, SlotInPast, SlotOutOfReach, DetailsFixed, TransitionRefused.
    """
    item = library.get_item(session, community.id, item_id, lock=True)
    library.expect_version(item, version)
    if not may_change_details(item.state, actor):
        raise DetailsFixed
    local = moment_of(details.slot, queries.zone_of(community))
    library.reschedule(session, item, local.at.astimezone(UTC), version=item.version, actor=actor, now=now)
    item.pinned = True
    _apply(item, queries.persona_of(session, community, details.persona_id), details, now)
    session.flush()
    library.note_edit(session, item, actor=actor, now=now)
    session.flush()
    return Placement(item, local.at, (*_said(local.note), *notes_on(session, community, item)))


def may_change_details(state: State, actor: Actor) -> bool:
    """Whether a post may still be about something else: as long as it could be drafted anew."""
    return Action.START_DRAFTING in allowed_actions(state, actor.role)


def set_aside(
    session: Session, community: Community, item_id: int, action: Action, *, version: int, actor: Actor, now: datetime
) -> ContentItem:
    """Archive a post or take it back from the archive. Raises StaleVersion, TransitionRefused."""
    if action is Action.RESTORE:
        library.hold_names(session, community.id)
    item = library.get_item(session, community.id, item_id, lock=True)
    library.expect_version(item, version)
    if action not in (Action.ARCHIVE, Action.RESTORE):
        raise TransitionRefused(action, item.state)
    library.advance(session, item, action, actor=actor, now=now)
    return item


def notes_on(session: Session, community: Community, item: ContentItem) -> tuple[Message, ...]:
    """What speaks against the time at which the post stands: quiet hours, caps, gaps, clashes."""
    if item.slot_at is None:
        return ()
    return concerns(
        item.slot_at,
        queries.neighbours(session, item, item.slot_at),
        persona=item.persona.name,
        cadence=cadence_of(community),
        zone=queries.zone_of(community),
    )


def _as_seen(session: Session, community: Community, item_id: int, version: int) -> ContentItem:
    """The item, locked. Raises ChangedMeanwhile when it is no longer what was seen."""
    item = library.get_item(session, community.id, item_id, lock=True)
    if item.version != version:
        raise ChangedMeanwhile(item, queries.last_event(session, item), queries.zone_of(community))
    return item


def _apply(item: ContentItem, persona: Persona, details: Details, now: datetime) -> None:
    if details.column_id != item.column_id:
        item.column_day = details.slot.date() if details.column_id else None
    item.persona = persona
    item.language = persona.language
    for name in ("column_id", "voice_id", "product_id", "event_id", "value", "stage", "form"):
        setattr(item, name, getattr(details, name))
    item.topic = details.topic()
    item.updated_at = now


def _said(note: Message | None) -> tuple[Message, ...]:
    return (note,) if note else ()
