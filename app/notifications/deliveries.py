"""Messages on their way: what a person was told is gathered into one message for each channel, leased, sent, settled.

News that arrive while a message of the same channel still waits join it: whoever is told fifty things during their
quiet hours, before their digest or while their channel fails gets one message, not fifty.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session, joinedload

from app.core.zones import zone_or_utc
from app.models import Channel, Delivery, DeliveryStatus, Notice, NoticeKind, Rhythm
from app.notifications.service import tell
from app.notifications.timing import Hours, digest_hour
from app.notifications.trouble import HOPELESS, NotDelivered, Trouble

LEASE = timedelta(minutes=2)
ATTEMPTS = 8
"""After so many, within 18 hours, a message has failed until somebody asks for another try."""
FAILURES_TO_OFF = 12
"""A channel that failed so often in a row switches itself off."""
_FIRST_DELAY, _LONGEST_DELAY = timedelta(minutes=1), timedelta(hours=6)
_TEST = "test:"


def hours(channel: Channel) -> Hours:
    """When this channel may speak."""
    digest_at = digest_hour(channel.digest_at) if channel.rhythm is Rhythm.DIGEST else None
    return Hours(zone_or_utc(channel.timezone), digest_at, channel.quiet_from, channel.quiet_until)


def retry_delay(attempt: int) -> timedelta:
    """How long to wait after the attempt of that number: 1 min, then fourfold each time, at most 6 h."""
    fourfold: int = 4 ** min(max(attempt - 1, 0), 10)
    return min(_FIRST_DELAY * fourfold, _LONGEST_DELAY)


def route(session: Session, user_id: int, now: datetime) -> None:
    """Hand everything the person was newly told to those of their channels that carry it.

    Their channels are locked meanwhile, so that two workers make no two messages of the same news.
    """
    mine = select(Channel).where(Channel.user_id == user_id, Channel.active).order_by(Channel.id).with_for_update()
    channels = session.scalars(mine).all()
    fresh = select(Notice).where(Notice.user_id == user_id, Notice.routed_at.is_(None)).order_by(Notice.id)
    notices = session.scalars(fresh.with_for_update()).all()
    for channel in channels:
        carried = [notice.id for notice in notices if not channel.kinds or notice.kind.value in channel.kinds]
        if carried:
            _hand_over(session, channel, carried, now)
    for notice in notices:
        notice.routed_at = now


def _hand_over(session: Session, channel: Channel, notice_ids: Sequence[int], now: datetime) -> None:
    waiting = session.scalar(
        select(Delivery)
        .where(
            Delivery.channel_id == channel.id, Delivery.status == DeliveryStatus.PENDING, Delivery.available_at > now,
            Delivery.key.not_like(_TEST + "%"),
        )
        .order_by(Delivery.id).limit(1).with_for_update()
    )
    if waiting is not None:
        waiting.notice_ids = [*waiting.notice_ids, *notice_ids]
        return
    session.add(Delivery(
        channel_id=channel.id, notice_ids=list(notice_ids), key=f"{channel.id}:{notice_ids[0]}",
        available_at=hours(channel).first_moment(now), created_at=now,
    ))


def order_test(session: Session, channel: Channel, now: datetime) -> Delivery:
    """A message that only says that the channel works, to be sent at once whatever the hour."""
    delivery = Delivery(
        channel_id=channel.id, notice_ids=[], key=f"{_TEST}{channel.id}:{now.isoformat()}", available_at=now,
        created_at=now,
    )
    session.add(delivery)
    session.flush()
    return delivery


def is_test(delivery: Delivery) -> bool:
    return delivery.key.startswith(_TEST)


def due(now: datetime) -> ColumnElement[bool]:
    """Deliveries anybody may take: waiting and due, or left by a process whose lease ended."""
    return or_(
        and_(Delivery.status == DeliveryStatus.PENDING, Delivery.available_at <= now),
        and_(Delivery.status == DeliveryStatus.RUNNING, Delivery.lease_until < now),
    )


def next_due(session: Session, user_id: int, now: datetime) -> Delivery | None:
    """The person's oldest due delivery with its channel; nothing is leased yet."""
    query = (
        select(Delivery).join(Delivery.channel).where(Channel.user_id == user_id, due(now))
        .options(joinedload(Delivery.channel).joinedload(Channel.user)).order_by(Delivery.id).limit(1)
        .execution_options(populate_existing=True)
    )
    return session.scalar(query)


def hold(session: Session, delivery: Delivery, now: datetime) -> bool:
    """Put off what came due in the quiet hours of its channel; whether that was so. A test waits for nothing."""
    until = now if is_test(delivery) else hours(delivery.channel).after_quiet(now)
    if until > now:
        _change(session, delivery.id, due(now), status=DeliveryStatus.PENDING, available_at=until)
    return until > now


def claim(session: Session, delivery: Delivery, *, owner: str, now: datetime) -> bool:
    """Lease it, in one statement; False when somebody else was faster."""
    return _change(
        session, delivery.id, due(now), status=DeliveryStatus.RUNNING, attempts=Delivery.attempts + 1,
        lease_owner=owner, lease_until=now + LEASE,
    )


def _change(session: Session, delivery_id: int, still: ColumnElement[bool], **values: object) -> bool:
    changed = session.execute(
        update(Delivery).where(Delivery.id == delivery_id, still).values(**values).returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    return changed.scalar() is not None


def give_up_lost(session: Session, now: datetime) -> None:
    """What every process disappeared over has failed: its lease ended and no attempt is left."""
    session.execute(
        update(Delivery)
        .where(Delivery.status == DeliveryStatus.RUNNING, Delivery.lease_until < now, Delivery.attempts >= ATTEMPTS)
        .values(status=DeliveryStatus.FAILED, error=Trouble.LOST.value, lease_owner=None, lease_until=None)
        .execution_options(synchronize_session=False)
    )


def settle(session: Session, delivery_id: int, failure: NotDelivered | None, *, owner: str, now: datetime) -> None:
    """Write down what became of it, unless the lease went to somebody else meanwhile."""
    # channels before deliveries, here as in `route`, so that nobody waits in a circle
    mine = select(Channel).join(Delivery).where(Delivery.id == delivery_id, Delivery.lease_owner == owner)
    fresh = {"populate_existing": True}
    if session.scalar(mine.with_for_update(of=Channel).execution_options(**fresh)) is None:
        return
    delivery = session.scalar(
        select(Delivery).where(Delivery.id == delivery_id, Delivery.lease_owner == owner)
        .with_for_update().execution_options(**fresh)
    )
    if delivery is None:
        return
    delivery.lease_owner = delivery.lease_until = None
    if failure is None:
        delivery.status, delivery.sent_at, delivery.error = DeliveryStatus.SENT, now, ""
        delivery.channel.failures = 0
    else:
        _fail(session, delivery, failure, now)


def _fail(session: Session, delivery: Delivery, failure: NotDelivered, now: datetime) -> None:
    delivery.error = failure.written()
    is_over = is_test(delivery) or failure.trouble in HOPELESS or delivery.attempts >= ATTEMPTS
    delivery.status = DeliveryStatus.FAILED if is_over else DeliveryStatus.PENDING
    delivery.available_at = hours(delivery.channel).after_quiet(now + retry_delay(delivery.attempts))
    if not is_test(delivery):
        delivery.channel.failures += 1
        if delivery.channel.failures >= FAILURES_TO_OFF and delivery.channel.active:
            switch_off(session, delivery.channel, now)


def switch_off(session: Session, channel: Channel, now: datetime) -> None:
    """The channel gives up: what waits has failed, and its owner reads so in the application."""
    channel.active = False
    session.flush()
    fail_waiting(session, channel)
    tell(
        session, [channel.user_id], NoticeKind.CHANNEL_OFF, key=f"channel-off:{channel.id}:{now.isoformat()}",
        community_id=None, item_id=None, params={"title": channel.name}, now=now,
    )


def fail_waiting(session: Session, channel: Channel) -> None:
    """What still waits for a channel that is off has failed, visibly, until somebody asks for another try."""
    session.execute(
        update(Delivery)
        .where(Delivery.channel_id == channel.id, Delivery.status == DeliveryStatus.PENDING)
        .values(status=DeliveryStatus.FAILED, error=Trouble.CHANNEL_OFF.value)
        .execution_options(synchronize_session=False)
    )
