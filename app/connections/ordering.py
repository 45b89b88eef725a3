"""Deciding that an approved text goes to a connection: a row of work, nothing is sent yet.

Ordering twice makes one row: the unique constraint names text, slot and connection, so that no two people, sweepers or
processes send the same words twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from flask_babel import lazy_gettext as _l
from pydantic import ValidationError
from sqlalchemy import Select, exists, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from app.accounts.access import Actor
from app.audit import service as audit
from app.core.errors import Conflict
from app.core.queue import wake_one
from app.library import service as library
from app.models import Connection, ContentItem, Push, PushAction, PushAttempt, PushStatus
from content_calendar.exporters.push.options import Options, When
from content_calendar.exporters.push.registry import push_target
from content_calendar.vocabulary import Platform
from content_calendar.workflow import Role, State

QUEUE = "default"
JOB = "app.connections.jobs.push_due"
SETTLED = timedelta(minutes=1)
"""An approval is that old before anything leaves by itself: whoever pressed the wrong button can still undo it."""
_STANDS = (PushStatus.WAITING, PushStatus.RUNNING, PushStatus.DELIVERED, PushStatus.UNKNOWN)
_AT_ONCE = 200


class ConnectionOff(Conflict):
    def __init__(self) -> None:
        super().__init__(_l("This connection is switched off."), _l("Ask an admin to switch it on, then push again."))


class NotCarried(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("This connection does not carry posts of this persona or platform."),
            _l("Choose another connection, or ask an admin to widen it."),
        )


class SlotMissed(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("This post has no slot ahead of it, so no scheduler can take it."),
            _l("Reschedule it and have it reviewed again."),
        )


class AlreadyOut(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("This post is out already; pushed now, it would go out twice."),
            _l("Make a new post of it if it should go out once more."),
        )


class SettingsIncomplete(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("The settings of this connection are incomplete."), _l("Ask an admin to complete and test them.")
        )


def options_of(connection: Connection) -> Options:
    """What the target is asked with. Raises SettingsIncomplete."""
    try:
        options: Options = push_target(connection.target).read_options(connection.options)
    except (KeyError, ValidationError):
        raise SettingsIncomplete from None
    return options


def carries(connection: Connection, item: ContentItem) -> bool:
    """Whether posts of this persona and platform go through the connection."""
    is_ours = connection.community_id == item.community_id
    return is_ours and carries_post(connection, item.persona_id, item.platform)


def carries_post(connection: Connection, persona_id: int, platform: Platform) -> bool:
    """`carries` for a post of the same community that may be no row yet."""
    return connection.persona_id in (None, persona_id) and (
        not connection.platforms or platform.value in connection.platforms
    )


def order(session: Session, item: ContentItem, connection: Connection, *, actor: Actor, now: datetime) -> Push:
    """Have the item's approved words sent; the push that stands already when there is one. The item is locked.

    Raises NotApproved, SlotContested, ConnectionOff, NotCarried, AlreadyOut, SlotMissed, SettingsIncomplete.
    """
    library.require_approved(item)
    library.require_slot(session, item)
    if not connection.active:
        raise ConnectionOff
    if not carries(connection, item):
        raise NotCarried
    if item.published_at is not None:
        raise AlreadyOut
    if item.slot_at is None or item.slot_at <= now:
        raise SlotMissed
    options = options_of(connection)
    latest = _latest(session, item, connection)
    if latest is not None and latest.status in _STANDS and not _is_being_taken_back(session, latest):
        return latest
    push = _new_push(item, connection, options, actor, now, round_=latest.round + 1 if latest else 1)
    return _added(session, push, actor, now)


def order_waiting(session: Session, connection: Connection, now: datetime) -> int:
    """Order what an automatic connection should carry and does not; how many."""
    items = session.scalars(_unordered(connection, now)).all()
    ready = [item for item in items if item.is_approved()]
    for item in ready:
        order(session, item, connection, actor=_maker(connection), now=now)
    return len(ready)


def _unordered(connection: Connection, now: datetime) -> Select[ContentItem]:
    ordered = exists().where(
        Push.connection_id == connection.id, Push.item_id == ContentItem.id,
        Push.fingerprint == ContentItem.approved_fingerprint, Push.action == PushAction.CREATE,
        or_(Push.status != PushStatus.CANCELLED, Push.resolved_by_id.is_not(None)),
    )
    wanted = [
        ContentItem.community_id == connection.community_id,
        ContentItem.state.in_((State.APPROVED, State.EXPORTED)),
        ContentItem.approved_at <= now - SETTLED, ContentItem.slot_at > now, ~ordered,
        library.uncontested(),
    ]
    if connection.persona_id is not None:
        wanted.append(ContentItem.persona_id == connection.persona_id)
    if connection.platforms:
        wanted.append(ContentItem.platform.in_(connection.platforms))
    return (
        select(ContentItem).where(*wanted).options(joinedload(ContentItem.current_revision))
        .order_by(ContentItem.slot_at, ContentItem.id).limit(_AT_ONCE)
        .with_for_update(of=ContentItem, skip_locked=True)
    )


def _latest(session: Session, item: ContentItem, connection: Connection) -> Push | None:
    return session.scalar(
        select(Push).where(
            Push.connection_id == connection.id, Push.item_id == item.id, Push.action == PushAction.CREATE,
            Push.fingerprint == item.approved_fingerprint,
        ).order_by(Push.round.desc()).limit(1)
    )


def _is_being_taken_back(session: Session, push: Push) -> bool:
    """Whether the target was asked to take it down and has not said that it did."""
    withdrawn = exists().where(
        Push.connection_id == push.connection_id, Push.item_id == push.item_id, Push.round == push.round,
        Push.fingerprint == push.fingerprint, Push.action == PushAction.CANCEL,
        Push.status.in_((PushStatus.WAITING, PushStatus.RUNNING)), PushAttempt.push_id == Push.id,
    )
    return bool(session.scalar(select(withdrawn)))


def _maker(connection: Connection) -> Actor:
    """An automatic push is ordered by who set the connection up that way."""
    return Actor(connection.created_by, Role.ADMIN)


def _new_push(
    item: ContentItem, connection: Connection, options: Options, actor: Actor, now: datetime, *, round_: int
) -> Push:
    slot = item.slot_at or now
    return Push(
        community_id=item.community_id, connection_id=connection.id, item_id=item.id,
        revision_id=item.current_revision_id, ordered_by_id=actor.user.id, fingerprint=item.approved_fingerprint,
        slot_at=slot, action=PushAction.CREATE, round=round_, uid=uuid4().hex,
        available_at=slot if options.when() is When.AT_SLOT else now, recipients=list(options.recipients()),
        confirmations=[{"sender": sender, "by": None, "at": None} for sender in options.confirmers()], created_at=now,
    )


def _added(session: Session, push: Push, actor: Actor, now: datetime) -> Push:
    """The push, or the one that somebody else ordered at the same moment."""
    row = inserted(session, push)
    if row is push:
        audit.record(
            session, "push.order", actor=actor, community_id=push.community_id, subject="push", subject_id=push.id,
            before={}, after={"item_id": push.item_id, "connection_id": push.connection_id, "slot_at": push.slot_at},
            now=now,
        )
        wake_one(QUEUE, JOB, push.connection_id)
    return row


def inserted(session: Session, push: Push) -> Push:
    """The row, or the one that stands in its place because somebody else was faster."""
    try:
        with session.begin_nested():
            session.add(push)
            session.flush()
    except IntegrityError:
        return session.scalars(
            select(Push).where(
                Push.connection_id == push.connection_id, Push.item_id == push.item_id,
                Push.fingerprint == push.fingerprint, Push.action == push.action, Push.round == push.round,
            )
        ).one()
    wake_one(QUEUE, JOB, push.connection_id)
    return push
