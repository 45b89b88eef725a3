"""Learning a community's history anew, week by week: a pure function of its standings and of the weeks that ended.

Nothing is carried over from the last time. Late numbers, voided records and changed tags therefore need no rule of
their own, and what was learned can be thrown away.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.learning.posts import Post
from content_calendar.ranking import Ranker, RankerConfig

CONFIG = RankerConfig(dimension=500)
"""Five hundred effects keep what they share: personas, slots, forms, values, tags and the first pairs. Four times as
many cost ten times the time, and a state of seventy megabytes that every process has to read."""


class Replay:
    """A ranker that lives through weeks in their order; `last` is the newest that is over."""

    def __init__(self, last: int) -> None:
        self._ranker, self._last = Ranker(CONFIG), last
        self._closed: int | None = None
        self.posts = 0

    def live_through(self, week: int, posts: Sequence[Post]) -> None:
        """Observe what went out in `week`, later than all weeks before, and close it if it is over."""
        if self._closed is not None:
            self._close(week - 1)
        self._ranker.observe(seen for post in posts for seen in post.observations())
        self.posts += sum(post.seen is not None for post in posts)
        self._close(week)

    def learned(self) -> Ranker:
        """What is known by now."""
        if self._closed is not None:
            self._close(self._last)
        return self._ranker.at_rest()

    def _close(self, week: int) -> None:
        """Close all weeks up to `week` that are over; those without posts end together."""
        until = min(week, self._last)
        if self._closed is None or self._closed < until:
            self._ranker.end_week(until)
            self._closed = until


def replayed(weeks: Iterable[tuple[int, Sequence[Post]]], last: int) -> Ranker:
    """What posts by their weeks, in order, teach when `last` is the newest week that is over."""
    replay = Replay(last)
    for week, posts in weeks:
        replay.live_through(week, posts)
    return replay.learned()
