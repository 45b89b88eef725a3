"""From standings to observations: one week of posts at a time, so that memory does not grow with the years."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from app.feedback.standing import EarlyReading
from app.learning.features import FIELDS, features
from app.models import ContentItem, PostStanding, Revision
from content_calendar.ranking import Features, Observation
from content_calendar.vocabulary import OUTCOME_COUNTERS, Counter, Goal, Outcome

WEARS = timedelta(days=28)
FINAL_AFTER = timedelta(hours=168)
"""Numbers read so long after a post went out are its last."""
YOUNGEST_HOURS = 24.0
"""A reading of the first day counts as a day old. How much is still to come after two hours is a guess as long as a
platform's pace is not known, and a wrong one would make a post that caught on at once look perfect."""
VERSION = ("readings", "observed_at", "reported", *(counter.value for counter in Counter))
_AT_ONCE = 2_000
_BIT = {counter: 1 << place for place, counter in enumerate(Counter)}


@dataclass(frozen=True, slots=True)
class Post:
    """A post that is out. `seen` is the newest of its readings, None when it tells nothing of engagement; `early` are
    those before it. `version`, the values of VERSION, tells whether the counts are still those that were looked at.
    """

    item_id: int
    persona_id: int
    goal: Goal | None
    week: int
    features: Features
    uses_28d: int
    seen: Observation | None
    early: tuple[Observation, ...]
    version: tuple[Any, ...]

    def observations(self) -> tuple[Observation, ...]:
        """What the ranking learns of it."""
        return (*self.early, self.seen) if self.seen else ()


class Uses:
    """Counts how often a column spoke to a persona in the 28 days before a post, told in the order they went out."""

    def __init__(self) -> None:
        self._out: dict[tuple[int, int], deque[datetime]] = defaultdict(deque)

    def before(self, persona_id: int, column_id: int | None, at: datetime) -> int:
        """How many went out before `at`, which is remembered; 0 for a post of no column."""
        if column_id is None:
            return 0
        out = self._out[persona_id, column_id]
        while out and out[0] <= at - WEARS:
            out.popleft()
        out.append(at)
        return len(out) - 1


def rows_of(community_id: int, week: int | None = None) -> Select[Any]:
    """The standings of a community, or of one week of it, in their one order."""
    query = (
        select(
            PostStanding.item_id, PostStanding.week, PostStanding.out_at, PostStanding.observed_at,
            PostStanding.readings, PostStanding.reported, PostStanding.path,
            *(getattr(PostStanding, counter.value) for counter in Counter), ContentItem.platform, ContentItem.goal,
            *FIELDS,
        )
        .join(ContentItem, ContentItem.id == PostStanding.item_id)
        .outerjoin(Revision, Revision.id == ContentItem.current_revision_id)
        .where(PostStanding.community_id == community_id)
        .order_by(PostStanding.week, PostStanding.out_at, PostStanding.item_id)
    )
    return query if week is None else query.where(PostStanding.week == week)


def all_rows(session: Session, community_id: int) -> Iterator[Row[Any]]:
    """Every standing of the community, a few at a time."""
    return iter(session.execute(rows_of(community_id).execution_options(yield_per=_AT_ONCE)))


def weeks_of(session: Session, community_id: int) -> Sequence[int]:
    """The weeks in which posts went out."""
    query = select(PostStanding.week).where(PostStanding.community_id == community_id).distinct()
    return session.scalars(query.order_by(PostStanding.week)).all()


def posts_of(rows: Iterable[Row[Any]], zone: ZoneInfo, uses: Uses) -> list[Post]:
    """The posts of these rows; `uses` remembers those of the weeks before."""
    return [_post(row, zone, uses) for row in rows]


def _post(row: Row[Any], zone: ZoneInfo, uses: Uses) -> Post:
    known = features(row, row.out_at, zone)
    used = uses.before(row.persona_id, row.column_id, row.out_at)
    seen = _newest(row, known, used)
    return Post(
        row.item_id, row.persona_id, row.goal, row.week, known, used, seen, _before(row, seen) if seen else (),
        tuple(getattr(row, name) for name in VERSION),
    )


def _newest(row: Row[Any], known: Features, used: int) -> Observation | None:
    """What the standing says by now; None where it tells nothing of engagement."""
    engaged, acted, harmed = (_told(row, outcome) for outcome in Outcome)
    if engaged is None:
        return None
    return Observation(
        known, _shown(max(row.impressions, row.views), engaged, acted, harmed), engaged, row.week, used, acted, harmed,
        key=str(row.item_id), age_hours=_age(row), platform=row.platform.value,
    )


def _before(row: Row[Any], newest: Observation) -> tuple[Observation, ...]:
    """Where the post stood before, by its age."""
    age = float("inf") if newest.age_hours is None else newest.age_hours
    return tuple(
        replace(
            newest, exposures=_shown(step.seen, step.engaged, step.acted, step.harmed), successes=step.engaged,
            acts=step.acted, harms=step.harmed, age_hours=step.hours,
        )
        for step in EarlyReading.read(row.path) if YOUNGEST_HOURS <= step.hours < age
    )


def _told(row: Row[Any], outcome: Outcome) -> int | None:
    """How often it happened; None where no counter of it was reported."""
    counters = [counter for counter in OUTCOME_COUNTERS[outcome] if row.reported & _BIT[counter]]
    return sum(getattr(row, counter.value) for counter in counters) if counters else None


def _shown(seen: int, *did: int | None) -> int:
    """Who did something has seen it, whatever the platform counts as seeing."""
    return max(seen, *(count or 0 for count in did))


def _age(row: Row[Any]) -> float | None:
    """Hours from going out to the newest reading; None when the numbers are final."""
    passed: timedelta = row.observed_at - row.out_at
    if passed >= FINAL_AFTER:
        return None
    # A day's own numbers are those of its end, which the path knows.
    hours = row.path[-1]["hours"] if row.path else round(passed / timedelta(hours=1), 2)
    return max(YOUNGEST_HOURS, float(hours))
