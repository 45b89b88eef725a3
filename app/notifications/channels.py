"""The channels of a person: added, changed, tried out, switched and removed by nobody but themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.errors import Conflict, Forbidden, NotFound
from app.core.queue import wake
from app.core.sealing import SealBroken, seal, sealed_anew
from app.core.settings import Settings
from app.models import Channel, Delivery, DeliveryStatus, Notice, NoticeKind, Rhythm, User
from app.notifications import deliveries
from app.notifications.addresses import Service
from app.notifications.service import JOB, QUEUE

MOST_CHANNELS = 10


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a channel carries and when. No `kinds` means all; quiet hours need both ends."""

    name: str
    rhythm: Rhythm
    digest_at: time | None
    quiet_from: time | None
    quiet_until: time | None
    timezone: str
    kinds: Sequence[NoticeKind]


class TooManyChannels(Conflict):
    def __init__(self) -> None:
        super().__init__(_l("You have as many channels as one person may have."), _l("Remove one you do not need."))


class PasswordWrong(Forbidden):
    def __init__(self) -> None:
        super().__init__(_l("The password of the account was wrong."), _l("Enter the one you sign in with."))


class ChannelOff(Conflict):
    def __init__(self) -> None:
        super().__init__(_l("This channel is off."), _l("Switch it on, then try again."))


def add(
    session: Session, user: User, service: Service, address: str, wishes: Wishes, *, settings: Settings, now: datetime
) -> Channel:
    """A new channel for `user`, whose address is kept sealed. Raises TooManyChannels."""
    count = session.scalar(select(func.count(Channel.id)).where(Channel.user_id == user.id)) or 0
    if count >= MOST_CHANNELS:
        raise TooManyChannels
    channel = Channel(user_id=user.id, service=service.value, address=seal(address, settings), created_at=now)
    change(channel, wishes)
    session.add(channel)
    session.flush()
    return channel


def change(channel: Channel, wishes: Wishes) -> None:
    channel.name, channel.timezone, channel.rhythm = wishes.name, wishes.timezone, wishes.rhythm
    channel.digest_at, channel.quiet_from, channel.quiet_until = (
        wishes.digest_at, wishes.quiet_from, wishes.quiet_until
    )
    channel.kinds = [kind.value for kind in wishes.kinds]


def own(session: Session, user_id: int, channel_id: int) -> Channel:
    """The person's channel, locked. Raises NotFound, also for somebody else's."""
    query = select(Channel).where(Channel.id == channel_id, Channel.user_id == user_id).with_for_update()
    channel = session.scalar(query)
    if channel is None:
        raise NotFound
    return channel


def try_out(session: Session, channel: Channel, now: datetime) -> None:
    """Send a test message; what became of it stands beside the channel."""
    deliveries.order_test(session, channel, now)
    wake(QUEUE, JOB, channel.user_id)


def switch(session: Session, channel: Channel, *, active: bool) -> None:
    """On with a clean record, or off with everything that waited marked as not sent."""
    channel.active, channel.failures = active, 0
    if not active:
        deliveries.fail_waiting(session, channel)


def remove(session: Session, channel: Channel) -> None:
    session.delete(channel)


def retry(session: Session, user_id: int, delivery_id: int, now: datetime) -> Channel:
    """Give a failed message new attempts from now on. Raises NotFound, ChannelOff."""
    query = (
        select(Delivery).join(Delivery.channel).where(Delivery.id == delivery_id, Channel.user_id == user_id)
        .with_for_update(of=Delivery)
    )
    delivery = session.scalar(query)
    if delivery is None:
        raise NotFound
    if not delivery.channel.active:
        raise ChannelOff
    if delivery.status is DeliveryStatus.FAILED:
        delivery.status, delivery.attempts, delivery.available_at = DeliveryStatus.PENDING, 0, now
        wake(QUEUE, JOB, user_id)
    return delivery.channel


def mark_read(session: Session, user_id: int, now: datetime, notice_id: int | None = None) -> None:
    """The person has read the notice, or all of them for None."""
    query = select(Notice).where(Notice.user_id == user_id, Notice.read_at.is_(None))
    for notice in session.scalars(query if notice_id is None else query.where(Notice.id == notice_id)):
        notice.read_at = now


def own_notice(session: Session, user_id: int, notice_id: int) -> Notice:
    """Raises NotFound, also for somebody else's."""
    notice = session.scalar(select(Notice).where(Notice.id == notice_id, Notice.user_id == user_id))
    if notice is None:
        raise NotFound
    return notice


def seal_anew(session: Session, settings: Settings) -> tuple[int, int]:
    """Seal every address under the present secret; how many were, and how many no known secret opens."""
    done = lost = 0
    for channel in session.scalars(select(Channel).order_by(Channel.id).with_for_update()):
        try:
            channel.address = sealed_anew(channel.address, settings)
            done += 1
        except SealBroken:
            lost += 1
    return done, lost
