"""Which days a campaign may take, and which it may not share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from content_calendar.message import Message
from content_calendar.vocabulary import Term

MOST_TOUCHES = 7
"""A conversion needs about seven soft reminders 七次触达; more of them are a nuisance."""
LONGEST_DAYS = 180


class WindowFlaw(Term):
    """Cause and remedy; the labels are format strings over the parameters of the message."""

    IN_REVERSE = (
        "in_reverse",
        "最后一天（{last}）早于第一天（{first}），请对调或改正",
        "the last day ({last}) is before the first ({first}); swap or correct them",
    )
    TOO_LONG = (
        "too_long",
        "共 {days} 天，最多 {limit} 天；长期要说的事请建成固定栏目",
        "{days} days, at most {limit}; make a fixed column of what goes on for long",
    )
    TOO_DENSE = (
        "too_dense",
        "{days} 天排不下 {touches} 次触达，一天最多一次；请延长日期或减少次数",
        "{touches} touches do not fit into {days} days, one a day at most; lengthen the days or take fewer",
    )
    OVER = (
        "over",
        "{last} 已经过去，推广要在 {today} 或之后结束",
        "{last} has passed; a campaign ends on {today} or later",
    )
    OVERLAPS = (
        "overlaps",
        "“{persona}”在 {first} 至 {last} 已有推广“{other}”，两场会互相打扰；请错开日期，或换一个画像",
        "“{persona}” already hears “{other}” from {first} to {last}; choose other days or another persona",
    )


@dataclass(frozen=True, slots=True)
class Window:
    """The days of a campaign, both included, with its name and whom it speaks to: names by key."""

    name: str
    first: date
    last: date
    personas: Mapping[str, str]


def window_flaw(first: date, last: date, touches: int) -> Message | None:
    """What is wrong with days and touches as they are, whatever else is planned; None for nothing."""
    days = (last - first).days + 1
    if days < 1:
        return Message(WindowFlaw.IN_REVERSE, {"first": first, "last": last})
    if days > LONGEST_DAYS:
        return Message(WindowFlaw.TOO_LONG, {"days": days, "limit": LONGEST_DAYS})
    if touches > days:
        return Message(WindowFlaw.TOO_DENSE, {"days": days, "touches": touches})
    return None


def overlap(window: Window, others: Iterable[Window]) -> Message | None:
    """Which of the others, if any, speaks to one of the same personas on one of the same days."""
    for other in others:
        shared = window.personas.keys() & other.personas.keys()
        if shared and window.first <= other.last and other.first <= window.last:
            return _overlaps(window.personas[min(shared)], other)
    return None


def _overlaps(persona: str, other: Window) -> Message:
    params = {"persona": persona, "other": other.name, "first": other.first, "last": other.last}
    return Message(WindowFlaw.OVERLAPS, params)
