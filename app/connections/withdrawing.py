"""Taking back what left and is no longer approved in those words: a row of work, or a task where only a person can."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from app.connections.causes import Trouble, cause
from app.connections.ordering import SettingsIncomplete, inserted, options_of
from app.models import ContentItem, Push, PushAction, PushStatus
from content_calendar.exporters.push.registry import push_target
from content_calendar.workflow import OUT

_AT_ONCE = 200


def withdraw_lost(session: Session, now: datetime) -> list[Push]:
    """Order the withdrawal of whatever was pushed and is no longer approved in those words.

    The posts are held too, those that are free: a new row waits for the post it names, and waiting for one while
    holding another would get in the way of whoever holds many, such as an export.
    """
    taken_back = aliased(Push)
    ordered = exists().where(
        taken_back.connection_id == Push.connection_id, taken_back.item_id == Push.item_id,
        taken_back.fingerprint == Push.fingerprint, taken_back.round == Push.round,
        taken_back.action == PushAction.CANCEL,
    )
    query = (
        select(Push).join(Push.item)
        .where(
            Push.action == PushAction.CREATE, ~ordered, _lost_approval(now),
            or_(Push.status == PushStatus.DELIVERED, Push.status == PushStatus.WAITING),
        )
        .options(joinedload(Push.connection)).order_by(Push.id).limit(_AT_ONCE)
        .with_for_update(of=[Push, ContentItem], skip_locked=True)
    )
    return [found for push in session.scalars(query).all() if (found := _withdrawn(session, push, now))]


def _lost_approval(now: datetime) -> ColumnElement[bool]:
    """A post that went out and was put into the archive lost nothing."""
    lost = or_(
        ContentItem.state.not_in(OUT), ContentItem.approved_fingerprint.is_(None),
        ContentItem.approved_fingerprint != Push.fingerprint,
    )
    return and_(lost, or_(ContentItem.published_at.is_(None), Push.slot_at > now))


def _withdrawn(session: Session, push: Push, now: datetime) -> Push | None:
    """The row that takes it back; none for what had not left yet."""
    if push.status is PushStatus.WAITING:
        push.status, push.error = PushStatus.CANCELLED, cause(Trouble.NO_LONGER_APPROVED).written()
        return None
    withdrawal = Push(
        community_id=push.community_id, connection_id=push.connection_id, item_id=push.item_id,
        revision_id=push.revision_id, ordered_by_id=push.ordered_by_id, fingerprint=push.fingerprint,
        slot_at=push.slot_at, action=PushAction.CANCEL, round=push.round, uid=uuid4().hex,
        external_id=push.external_id, available_at=now, created_at=now,
    )
    if hindrance := _hindrance(push, now):
        withdrawal.status, withdrawal.error = PushStatus.FAILED, cause(hindrance).written()
    return inserted(session, withdrawal)


def _waits_for_staff(push: Push) -> bool:
    """Whether nobody reads it before somebody confirms it in the target's own client, which none has done."""
    return bool(push.confirmations) and not any(row["at"] for row in push.confirmations)


def _hindrance(push: Push, now: datetime) -> Trouble | None:
    """Why only a person can take it back."""
    if push.slot_at <= now and not _waits_for_staff(push):
        return Trouble.TOO_LATE_TO_WITHDRAW
    try:
        request = push_target(push.connection.target).cancel(push.external_id, options_of(push.connection), push.uid)
    except (KeyError, SettingsIncomplete):
        return Trouble.BY_HAND
    return None if request else Trouble.BY_HAND
