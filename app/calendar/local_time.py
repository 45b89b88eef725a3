"""From the wall clock people plan by to an instant, and what to tell them when a clock change stands between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from content_calendar.message import Message
from content_calendar.planning.wall_clock import moment
from content_calendar.vocabulary import Term


class ClockChange(Term):
    SKIPPED = (
        "skipped",
        "{zone} 的时钟当天会跳过 {asked}（夏令时开始），已改为之后的第一个时刻 {taken}",
        "The clocks of {zone} skip {asked} that day (they go forward); the first moment after it, {taken}, was taken",
    )
    TWICE = (
        "twice",
        "{zone} 的时钟当天会两次走到 {asked}（夏令时结束），已取第一次",
        "The clocks of {zone} show {asked} twice that day (they go back); the first of the two was taken",
    )


@dataclass(frozen=True, slots=True)
class LocalMoment:
    """An aware moment in the zone, and a sentence about it when the wall clock alone did not decide it."""

    at: datetime
    note: Message | None = None


def moment_of(local: datetime, zone: ZoneInfo) -> LocalMoment:
    """The moment at which the clocks of `zone` show the naive `local`; what names its own offset is an instant already.

    One they skip becomes the first moment after the gap, one they show twice the first of the two.
    """
    if local.tzinfo is not None:
        return LocalMoment(local.astimezone(zone))
    at = moment(local.date(), local.time(), zone)
    params = {"zone": zone.key, "asked": f"{local:%H:%M}", "taken": f"{at:%H:%M}"}
    if at.replace(tzinfo=None, fold=0) != local:
        return LocalMoment(at, Message(ClockChange.SKIPPED, params))
    if at.utcoffset() != at.replace(fold=1).utcoffset():
        return LocalMoment(at, Message(ClockChange.TWICE, params))
    return LocalMoment(at)
