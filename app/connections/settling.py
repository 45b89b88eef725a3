"""Writing down what became of a push, fenced on the lease: whoever lost it changes nothing.

Rows are locked in one order everywhere: connection, push, item.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.connections.causes import Trouble, cause, shortened
from app.connections.departures import note_departure
from app.connections.judging import Judgement, Report, judge, refused
from app.connections.work import FOUND, LOOK_UPS, NOT_FOUND, Parcel, locked
from app.core.text_fields import storable
from app.models import Connection, Push, PushAction, PushAttempt, PushStatus
from app.webhooks.service import announce_push
from content_calendar.exporters.push.outcomes import Outcome, Verdict
from content_calendar.exporters.push.registry import push_target
from content_calendar.exporters.push.target import Found


def settle(session: Session, parcel: Parcel, report: Report, now: datetime) -> PushStatus | None:
    """Write down what became of the sending; None when the lease went to somebody else meanwhile."""
    connection, push = locked(session, parcel.connection_id), _mine(session, parcel)
    if connection is None or push is None:
        return None
    _log(session, parcel, report.name(), report)
    repeatable = parcel.line.target.facts.is_repeatable or push.action is PushAction.CANCEL
    judgement = judge(report, repeatable=repeatable, attempts=push.attempts)
    if _was_taken_back_before(push, report):
        judgement = Judgement(status=PushStatus.DELIVERED)
    _apply(push, connection, judgement, now)
    outcome = report.outcome
    if outcome and outcome.verdict is Verdict.ACCEPTED:
        push.external_id = outcome.external_id[:200]
    elif outcome and judgement.status is PushStatus.DELIVERED:
        push.external_id = push.external_id or outcome.external_id[:200]
        push.external_url = outcome.external_url[:1000]
        _reached(session, push, connection, outcome.missed, parcel.request.body, now=now)
    else:
        announce_push(session, push, now)
    return push.status


def _was_taken_back_before(push: Push, report: Report) -> bool:
    """Whether a withdrawal that is tried again finds nothing: an attempt whose answer was lost did it."""
    is_second_try = push.action is PushAction.CANCEL and push.attempts > 1
    return is_second_try and report.status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


def _reached(
    session: Session, push: Push, connection: Connection, missed: Sequence[str], sent: bytes, *, now: datetime
) -> bool:
    """Whether it arrived: the target has it for all but the `missed`, and somebody is left."""
    recipients = [name for name in push.recipients if name not in set(missed)]
    confirmations = [row for row in push.confirmations if row["sender"] not in set(missed)]
    if (push.recipients and not recipients) or (push.confirmations and not confirmations):
        push.status, push.error = PushStatus.FAILED, cause(Trouble.ALL_MISSED).written()
        announce_push(session, push, now)
        return False
    push.recipients, push.confirmations = recipients, confirmations
    arrived(session, push, connection, sent, now)
    if missed:
        push.error = cause(Trouble.SOME_MISSED, count=len(missed), missed=shortened(", ".join(missed))).written()
    return True


def _apply(push: Push, connection: Connection, judgement: Judgement, now: datetime) -> None:
    push.status = judgement.status
    push.error = judgement.why.written() if judgement.why else ""
    push.available_at = now + (LOOK_UPS[0] if judgement.status is PushStatus.UNKNOWN else judgement.delay)
    push.lease_owner = push.lease_until = None
    if judgement.holds or judgement.stops:
        push.attempts -= 1  # nothing was wrong with this push
    if judgement.holds:
        connection.held_until = now + judgement.delay
    if judgement.stops:
        connection.active = False
        connection.trouble = push.error
    elif judgement.status is PushStatus.DELIVERED:
        connection.trouble = ""


def arrived(session: Session, push: Push, connection: Connection, sent: bytes, now: datetime) -> None:
    """The push is where it should be: the ledger, the item and, for a withdrawal, the push it took back."""
    push.status, push.error, push.sent_at = PushStatus.DELIVERED, "", now
    session.flush()
    if push.action is PushAction.CANCEL:
        _forget_withdrawn(session, push)
    note_departure(session, push, connection, sent, now)
    announce_push(session, push, now)


def _forget_withdrawn(session: Session, withdrawal: Push) -> None:
    """What was taken back may be sent again, should the same words be approved once more."""
    taken_back = session.scalar(select(Push).where(
        Push.connection_id == withdrawal.connection_id, Push.item_id == withdrawal.item_id,
        Push.fingerprint == withdrawal.fingerprint, Push.round == withdrawal.round, Push.action == PushAction.CREATE,
    ).with_for_update(of=Push))
    if taken_back is not None:
        taken_back.status, taken_back.error = PushStatus.CANCELLED, cause(Trouble.REPLACED).written()


def settle_look_up(
    session: Session, parcel: Parcel, report: Report, found: Found | Outcome | None, now: datetime
) -> bool:
    """Whether the look-up showed that the post is there; if not, the push stays unknown, or fails for what it found."""
    connection, push = locked(session, parcel.connection_id), _mine(session, parcel)
    if connection is None or push is None or push.status is not PushStatus.UNKNOWN:
        return False
    push.lease_owner = push.lease_until = None
    _log(session, parcel, FOUND if isinstance(found, Found) else NOT_FOUND, report)
    if isinstance(found, Found):
        push.external_id, push.external_url = found.external_id[:200], found.external_url[:1000]
        return _reached(session, push, connection, found.missed, parcel.request.body, now=now)
    if found and found.verdict is Verdict.REFUSED:
        push.status, push.error, push.external_id = PushStatus.FAILED, refused(found).written(), ""
        announce_push(session, push, now)
        return False
    tried = session.scalar(select(func.count(PushAttempt.id)).where(
        PushAttempt.push_id == push.id, PushAttempt.outcome == NOT_FOUND
    )) or 1
    push.available_at = now + LOOK_UPS[min(tried, len(LOOK_UPS) - 1)]
    if tried >= len(LOOK_UPS):
        push.external_id = ""  # whatever was under way there, nobody asks after it any more
    if report.status is not None and not push.external_id:
        push.error = cause(Trouble.NOT_FOUND_THERE).written()
    return False


def _mine(session: Session, parcel: Parcel) -> Push | None:
    query = (
        select(Push).where(Push.id == parcel.push_id, Push.lease_owner == parcel.owner)
        .options(joinedload(Push.ordered_by)).with_for_update(of=Push)
    )
    return session.scalar(query.execution_options(populate_existing=True))


def _log(session: Session, parcel: Parcel, outcome: str, report: Report) -> None:
    attempt = session.get_one(PushAttempt, parcel.attempt_id)
    attempt.outcome, attempt.answer_status, attempt.milliseconds = outcome, report.status, report.milliseconds
    attempt.answer = storable(report.answer[:2_000])
    session.flush()


def give_up_lost(session: Session, now: datetime) -> int:
    """Pushes whose process disappeared: sent again where that makes no second post, unknown everywhere else."""
    query = (
        select(Push).join(Push.connection)
        .where(Push.status == PushStatus.RUNNING, Push.lease_until < now)
        .options(joinedload(Push.connection)).order_by(Push.id).limit(200).with_for_update(of=Push, skip_locked=True)
    )
    lost = session.scalars(query).all()
    for push in lost:
        repeatable = push_target(push.connection.target).facts.is_repeatable or push.action is PushAction.CANCEL
        verdict = judge(Report(), repeatable=repeatable, attempts=push.attempts)
        push.status, push.error, push.available_at = verdict.status, cause(Trouble.LOST).written(), now
        push.lease_owner = push.lease_until = None
        announce_push(session, push, now)
    session.flush()
    return len(lost)
