"""Which rows raise no question, found for all at once: of most batches that is nearly every row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from app.feedback.gate import Gate
from app.feedback.posts import Post
from app.feedback.reading import Said
from app.feedback.taken import COUNTERS
from app.feedback.verdicts import Terms
from content_calendar.vocabulary import OUTCOME_COUNTERS, Counter

ABSURD = 100_000_000
"""From this on a number is rare enough to ask."""

_IMPRESSIONS, _VIEWS = COUNTERS.index(Counter.IMPRESSIONS), COUNTERS.index(Counter.VIEWS)
_OUTCOMES = tuple([COUNTERS.index(counter) for counter in counters] for counters in OUTCOME_COUNTERS.values())
_ZEROS = (0,) * len(COUNTERS)
_OF_NO_POST = -1

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Truths = NDArray[np.bool_]


def plain_rows(
    rows: Sequence[Said], about: Sequence[Post | None], gates: Mapping[int, Gate], terms: Terms
) -> list[bool]:
    """Whether the ledger takes a row without asking: a cumulative reading of a known post, later than all before and
    not ahead, with numbers that are possible, not absurd, and in step with those of the post's other rows.

    Of a row that is not plain it is not said why: `close_look` tells.
    """
    posts = {post.item_id: post for post in about if post}
    told = None if terms.daily or not posts else _matrix([row.counts for row in rows])
    if told is None:
        return [False] * len(rows)
    place = {item_id: number for number, item_id in enumerate(posts)}
    of = np.array([place[post.item_id] if post else _OF_NO_POST for post in about])
    was = np.array([post.standing.counts if post.standing else _ZEROS for post in posts.values()], dtype=float)[of]
    at = _seconds([row.observed_at or terms.read_at for row in rows])
    plain = _fits_in_time(of, at, [gates[item_id].plain_since for item_id in posts], terms.now)
    plain &= np.array([row.wrong is None for row in rows]) & _are_possible(told, was)
    plain &= np.array([row.observed_at is not None for row in rows]) | _is_news(told, was)
    plain &= _of_posts_in_step(told, of, at, len(posts))
    return [bool(is_plain) for is_plain in plain.tolist()]


def _matrix(told: Sequence[Sequence[int | None]]) -> Floats | None:
    """A row each, what was not told as NaN; None where programs sent a number with hundreds of digits."""
    try:
        return np.array(told, dtype=float)
    except OverflowError:
        return None


def _seconds(moments: Sequence[datetime]) -> Floats:
    """Since 1970; microseconds are told apart for some hundred years to come."""
    return np.fromiter(map(datetime.timestamp, moments), float, len(moments))


def _fits_in_time(of: Ints, at: Floats, since: Sequence[datetime | None], now: datetime) -> Truths:
    """After the moment from which on nothing of the post needs a closer look, and not ahead."""
    begins = np.array([np.inf if moment is None else moment.timestamp() for moment in since])
    return np.asarray((of != _OF_NO_POST) & (begins[of] < at) & (at <= now.timestamp()))


def _are_possible(told: Floats, was: Floats) -> Truths:
    """From 0 to below what is absurd, none below what was read before, no outcome above those who saw the post. What is
    not told stays as it was.
    """
    whole = np.where(np.isnan(told), was, told)
    seen = np.maximum(whole[:, _IMPRESSIONS], whole[:, _VIEWS])
    fine = np.logical_and((whole >= was).all(axis=1), (whole < ABSURD).all(axis=1))
    for places in _OUTCOMES:
        fine &= whole[:, places].sum(axis=1) <= seen
    return np.asarray(fine)


def _is_news(told: Floats, was: Floats) -> Truths:
    """Whether something is told that was not known."""
    return np.asarray(~(np.isnan(told) | (told == was)).all(axis=1))


def _of_posts_in_step(told: Floats, of: Ints, at: Floats, posts: int) -> Truths:
    """The rows of posts whose rows follow each other in time, each telling the same counters and none telling less."""
    order = np.lexsort((at, of))
    earlier, later = order[:-1], order[1:]
    same_post = of[earlier] == of[later]
    before, after = told[earlier], told[later]
    grows = ((after >= before) | (np.isnan(after) & np.isnan(before))).all(axis=1)
    out_of_step = np.zeros(posts + 1, dtype=bool)
    out_of_step[of[later[same_post & ~(grows & (at[earlier] < at[later]))]]] = True
    return np.asarray(~out_of_step[of])
