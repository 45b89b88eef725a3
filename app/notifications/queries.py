"""Reading for the pages of notices and channels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from app.core.sealing import SealBroken, unseal
from app.core.settings import Settings
from app.core.zones import zone_or_utc
from app.models import Channel, Community, Delivery, DeliveryStatus, Membership, Notice, NoticeKind, Rhythm
from app.notifications import trouble
from app.notifications.addresses import Service, masked
from app.notifications.deliveries import is_test
from app.notifications.notices import Entry, entries, of_person
from content_calendar.vocabulary import Language

PAGE_LENGTH = 50
SHOWN_DELIVERIES = 5


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class NoticePage:
    """A page of what somebody was told, newest first; days are those of `zone`."""

    days: tuple[Day, ...]
    zone: str
    number: int
    pages: int
    unread: int


@dataclass(frozen=True, slots=True)
class Sent:
    """A message on its way or at its end. `trouble` says why the last attempt failed, `said` what the service said."""

    id: int
    status: DeliveryStatus
    is_test: bool
    notices: int
    created_at: datetime
    available_at: datetime
    sent_at: datetime | None
    attempts: int
    trouble: trouble.Trouble | None
    said: str


@dataclass(frozen=True, slots=True)
class ShownChannel:
    """A channel as its owner sees it: `address` only masked, "" when no known secret opens it."""

    id: int
    name: str
    service: Service
    address: str
    rhythm: Rhythm
    digest_at: time | None
    quiet_from: time | None
    quiet_until: time | None
    timezone: str
    kinds: tuple[NoticeKind, ...]
    active: bool
    sent: tuple[Sent, ...]

    @property
    def is_busy(self) -> bool:
        """Whether something is about to happen that is worth watching."""
        return any(
            each.status is DeliveryStatus.RUNNING or (each.status is DeliveryStatus.PENDING and not each.attempts)
            for each in self.sent if each.is_test
        )


def unread_count(user_id: int) -> ScalarSelect[int]:
    """How many notices somebody has not read, as part of a query; answered by an index alone."""
    mine = (Notice.user_id == user_id, Notice.read_at.is_(None))
    return select(func.count()).select_from(Notice).where(*mine).scalar_subquery()


def notice_page(session: Session, user_id: int, number: int, language: Language) -> NoticePage:
    """Three queries."""
    total = session.scalar(select(func.count()).select_from(Notice).where(Notice.user_id == user_id)) or 0
    pages = max(1, -(-total // PAGE_LENGTH))
    number = min(max(1, number), pages)
    zone = reader_zone(session, user_id)
    found = entries(session, of_person(user_id).limit(PAGE_LENGTH).offset((number - 1) * PAGE_LENGTH), language)
    return NoticePage(_by_day(found, zone), zone.key, number, pages, sum(not entry.is_read for entry in found))


def reader_zone(session: Session, user_id: int) -> ZoneInfo:
    """The zone of the first community the person belongs to, whose clock they live by; else China's."""
    query = (
        select(Community.timezone).join(Membership, Membership.community_id == Community.id)
        .where(Membership.user_id == user_id).order_by(Community.id).limit(1)
    )
    return zone_or_utc(session.scalar(query) or "Asia/Shanghai")


def _by_day(found: list[Entry], zone: ZoneInfo) -> tuple[Day, ...]:
    grouped = groupby(found, lambda entry: entry.created_at.astimezone(zone).date())
    return tuple(Day(day, tuple(group)) for day, group in grouped)


def channels_of(session: Session, user_id: int, settings: Settings) -> list[ShownChannel]:
    """The person's channels with their latest messages; two queries."""
    rows = session.scalars(select(Channel).where(Channel.user_id == user_id).order_by(Channel.id)).all()
    latest = _latest(session, [channel.id for channel in rows])
    return [_shown(channel, latest.get(channel.id, ()), settings) for channel in rows]


def _latest(session: Session, channel_ids: list[int]) -> dict[int, tuple[Sent, ...]]:
    place = func.row_number().over(partition_by=Delivery.channel_id, order_by=Delivery.id.desc()).label("place")
    ranked = select(Delivery.id, place).where(Delivery.channel_id.in_(channel_ids)).subquery()
    query = (
        select(Delivery).join(ranked, ranked.c.id == Delivery.id).where(ranked.c.place <= SHOWN_DELIVERIES)
        .order_by(Delivery.channel_id, Delivery.id.desc())
    )
    grouped = groupby(session.scalars(query), lambda delivery: delivery.channel_id)
    return {channel_id: tuple(_sent(delivery) for delivery in group) for channel_id, group in grouped}


def _sent(delivery: Delivery) -> Sent:
    cause, said = trouble.read(delivery.error)
    return Sent(
        delivery.id, delivery.status, is_test(delivery), len(delivery.notice_ids), delivery.created_at,
        delivery.available_at, delivery.sent_at, delivery.attempts, cause, said,
    )


def _shown(channel: Channel, sent: tuple[Sent, ...], settings: Settings) -> ShownChannel:
    kinds = tuple(kind for kind in NoticeKind if kind.value in channel.kinds)
    return ShownChannel(
        channel.id, channel.name, Service(channel.service), _masked(channel.address, settings), channel.rhythm,
        channel.digest_at, channel.quiet_from, channel.quiet_until, channel.timezone, kinds, channel.active, sent,
    )


def _masked(sealed: str, settings: Settings) -> str:
    try:
        return masked(unseal(sealed, settings))
    except SealBroken:
        return ""
