"""From standings to observations: one week of posts at a time, so that memory does not grow with the years."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from app.learning.features import FIELDS, features
from app.models import ContentItem, PostStanding, Revision
from content_calendar.ranking import Features, Observation
from content_calendar.vocabulary import OUTCOME_COUNTERS, Counter, Goal, Outcome

WEARS = timedelta(days=28)
FINAL_AFTER = timedelta(hours=168)
"""Numbers read so long after a post went out are its last."""
_AT_ONCE = 2_000
_BIT = {counter: 1 << place for place, counter in enumerate(Counter)}


@dataclass(frozen=True, slots=True)
class Post:
    """A post that is out. `seen` is the newest of its readings, None when it tells nothing of engagement; `early` are
    those before it. `version` tells whether the counts are still those that were looked at.
    """

    item_id: int
    persona_id: int
    goal: Goal | None
    week: int
    features: Features
    uses_28d: int
    seen: Observation | None
    early: tuple[Observation, ...]
    version: tuple[int, datetime]

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
    newest = _Reading(row.observed_at, row.reported, {counter: getattr(row, counter.value) for counter in Counter})
    seen = _observation(row, known, used, newest)
    early = (_observation(row, known, used, _early(reading)) for reading in row.path) if seen else ()
    return Post(
        row.item_id, row.persona_id, row.goal, row.week, known, used, seen,
        tuple(one for one in early if one and one.age_hours is not None), (row.readings, row.observed_at),
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    at: datetime
    reported: int
    counts: Mapping[Counter, int]

    def told(self, outcome: Outcome) -> int | None:
        """How often it happened; None where no counter of it was reported."""
        counters = [counter for counter in OUTCOME_COUNTERS[outcome] if self.reported & _BIT[counter]]
        return sum(self.counts[counter] for counter in counters) if counters else None


def _early(saved: Mapping[str, Any]) -> _Reading:
    at = datetime.fromisoformat(saved["observed_at"])
    return _Reading(at, saved["reported"], {counter: saved.get(counter.value, 0) for counter in Counter})


def _observation(row: Row[Any], known: Features, used: int, reading: _Reading) -> Observation | None:
    engaged, acted, harmed = (reading.told(outcome) for outcome in Outcome)
    if engaged is None:
        return None
    shown = max(reading.counts[Counter.IMPRESSIONS], reading.counts[Counter.VIEWS])
    # Who did something has seen it, whatever the platform counts as seeing.
    shown = max(shown, engaged, acted or 0, harmed or 0)
    return Observation(
        known, shown, engaged, row.week, used, acted, harmed, key=str(row.item_id),
        age_hours=_age(reading.at - row.out_at), platform=row.platform.value,
    )


def _age(passed: timedelta) -> float | None:
    """Hours since it went out; None when the numbers are final."""
    return None if passed >= FINAL_AFTER else round(max(passed, timedelta()) / timedelta(hours=1), 3)
