"""What the standing of a post counts for: who saw it, what was told of it, whether the ranking learns from it."""

from __future__ import annotations

from functools import reduce
from operator import add

from sqlalchemy import BigInteger, ColumnElement, cast

from app.insights.dialects import Greatest
from app.models import COUNTERS_TOLD, PostStanding
from content_calendar.vocabulary import OUTCOME_COUNTERS, Outcome


def counts() -> ColumnElement[bool]:
    """Whether the ranking learns from a post: somebody saw it, and a source told of its engagement."""
    return told(Outcome.ENGAGE) & (exposed() > 0)


def told(outcome: Outcome) -> ColumnElement[bool]:
    """Whether any source told a counter of it: what none told is not zero."""
    return PostStanding.reported.bitwise_and(COUNTERS_TOLD[outcome]) != 0


def happened(outcome: Outcome) -> ColumnElement[int]:
    """How often it did; 0 where nobody told. Absurd counters that somebody confirmed add up to more than one holds."""
    counters = (getattr(PostStanding, counter.value) for counter in OUTCOME_COUNTERS[outcome])
    return reduce(add, counters, cast(0, BigInteger))


def exposed() -> ColumnElement[int]:
    """How many saw a post: who did something has, whatever the platform counts as seeing."""
    return Greatest(PostStanding.impressions, PostStanding.views, *map(happened, Outcome))
