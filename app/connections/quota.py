"""How full the mass-message quota of each WeCom group is: what was sent, and what the calendar would send besides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.connections.ordering import carries_post
from app.connections.quota_rows import Carrier, Outgoing, Sent, carriers_of, local_start, planned_between, sent_between
from app.core.zones import zone_or_utc
from app.models import Community
from content_calendar.exporters.push.wecom_quota import QuotaRule, Window, fullest, span, windows
from content_calendar.message import Message
from content_calendar.vocabulary import Term

MOST_TOLD = 5


class QuotaSign(Term):
    WOULD_EXCEED = (
        "quota_would_exceed",
        "按这份计划，企业微信群「{group}」{first}～{last} 有 {used} 条群发，额度 {limit} 条：请少选或改期 {excess} 条",
        "With this plan “{group}” gets {used} WeCom messages from {first} to {last}, of {limit}: take {excess} fewer",
    )


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a plan would change: posts it adds, and where it moves others, None for those it takes away."""

    added: Sequence[Outgoing] = ()
    moved: Mapping[int, datetime | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GroupMeter:
    """One group, or the customers of one connection, and as many `others` of which the same is true."""

    name: str
    rule: QuotaRule
    windows: tuple[Window, ...]
    others: int = 0

    @property
    def fullest(self) -> Window:
        return fullest(self.windows)

    @property
    def over(self) -> tuple[date, ...]:
        """The days on which there would be more than allowed."""
        return tuple(day for window in self.windows for day in window.over)


def quota_meters(
    session: Session, community: Community, first: date, last: date, *, now: datetime, sketch: Sketch | None = None
) -> tuple[GroupMeter, ...]:
    """The groups that connections for mass messages reach, the fullest first, over the windows that touch the local
    days `first` to `last`. One query where there is no such connection, three where there are."""
    carriers = tuple(carriers_of(session, community))
    if not carriers:
        return ()
    zone, days = zone_or_utc(community.timezone), span(first, last)
    sent = sent_between(session, carriers, days, zone)
    planned = planned_between(session, community, days, zone, max(now, local_start(days[0], zone)))
    posts = _sketched(planned, sketch or Sketch())
    return _collapsed(_counted(carriers, sent, posts, zone), first, last)


def quota_signs(
    session: Session, community: Community, first: date, last: date, *, now: datetime, sketch: Sketch
) -> tuple[Message, ...]:
    """Where a plan would send a group more than it may get, nothing for a plan without changes; see `quota_meters`."""
    if not sketch.added and not sketch.moved:
        return ()
    found = quota_meters(session, community, first, last, now=now, sketch=sketch)
    crowded = [(meter, window) for meter in found for window in meter.windows if window.over]
    return tuple(_sign(meter, window) for meter, window in crowded[:MOST_TOLD])


def _sign(meter: GroupMeter, window: Window) -> Message:
    return Message(QuotaSign.WOULD_EXCEED, {
        "group": meter.name, "first": window.first.isoformat(), "last": window.last.isoformat(),
        "used": window.used, "limit": window.limit, "excess": window.used - window.limit,
    })


def _sketched(posts: Sequence[Outgoing], sketch: Sketch) -> list[Outgoing]:
    """The calendar as it would be."""
    places = [(post, sketch.moved.get(post.item_id or 0, post.at)) for post in posts]
    return [*(replace(post, at=at) for post, at in places if at), *sketch.added]


_Counts = tuple[str, QuotaRule, tuple[date, ...], tuple[date, ...]]


def _counted(
    carriers: Sequence[Carrier], sent: Sequence[Sent], posts: Sequence[Outgoing], zone: ZoneInfo
) -> list[_Counts]:
    """Each group with its name, its rule, and the days of what was sent and of what is planned."""
    went, meant = defaultdict[str, list[date]](list), defaultdict[str, list[date]](list)
    told: dict[str, tuple[str, QuotaRule]] = {}
    for carrier in carriers:
        groups, done = carrier.groups(), [row for row in sent if row.connection_id == carrier.connection.id]
        ahead = [
            post.at.astimezone(zone).date() for post in posts
            if carries_post(carrier.connection, post.persona_id, post.platform)
            and post.item_id not in {row.item_id for row in done}
        ]
        for group, name in groups.items():
            told.setdefault(group, (name, carrier.options.quota))
            went[group] += [row.on for row in done if group in row.chats or group.startswith("#")]
            meant[group] += ahead
    return [(*told[group], tuple(sorted(went[group])), tuple(sorted(meant[group]))) for group in told]


def _collapsed(counted: Sequence[_Counts], first: date, last: date) -> tuple[GroupMeter, ...]:
    """Groups of which the same is true stand together."""
    alike = defaultdict[tuple[QuotaRule, tuple[date, ...], tuple[date, ...]], list[str]](list)
    for name, rule, went, meant in counted:
        alike[rule, went, meant].append(name)
    found = [
        GroupMeter(names[0], rule, windows(rule, first, last, sent=went, planned=meant), len(names) - 1)
        for (rule, went, meant), names in alike.items()
    ]
    return tuple(sorted(found, key=lambda meter: -meter.fullest.share))
