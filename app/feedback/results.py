"""What came back for some posts, as other rooms show it. What no source told is None, not zero."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import FeedbackRecord, PostStanding
from content_calendar.vocabulary import OUTCOME_COUNTERS, Counter, Outcome

Told = Mapping[Counter, int | None]
Outcomes = Mapping[Outcome, int | None]


@dataclass(frozen=True, slots=True)
class Result:
    """What the ledger says of one post: how many saw it, and what they did, when it was read last."""

    seen: int | None
    outcomes: Outcomes
    observed_at: datetime

    def rate(self, outcome: Outcome) -> float | None:
        """Per person who saw it, 0 to 1; None when it was not told, or nobody is known to have seen it."""
        hits = self.outcomes[outcome]
        return hits / self.seen if hits is not None and self.seen else None


def results_of(session: Session, item_ids: Collection[int]) -> Mapping[int, Result]:
    """The results by item, without those that have no reading; one query, none for no items."""
    if not item_ids:
        return {}
    query = select(PostStanding).where(PostStanding.item_id.in_(item_ids))
    return {standing.item_id: _result(standing) for standing in session.scalars(query)}


def told_of(row: PostStanding | FeedbackRecord) -> Told:
    """The counters of a post altogether, or of one reading."""
    return {
        counter: getattr(row, counter.value) if row.reported >> place & 1 else None
        for place, counter in enumerate(Counter)
    }


def outcomes_of(told: Told) -> Outcomes:
    """Of each the counters that were told, added up."""
    return {outcome: added(map(told.get, counters)) for outcome, counters in OUTCOME_COUNTERS.items()}


def seen_of(told: Told, outcomes: Outcomes) -> int | None:
    """How many saw the post, as `app.insights.counted.exposed` tells it; None when nothing told would show it.

    Who did something has seen it: when the numbers of views were taken out, what is left says at least that many.
    """
    shown = (told[Counter.IMPRESSIONS], told[Counter.VIEWS], *outcomes.values())
    return max((count for count in shown if count is not None), default=None)


def added(counts: Iterable[int | None]) -> int | None:
    """The sum of those that were told; None when none was."""
    told = [count for count in counts if count is not None]
    return sum(told) if told else None


def _result(standing: PostStanding) -> Result:
    told = told_of(standing)
    outcomes = outcomes_of(told)
    return Result(seen_of(told, outcomes), outcomes, standing.observed_at)
