"""Which rows raise no question by their numbers, found for all at once: of most files that is nearly every row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.feedback.taken import COUNTERS, Counts
from content_calendar.vocabulary import OUTCOME_COUNTERS, Counter

_IMPRESSIONS, _VIEWS = COUNTERS.index(Counter.IMPRESSIONS), COUNTERS.index(Counter.VIEWS)
_OUTCOMES = tuple([COUNTERS.index(counter) for counter in counters] for counters in OUTCOME_COUNTERS.values())
_ZEROS = (0,) * len(COUNTERS)


def plain_rows(told: Sequence[Counts], before: Sequence[Sequence[int] | None], most: int) -> list[bool]:
    """Whether the numbers of a cumulative reading are from 0 to below `most`, none below what was read `before`, and no
    outcome above those who saw the post; what is not told stays as it was.

    Of a row that is not plain it is not said why: `Gate` and `judging` look at it closely.
    """
    if not told:
        return []
    try:
        now = np.array(told, dtype=float)
    except OverflowError:  # a number with hundreds of digits, which programs may send
        return [False] * len(told)
    was = np.array([_ZEROS if counts is None else counts for counts in before], dtype=float)
    whole = np.where(np.isnan(now), was, now)
    seen = np.maximum(whole[:, _IMPRESSIONS], whole[:, _VIEWS])
    plain = np.logical_and((whole >= was).all(axis=1), (whole < most).all(axis=1))
    for places in _OUTCOMES:
        plain &= whole[:, places].sum(axis=1) <= seen
    return np.asarray(plain).tolist()  # type: ignore[no-any-return]  # a list of as many truths as there are rows
