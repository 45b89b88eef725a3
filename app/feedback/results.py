"""What came back for some posts, as other rooms show it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import PostStanding
from content_calendar.vocabulary import OUTCOME_COUNTERS, Outcome


@dataclass(frozen=True, slots=True)
class Result:
    """What the ledger says of one post: how many saw it, and what they did, when it was read last.

    Who did something has seen it: when the numbers of views were taken out, what is left says at least that many.
    """

    seen: int
    outcomes: Mapping[Outcome, int]
    observed_at: datetime

    def rate(self, outcome: Outcome) -> float | None:
        """Per person who saw it, 0 to 1; None when nobody is known to have seen it."""
        return self.outcomes[outcome] / self.seen if self.seen else None


def results_of(session: Session, item_ids: Collection[int]) -> Mapping[int, Result]:
    """The results by item, without those that have no reading; one query, none for no items."""
    if not item_ids:
        return {}
    query = select(PostStanding).where(PostStanding.item_id.in_(item_ids))
    return {standing.item_id: _result(standing) for standing in session.scalars(query)}


def _result(standing: PostStanding) -> Result:
    outcomes = {
        outcome: sum(getattr(standing, counter.value) for counter in counters)
        for outcome, counters in OUTCOME_COUNTERS.items()
    }
    seen = max(standing.impressions, standing.views, *outcomes.values())
    return Result(seen, outcomes, standing.observed_at)
