"""Where something with a beginning and an end stands in time, and how far its posts are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from content_calendar.vocabulary import Term
from content_calendar.workflow import State

SURE = frozenset({State.APPROVED, State.EXPORTED})


class Phase(Term):
    RUNNING = "running", "进行中", "Running"
    COMING = "coming", "即将开始", "Coming"
    PAST = "past", "已结束", "Past"


@dataclass(frozen=True, slots=True)
class Progress:
    """Of `wanted` posts so many are out, approved and in the works; archived ones do not count."""

    wanted: int
    published: int
    approved: int
    in_the_works: int

    @property
    def placed(self) -> int:
        return self.published + self.approved + self.in_the_works

    @property
    def missing(self) -> int:
        return max(0, self.wanted - self.placed)

    @property
    def scale(self) -> int:
        """What a bar of the progress is as long as."""
        return max(self.wanted, self.placed, 1)


def phase_of(first: date, last: date, today: date) -> Phase:
    """Both days are included."""
    if last < today:
        return Phase.PAST
    return Phase.RUNNING if first <= today else Phase.COMING


def progress_of(wanted: int, counts: Mapping[State, int]) -> Progress:
    """From the number of posts in each state."""
    published = counts.get(State.PUBLISHED, 0)
    approved = sum(counts.get(state, 0) for state in SURE)
    others = sum(count for state, count in counts.items() if state not in {*SURE, State.PUBLISHED, State.ARCHIVED})
    return Progress(wanted, published, approved, others)
