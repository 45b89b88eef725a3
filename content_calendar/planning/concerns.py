"""What speaks against one moment for a post that a person places by hand: said, never forbidden."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from content_calendar.message import Message
from content_calendar.planning.ledger import week_of
from content_calendar.planning.plan import Cadence
from content_calendar.vocabulary import Term


class Concern(Term):
    QUIET_HOURS = (
        "in_quiet_hours",
        "{time} 在免打扰时段 {quiet_from}–{quiet_until} 内",
        "{time} lies in the quiet hours {quiet_from}–{quiet_until}",
    )
    DAILY_CAP = (
        "over_daily_cap",
        "当天「{persona}」共有 {count} 条，超过每日上限 {cap} 条",
        "“{persona}” gets {count} posts that day, more than the daily cap of {cap}",
    )
    WEEKLY_CAP = (
        "over_weekly_cap",
        "当周「{persona}」共有 {count} 条，超过每周上限 {cap} 条",
        "“{persona}” gets {count} posts that week, more than the weekly cap of {cap}",
    )
    MIN_GAP = (
        "under_min_gap",
        "与「{persona}」{other} 的内容相隔不足 {minutes} 分钟",
        "It is less than {minutes} minutes from the post of “{persona}” at {other}",
    )
    CLASH = (
        "same_moment",
        "与「{persona}」的内容同一时刻发布",
        "A post of “{persona}” goes out at the same moment",
    )


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another post of the community near the moment; `own` when it speaks to the same persona."""

    at: datetime
    persona: str
    own: bool


def concerns(
    at: datetime, neighbours: Sequence[Neighbour], *, persona: str, cadence: Cadence, zone: ZoneInfo
) -> tuple[Message, ...]:
    """What to know before a post of `persona` stands at the aware moment `at`, gravest first.

    `neighbours` holds every other post of the ISO week of `at` in `zone`, and those within the least gap around it.
    """
    local = at.astimezone(zone)
    own = [post.at for post in neighbours if post.own]
    found = (*_clash(at, neighbours), *_gap(at, own, persona, cadence, zone), *_quiet(local, cadence))
    return (*found, *_caps(local, [other.astimezone(zone) for other in own], persona, cadence))


def _clash(at: datetime, neighbours: Sequence[Neighbour]) -> Iterator[Message]:
    same = next((post for post in neighbours if post.at == at), None)
    if same:
        yield Message(Concern.CLASH, {"persona": same.persona})


def _gap(
    at: datetime, own: Sequence[datetime], persona: str, cadence: Cadence, zone: ZoneInfo
) -> Iterator[Message]:
    # Distances are taken between instants: two datetimes of one zone would be subtracted by the wall clock.
    instant, least = at.timestamp(), cadence.min_gap.total_seconds()
    near = [other for other in own if 0 < abs(other.timestamp() - instant) < least]
    if near:
        nearest = min(near, key=lambda other: abs(other.timestamp() - instant)).astimezone(zone)
        minutes = cadence.min_gap // timedelta(minutes=1)
        yield Message(Concern.MIN_GAP, {"persona": persona, "other": f"{nearest:%m-%d %H:%M}", "minutes": minutes})


def _quiet(local: datetime, cadence: Cadence) -> Iterator[Message]:
    if cadence.is_quiet(local.time()):
        hours = {"quiet_from": f"{cadence.quiet_from:%H:%M}", "quiet_until": f"{cadence.quiet_until:%H:%M}"}
        yield Message(Concern.QUIET_HOURS, {"time": f"{local:%H:%M}", **hours})


def _caps(local: datetime, own: Sequence[datetime], persona: str, cadence: Cadence) -> Iterator[Message]:
    day = 1 + sum(other.date() == local.date() for other in own)
    week = 1 + sum(week_of(other) == week_of(local) for other in own)
    if day > cadence.daily_cap:
        yield Message(Concern.DAILY_CAP, {"persona": persona, "count": day, "cap": cadence.daily_cap})
    if week > cadence.weekly_cap:
        yield Message(Concern.WEEKLY_CAP, {"persona": persona, "count": week, "cap": cadence.weekly_cap})
