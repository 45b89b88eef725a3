"""What a person says of a push that the service cannot settle itself: it is there, it is not, or let it be."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.access import Actor
from app.audit import service as audit
from app.connections.causes import Trouble, cause
from app.connections.ordering import JOB, QUEUE, order
from app.connections.settling import arrived
from app.core.errors import Conflict, NotFound
from app.core.queue import wake_one
from app.library import service as library
from app.models import Push, PushAction, PushStatus
from content_calendar.vocabulary import Term

OPEN = (PushStatus.UNKNOWN, PushStatus.FAILED)
"""What waits for a person's word."""


class Resolution(Term):
    THERE = "there", "已在对方那里", "It is there"
    AGAIN = "again", "没有，再发一次", "It is not there, send again"
    DROP = "drop", "不发了", "Drop it"


class NothingToResolve(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("This push has been settled in the meantime."), _l("Reload the page to see what became of it.")
        )


def get_push(session: Session, community_id: int, push_id: int) -> Push:
    """The community's push, locked. Raises NotFound, also for another community's."""
    query = (
        select(Push).where(Push.id == push_id, Push.community_id == community_id)
        .options(
            joinedload(Push.connection), joinedload(Push.ordered_by), joinedload(Push.revision), joinedload(Push.item)
        ).with_for_update(of=Push)
    )
    push = session.scalar(query.execution_options(populate_existing=True))
    if push is None:
        raise NotFound
    return push


def resolve(
    session: Session, push: Push, resolution: Resolution, *, link: str = "", actor: Actor, now: datetime
) -> Push:
    """Settle the push as the person says; the push that goes on, which is another one when it is sent again.

    Raises NothingToResolve, and for sending again what `order` raises.
    """
    was_waiting = push.status is PushStatus.WAITING and resolution is Resolution.DROP
    if push.status not in OPEN and not was_waiting:
        raise NothingToResolve
    before = push.status
    push.resolved_by_id, push.lease_owner, push.lease_until = actor.user.id, None, None
    if resolution is Resolution.THERE:
        push.external_url = link or push.external_url
        arrived(session, push, push.connection, b"", now)
    elif resolution is Resolution.AGAIN and push.action is PushAction.CANCEL:
        _withdraw_again(push, now)
    else:
        push.status, push.error = PushStatus.CANCELLED, cause(Trouble.DROPPED).written()
    audit.record(
        session, "push.resolve", actor=actor, community_id=push.community_id, subject="push", subject_id=push.id,
        before={"status": before}, after={"status": push.status}, now=now, note=resolution.value,
    )
    session.flush()
    return _sent_again(session, push, actor, now) if resolution is Resolution.AGAIN else push


def _withdraw_again(push: Push, now: datetime) -> None:
    push.status, push.available_at, push.attempts, push.error = PushStatus.WAITING, now, 0, ""
    push.resolved_by_id = None
    wake_one(QUEUE, JOB, push.connection_id)


def _sent_again(session: Session, push: Push, actor: Actor, now: datetime) -> Push:
    """Taking back is tried with the same row; the same words go out once more in a new round."""
    if push.action is PushAction.CANCEL:
        return push
    item = library.get_item(session, push.community_id, push.item_id, lock=True)
    return order(session, item, push.connection, actor=actor, now=now)
