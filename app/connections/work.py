"""Pushes as rows of work: which is next, and taking its lease.

Before anything is sent, in the transaction that takes the lease, the gate is asked once more. Rows are locked in one
order everywhere: connection, push, item.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from app.connections.causes import Cause, Trouble, cause, cause_of_message
from app.connections.ordering import SettingsIncomplete, options_of
from app.connections.sending import Line
from app.core.zones import zone_or_utc
from app.exports.entries import entry_of
from app.library import service as library
from app.models import Connection, ContentItem, Push, PushAction, PushAttempt, PushStatus
from content_calendar.exporters.push.options import Options, When
from content_calendar.exporters.push.registry import push_target, targets
from content_calendar.exporters.push.requests import Request
from content_calendar.exporters.push.target import NotBuilt, PushTarget, Trace
from content_calendar.workflow import OUT

LEASE = timedelta(minutes=2)
LOOK_UPS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
"""When a target is asked whether it has what ended unknown: so long after the attempt, or after the last look-up."""
TARDY = timedelta(hours=1)
"""What goes out at its slot may be this late; later a person decides."""
SENDING, LOOKING, NOT_FOUND, FOUND = "sending", "looking", "not_found", "found"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A leased push, ready to go without the database. With a `trace` it is no sending but a look-up."""

    push_id: int
    attempt_id: int
    connection_id: int
    owner: str
    line: Line
    request: Request
    uid: str
    action: PushAction
    trace: Trace | None = None
    known: frozenset[str] = frozenset()


def due(now: datetime) -> ColumnElement[bool]:
    """Pushes there is something to do for: waiting and due, or unknown and due for a look-up."""
    tried = select(func.count(PushAttempt.id)).where(
        PushAttempt.push_id == Push.id, PushAttempt.outcome.in_((LOOKING, NOT_FOUND))
    ).scalar_subquery()
    searchable = [target.key for target in targets() if type(target).look_up is not PushTarget.look_up]
    return and_(Push.available_at <= now, or_(
        and_(Push.status == PushStatus.WAITING, ~_behind_a_withdrawal()),
        and_(
            Push.status == PushStatus.UNKNOWN, Push.action == PushAction.CREATE, tried < len(LOOK_UPS),
            Push.connection_id.in_(select(Connection.id).where(Connection.target.in_(searchable))),
        ),
    ))


def _behind_a_withdrawal() -> ColumnElement[bool]:
    """New words wait until the old ones of the same post are taken back, so that both never stand there."""
    other = aliased(Push)
    return and_(Push.action == PushAction.CREATE, exists().where(
        other.connection_id == Push.connection_id, other.item_id == Push.item_id, other.action == PushAction.CANCEL,
        other.status.in_((PushStatus.WAITING, PushStatus.RUNNING)),
    ))


def take_next(session: Session, connection_id: int, *, owner: str, now: datetime) -> Parcel | None:
    """Lease the connection's next due push; None when there is none or the connection rests.

    What must not go any more is settled on the way and the next one looked at.
    """
    connection = locked(session, connection_id)
    if connection is None or not connection.active or (connection.held_until or now) > now:
        return None
    if until := _quota_used_up(session, connection, now):
        connection.held_until = until
        return None
    try:
        taking = _Taking(session, connection, options_of(connection), owner, now)
    except SettingsIncomplete:
        connection.active, connection.trouble = False, cause(Trouble.OPTIONS_UNREADABLE).written()
        return None
    while (push := _next_due(session, connection, now)) is not None:
        if parcel := _taken(taking, push):
            return parcel
        session.flush()
    return None


def locked(session: Session, connection_id: int) -> Connection | None:
    """The connection, held until the transaction ends; None when it is gone."""
    # a plain lock would make everybody wait who orders a push here; nobody changes the key of the row
    query = select(Connection).where(Connection.id == connection_id).with_for_update(key_share=True)
    return session.scalar(query.execution_options(populate_existing=True))


def _quota_used_up(session: Session, connection: Connection, now: datetime) -> datetime | None:
    """Until when the pace of the target lets nothing more go out; None while it does."""
    pace = push_target(connection.target).facts.pace
    if pace is None:
        return None
    made = (
        select(PushAttempt.created_at).join(Push, Push.id == PushAttempt.push_id)
        .where(Push.connection_id == connection.id, PushAttempt.created_at > now - pace.window)
        .order_by(PushAttempt.created_at.desc()).offset(pace.requests - 1).limit(1)
    )
    oldest = session.scalar(made)
    return oldest + pace.window if oldest else None


def _next_due(session: Session, connection: Connection, now: datetime) -> Push | None:
    query = (
        select(Push).where(Push.connection_id == connection.id, due(now))
        .options(joinedload(Push.item).joinedload(ContentItem.community), joinedload(Push.revision))
        .order_by(Push.action != PushAction.CANCEL, Push.slot_at, Push.id).limit(1)
        .with_for_update(of=Push).execution_options(populate_existing=True)
    )
    return session.scalar(query)


@dataclass(frozen=True, slots=True)
class _Taking:
    """Who takes what from which connection, and when."""

    session: Session
    connection: Connection
    options: Options
    owner: str
    now: datetime


def _taken(taking: _Taking, push: Push) -> Parcel | None:
    if push.status is PushStatus.UNKNOWN:
        return _look_up(taking, push)
    if _is_settled(taking, push):
        return None
    try:
        request = _request(taking, push)
    except NotBuilt as flaw:
        _end(push, PushStatus.FAILED, cause_of_message(flaw.message))
    except library.NotApproved:
        _end(push, PushStatus.CANCELLED, cause(Trouble.NO_LONGER_APPROVED))
    except library.SlotContested:
        _end(push, PushStatus.CANCELLED, cause(Trouble.SLOT_CONTESTED))
    else:
        if request is not None:
            return _leased(taking, push, request)
        is_withdrawal = push.action is PushAction.CANCEL
        _end(push, PushStatus.FAILED, cause(Trouble.BY_HAND if is_withdrawal else Trouble.SLOT_PASSED))
    return None


def _is_settled(taking: _Taking, push: Push) -> bool:
    """Whether nothing is to be sent any more; the push then says why, or is gone with its reason."""
    if push.action is PushAction.CANCEL and _is_wanted_again(taking, push):
        taking.session.delete(push)
    elif push.action is PushAction.CREATE and not push.attempts and push.item.published_at is not None:
        _end(push, PushStatus.CANCELLED, cause(Trouble.ALREADY_OUT))
    elif _replays_no_more(taking, push):
        _end(push, PushStatus.UNKNOWN, cause(Trouble.AWAY))
    else:
        return False
    return True


def _is_wanted_again(taking: _Taking, withdrawal: Push) -> bool:
    """Whether the words are approved again before anybody asked for them back: then they may stay where they are."""
    item = withdrawal.item
    tried = exists().where(PushAttempt.push_id == withdrawal.id)
    return (
        item.state in OUT and item.is_approved() and item.approved_fingerprint == withdrawal.fingerprint
        and not taking.session.scalar(select(tried))
    )


def _replays_no_more(taking: _Taking, push: Push) -> bool:
    """Whether the target may have the push from an attempt so long ago that the same request would make another."""
    window = push_target(taking.connection.target).facts.replays_for
    if window is None or not push.attempts or push.action is PushAction.CANCEL:
        return False
    first = select(func.min(PushAttempt.created_at)).where(PushAttempt.push_id == push.id)
    return taking.session.scalars(first).one() <= taking.now - window


def _end(push: Push, status: PushStatus, why: Cause) -> None:
    push.status, push.error = status, why.written()


def _request(taking: _Taking, push: Push) -> Request | None:
    """None when it is too late for it, or cannot be done by request. Raises NotApproved, SlotContested,
    NotBuilt.
    """
    target, options = push_target(taking.connection.target), taking.options
    if push.action is PushAction.CANCEL:
        return target.cancel(push.external_id, options, _first_uid(taking.session, push))
    item = push.item
    library.require_approved(item)
    library.require_slot(taking.session, item)
    if item.approved_fingerprint != push.fingerprint:
        raise library.NotApproved
    latest = push.slot_at + TARDY if options.when() is When.AT_SLOT else push.slot_at
    return target.build(entry_of(item, item.community), options, push.uid) if taking.now < latest else None


def _first_uid(session: Session, withdrawal: Push) -> str:
    """What the push that is taken back was called."""
    query = select(Push.uid).where(
        Push.connection_id == withdrawal.connection_id, Push.item_id == withdrawal.item_id,
        Push.fingerprint == withdrawal.fingerprint, Push.round == withdrawal.round, Push.action == PushAction.CREATE,
    )
    return session.scalar(query) or withdrawal.uid


def _leased(taking: _Taking, push: Push, request: Request) -> Parcel:
    push.status, push.attempts = PushStatus.RUNNING, push.attempts + 1
    return _parcel(taking, push, request, SENDING)


def _look_up(taking: _Taking, push: Push) -> Parcel | None:
    """The push keeps its state and its turn: should this process die, the next look-up comes in a while."""
    trace = Trace(
        push.revision.copy().text(), push.slot_at, zone_or_utc(push.item.community.timezone), push.item.platform,
        push.external_id,
    )
    request = push_target(taking.connection.target).look_up(trace, taking.options)
    push.available_at = taking.now + LOOK_UPS[-1]
    if request is None:
        return None
    return replace(
        _parcel(taking, push, request, LOOKING), trace=trace, known=_known(taking.session, push)
    )


def _parcel(taking: _Taking, push: Push, request: Request, doing: str) -> Parcel:
    """Lease the push. Its attempt is written before the request: a process that dies leaves it in log and count."""
    push.lease_owner, push.lease_until = taking.owner, taking.now + LEASE
    attempt = PushAttempt(
        push_id=push.id, number=push.attempts, milliseconds=0, outcome=doing, created_at=taking.now
    )
    taking.session.add(attempt)
    taking.session.flush()
    line = line_of(taking.connection, taking.options)
    return Parcel(push.id, attempt.id, taking.connection.id, taking.owner, line, request, push.uid, push.action)


def _known(session: Session, push: Push) -> frozenset[str]:
    """Posts of other pushes, also those of another connection that may lead to the same account."""
    others = select(Push.external_id).join(Push.connection).where(
        Push.community_id == push.community_id, Connection.target == push.connection.target, Push.id != push.id,
        Push.external_id != "",
    )
    return frozenset(session.scalars(others))


def line_of(connection: Connection, options: Options) -> Line:
    """The way to the connection's target."""
    return Line(
        push_target(connection.target), connection.base_url, connection.credential, options,
        f"{connection.id}:{connection.version}",
    )
