"""Whose turn it is in a column's topic bank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from content_calendar.message import Message
from content_calendar.planning.plan import Placed, Topic
from content_calendar.planning.reasons import ReasonCode

_NEVER = float("-inf")


class Turn(NamedTuple):
    """A topic and why it is its turn."""

    topic: Topic
    reason: Message


class Rotation:
    """Hands out topics: the least often in this plan first, then the longest unused, then in the bank's order.

    `kept` are posts of the plan that stand already and keep their topics.
    """

    def __init__(self, topics: tuple[Topic, ...], placed: Iterable[Placed], kept: Iterable[Placed] = ()) -> None:
        self._topics = topics
        standing = list(kept)
        self._in_plan = Counter(post.topic_title for post in standing)
        self._last_used: dict[str, float] = {}
        for post in (*placed, *standing):
            self._remember(post.topic_title, post.at.timestamp())

    def keep(self, title: str) -> Turn | None:
        """The topic a standing post has; None when it has none."""
        if not title:
            return None
        topic = next((one for one in self._topics if one.title == title), Topic(title))
        return Turn(topic, Message(ReasonCode.TOPIC_KEPT, {"topic": title}))

    def take(self, at: datetime) -> Turn | None:
        """The topic for a post at `at`; None for a column without topics. Ask in the order of time."""
        if not self._topics:
            return None
        topic = min(self._topics, key=lambda one: (self._in_plan[one.title], self._last_used.get(one.title, _NEVER)))
        reason = self._reason(topic, at.timestamp())
        self._in_plan[topic.title] += 1
        self._remember(topic.title, at.timestamp())
        return Turn(topic, reason)

    def _remember(self, title: str, instant: float) -> None:
        self._last_used[title] = max(instant, self._last_used.get(title, _NEVER))

    def _reason(self, topic: Topic, instant: float) -> Message:
        last = self._last_used.get(topic.title)
        if last is None:
            return Message(ReasonCode.TOPIC_FRESH, {"topic": topic.title})
        if (days := int((instant - last) // 86_400)) < 1:
            return Message(ReasonCode.TOPIC_TURN, {"topic": topic.title})
        return Message(ReasonCode.TOPIC_RESTED, {"topic": topic.title, "days": days})
