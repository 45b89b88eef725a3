"""What the quota of WeCom groups is counted from: connections, what went through them, what the calendar holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.connections.ordering import SettingsIncomplete, options_of
from app.models import Community, Connection, ContentItem, Push, PushAction, PushStatus
from content_calendar.exporters.push.wecom_mass import WecomMassOptions
from content_calendar.exporters.target import Target
from content_calendar.vocabulary import ContentKind, Platform
from content_calendar.workflow import State

_NOT_AHEAD = (State.ARCHIVED, State.EXPIRED, State.FAILED, State.PUBLISHED)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A post that would go out at `at`."""

    item_id: int | None
    persona_id: int
    platform: Platform
    at: datetime


@dataclass(frozen=True, slots=True)
class Carrier:
    connection: Connection
    options: WecomMassOptions

    def groups(self) -> Mapping[str, str]:
        """Names by what is counted: every chat, or the customers as one."""
        mine = self.connection
        return {chat: name or chat for chat, name in self.options.chats.items()} or {f"#{mine.id}": mine.name}


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that went out, or may have, on a local day."""

    connection_id: int
    item_id: int
    chats: Sequence[str]
    on: date


def carriers_of(session: Session, community: Community) -> Iterator[Carrier]:
    """The connections for mass messages that are on and set up; one query."""
    query = select(Connection).where(
        Connection.community_id == community.id, Connection.active, Connection.target == Target.WECOM_MASS.value
    )
    for connection in session.scalars(query.order_by(Connection.id)):
        try:
            options = options_of(connection)
        except SettingsIncomplete:
            continue
        if isinstance(options, WecomMassOptions):
            yield Carrier(connection, options)


def sent_between(
    session: Session, carriers: Sequence[Carrier], days: tuple[date, date], zone: ZoneInfo
) -> list[Sent]:
    """What went out, or may have, on the days from the first to the last; one query."""
    at = func.coalesce(Push.sent_at, Push.slot_at)
    query = select(Push.connection_id, Push.item_id, Push.recipients, Push.sent_at, Push.slot_at).where(
        Push.connection_id.in_([carrier.connection.id for carrier in carriers]), Push.action == PushAction.CREATE,
        Push.status.in_((PushStatus.DELIVERED, PushStatus.UNKNOWN)),
        at >= local_start(days[0], zone), at < local_start(days[1] + _ONE_DAY, zone),
    )
    return [
        Sent(row.connection_id, row.item_id, row.recipients, (row.sent_at or row.slot_at).astimezone(zone).date())
        for row in session.execute(query)
    ]


def planned_between(
    session: Session, community: Community, days: tuple[date, date], zone: ZoneInfo, since: datetime
) -> list[Outgoing]:
    """What the calendar holds after `since` and up to the last day, approved or not; one query."""
    query = select(ContentItem.id, ContentItem.persona_id, ContentItem.platform, ContentItem.slot_at).where(
        ContentItem.community_id == community.id, ContentItem.kind == ContentKind.POST,
        ContentItem.slot_at > since, ContentItem.slot_at < local_start(days[1] + _ONE_DAY, zone),
        ContentItem.state.not_in(_NOT_AHEAD),
    )
    rows = session.execute(query)
    return [Outgoing(item_id, persona_id, platform, at) for item_id, persona_id, platform, at in rows if at]


def local_start(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which the day begins there."""
    return datetime.combine(day, time.min, zone)
