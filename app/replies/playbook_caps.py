"""How often a playbook may speak to one member: the caps of its community, counted from the day it begins.

A refusal for what the steps themselves break; a warning for what they break together with what is sent besides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.models import Community
from content_calendar.message import Message
from content_calendar.vocabulary import Term

WEEK = 7


class CapFault(Term):
    """Cause and remedy."""

    DAY = (
        "playbook_day_cap",
        "第 {day} 天有 {count} 条，社群每天最多 {cap} 条：把一部分挪到别的日子。",
        "Day {day} has {count} messages and the community allows {cap} a day: move some to another day.",
    )
    WEEK = (
        "playbook_week_cap",
        "第 {first}–{last} 天共 {count} 条，社群每周最多 {cap} 条：拉开间隔或减少步骤。",
        "Days {first} to {last} have {count} messages and the community allows {cap} a week: spread or drop some.",
    )


class CapWarning(Term):
    GAP = (
        "playbook_gap",
        "第 {day} 天有 {count} 条：两条之间至少隔 {minutes} 分钟。",
        "Day {day} has {count} messages: leave at least {minutes} minutes between them.",
    )
    OTHERS_DAY = (
        "playbook_others_day",
        "剧本「{others}」也对这些成员启用，第 {day} 天共 {count} 条，超过每天 {cap} 条：同一成员只跑一本。",
        "With “{others}”, day {day} has {count} messages, over {cap} a day: run only one of them for a member.",
    )
    POSTS = (
        "playbook_posts",
        "每周还计划发 {posts} 条内容，加上第 {first}–{last} 天的 {count} 条，超过每周 {cap} 条：群里少发几条。",
        "{posts} posts a week and the {count} of days {first} to {last} are over {cap} a week: post less then.",
    )


@dataclass(frozen=True, slots=True)
class Other:
    """Another playbook that runs for members in the same state."""

    name: str
    days: tuple[int, ...]


def faults(community: Community, days: Sequence[int]) -> tuple[Message, ...]:
    """What the days of the steps break by themselves; empty when they keep the caps."""
    return (*_days_over(Counter(days), community.daily_cap), *_weeks_over(days, community.weekly_cap))


def warnings(community: Community, days: Sequence[int], others: Iterable[Other]) -> tuple[Message, ...]:
    """What to heed besides."""
    counts = Counter(days)
    gaps = (
        Message(CapWarning.GAP, {"day": day, "count": count, "minutes": community.min_gap_minutes})
        for day, count in sorted(counts.items()) if count > 1 and community.min_gap_minutes
    )
    return (*gaps, *_with_others(counts, tuple(others), community.daily_cap), *_with_posts(community, days))


def fullest_week(days: Sequence[int]) -> tuple[int, int]:
    """The first day of the seven with most steps, and how many there are."""
    starts = {day: sum(day <= other < day + WEEK for other in days) for day in days}
    return max(((day, count) for day, count in starts.items()), key=lambda pair: (pair[1], -pair[0]), default=(0, 0))


def _days_over(counts: Counter[int], cap: int) -> Iterator[Message]:
    for day, count in sorted(counts.items()):
        if count > cap:
            yield Message(CapFault.DAY, {"day": day, "count": count, "cap": cap})


def _weeks_over(days: Sequence[int], cap: int) -> Iterator[Message]:
    first, count = fullest_week(days)
    if count > cap:
        yield Message(CapFault.WEEK, {"first": first, "last": first + WEEK - 1, "count": count, "cap": cap})


def _with_others(counts: Counter[int], others: tuple[Other, ...], cap: int) -> Iterator[Message]:
    together = counts + Counter(day for other in others for day in other.days)
    for day in sorted(counts):
        if counts[day] <= cap < together[day]:
            names = "、".join(other.name for other in others if day in other.days)
            yield Message(
                CapWarning.OTHERS_DAY, {"others": names, "day": day, "count": together[day], "cap": cap}
            )


def _with_posts(community: Community, days: Sequence[int]) -> Iterator[Message]:
    (first, count), posts, cap = fullest_week(days), community.weekly_target, community.weekly_cap
    if posts and count <= cap < posts + count:
        yield Message(
            CapWarning.POSTS, {"posts": posts, "first": first, "last": first + WEEK - 1, "count": count, "cap": cap}
        )
