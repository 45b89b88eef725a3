"""What came back for some posts, as other rooms show it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import FeedbackRecord
from content_calendar.vocabulary import OUTCOME_COUNTERS, Outcome


@dataclass(frozen=True, slots=True)
class Result:
    """The newest reading of one post: how many saw it, and what they did."""

    seen: int
    outcomes: Mapping[Outcome, int]
    observed_at: datetime

    def rate(self, outcome: Outcome) -> float | None:
        """Per person who saw it, 0 to 1 or more; None when nobody is known to have seen it."""
        return self.outcomes[outcome] / self.seen if self.seen else None


def results_of(session: Session, item_ids: Collection[int]) -> Mapping[int, Result]:
    """The results by item, without those that have no reading; one query, none for no items."""
    if not item_ids:
        return {}
    place = func.row_number().over(
        partition_by=FeedbackRecord.item_id, order_by=(FeedbackRecord.observed_at.desc(), FeedbackRecord.id.desc())
    )
    newest = (
        select(FeedbackRecord.id, place.label("place")).where(FeedbackRecord.item_id.in_(item_ids)).subquery()
    )
    query = select(FeedbackRecord).join(newest, newest.c.id == FeedbackRecord.id).where(newest.c.place == 1)
    return {record.item_id: _result(record) for record in session.scalars(query)}


def _result(record: FeedbackRecord) -> Result:
    outcomes = {
        outcome: sum(getattr(record, counter.value) for counter in counters)
        for outcome, counters in OUTCOME_COUNTERS.items()
    }
    return Result(max(record.impressions, record.views), outcomes, record.observed_at)
