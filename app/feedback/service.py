"""Taking in readings of a published item's counters."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.core.errors import Conflict, Invalid
from app.core.i18n import label
from app.library import service as library
from app.models import ContentItem, FeedbackRecord
from content_calendar.vocabulary import OUTCOME_COUNTERS, Counter, Outcome
from content_calendar.workflow import State

MAX_COUNT = 2_000_000_000
CLOCK_TOLERANCE = timedelta(minutes=10)
OUT = (State.APPROVED, State.EXPORTED, State.PUBLISHED)


class CountsImpossible(Invalid):
    """The counters of one reading contradict each other or the calendar."""


class NotOut(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("This item has not been approved and sent out, so it cannot have feedback."),
            _l("Approve and export it first."),
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """Counters of one item since its publication, as seen at `observed_at` (aware). Missing counters are 0."""

    counters: Mapping[Counter, int]
    observed_at: datetime
    source: str

    def exposures(self) -> int:
        """How many saw it: impressions, or views where a platform reports only those."""
        return max(self.counters.get(Counter.IMPRESSIONS, 0), self.counters.get(Counter.VIEWS, 0))


def record_feedback(
    session: Session, item: ContentItem, reading: Reading, *, actor: Actor, now: datetime
) -> FeedbackRecord:
    """Append the reading to the ledger; the same reading twice is one row. Numbers prove that the item is out, so an
    approved or exported one becomes published.

    Raises CountsImpossible, NotOut, NotApproved.
    """
    check(item, reading, now)
    key = idempotency_key(item, reading)
    known = session.scalar(select(FeedbackRecord).where(FeedbackRecord.idempotency_key == key))
    if known is not None:
        return known
    record = append(session, item, reading, actor=actor, now=now)
    session.flush()
    return record


def check(item: ContentItem, reading: Reading, now: datetime) -> None:
    """Whether the ledger would take this reading, known or not. Raises CountsImpossible, NotOut, NotApproved."""
    _check_counts(reading)
    if reading.observed_at > now + CLOCK_TOLERANCE:
        raise CountsImpossible(
            _l("The reading is dated in the future."), _l("Enter the day on which the numbers were read.")
        )
    if item.state not in OUT:
        raise NotOut
    if item.state is not State.PUBLISHED:
        library.require_approved(item)


def append(session: Session, item: ContentItem, reading: Reading, *, actor: Actor, now: datetime) -> FeedbackRecord:
    """Write down a reading that `check` let pass and that the ledger does not know yet."""
    if item.state is not State.PUBLISHED:
        library.mark_published(session, item, url=item.published_url, actor=actor, now=now)
    record = FeedbackRecord(
        item_id=item.id, revision_id=item.current_revision_id, recorded_by_id=actor.user.id,
        idempotency_key=idempotency_key(item, reading), observed_at=reading.observed_at, source=reading.source,
        created_at=now, **{counter.value: reading.counters.get(counter, 0) for counter in Counter},
    )
    session.add(record)
    return record


def idempotency_key(item: ContentItem, reading: Reading) -> str:
    """One reading, one key: item, moment, source and every counter."""
    counts = ",".join(f"{counter}={reading.counters.get(counter, 0)}" for counter in Counter)
    text = f"{item.uid}|{reading.observed_at.isoformat()}|{reading.source}|{counts}"
    return hashlib.sha256(text.encode()).hexdigest()


def _check_counts(reading: Reading) -> None:
    for counter, count in reading.counters.items():
        if not 0 <= count <= MAX_COUNT:
            raise CountsImpossible(
                _l("%(counter)s cannot be %(count)s.", counter=LazyString(label, counter), count=count),
                _l("Enter a whole number from 0 to 2 billion."),
            )
    for outcome, counters in OUTCOME_COUNTERS.items():
        successes = sum(reading.counters.get(counter, 0) for counter in counters)
        if successes > reading.exposures():
            raise _more_than_seen(outcome, successes, reading.exposures())


def _more_than_seen(outcome: Outcome, successes: int, exposures: int) -> CountsImpossible:
    parts = LazyString(lambda: " + ".join(label(counter) for counter in OUTCOME_COUNTERS[outcome]))
    return CountsImpossible(
        _l("%(parts)s make %(successes)s, more than the %(exposures)s who saw the post.",
           parts=parts, successes=successes, exposures=exposures),
        _l("Check views and impressions; the larger of the two counts as seen. In a chat group, enter the number of"
           " members as impressions."),
    )
