"""Taking in readings of a published item's counters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.core.errors import Conflict, Invalid
from app.core.i18n import label, slot_time
from app.core.zones import zone_of
from app.feedback import batches, ledger
from app.feedback.taken import Taken, counts_of
from app.library import service as library
from app.models import ContentItem, FeedbackBatch, FeedbackRecord
from content_calendar.planning.wall_clock import moment
from content_calendar.vocabulary import OUTCOME_COUNTERS, Counter, Outcome
from content_calendar.workflow import State

MAX_COUNT = 2_000_000_000
CLOCK_TOLERANCE = timedelta(minutes=10)
OUT = (State.APPROVED, State.EXPORTED, State.PUBLISHED)


class CountsImpossible(Invalid):
    """The counters of one reading contradict each other or the calendar."""


class StillAhead(Conflict):
    """Nobody said that the post is out, and its slot has not come."""

    def __init__(self, item: ContentItem) -> None:
        super().__init__(
            _l("This post is planned for %(slot)s, which is still ahead.", slot=_local(item, item.slot_at)),
            _l("If it went out earlier, mark it as published on its page first."),
        )


class OlderThanThePost(Invalid):
    """The numbers were read before there was anything to read."""

    def __init__(self, item: ContentItem, out_at: datetime) -> None:
        super().__init__(
            _l("The reading is older than the post, which is of %(slot)s.", slot=_local(item, out_at)),
            _l("Enter the day on which the numbers were read. If the post went out earlier, mark it as published on"
               " its page first.") if item.state is not State.PUBLISHED
            else _l("Enter the day on which the numbers were read."),
        )


class NotOut(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("This item has not been approved and sent out, so it cannot have feedback."),
            _l("Approve and export it first."),
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """Counters of one item since its publication, as seen at `observed_at` (aware); a missing one was not told."""

    counters: Mapping[Counter, int]
    observed_at: datetime
    source: str

    def exposures(self) -> int:
        """How many saw it: impressions, or views where a platform reports only those."""
        return max(self.counters.get(Counter.IMPRESSIONS, 0), self.counters.get(Counter.VIEWS, 0))


def record_feedback(
    session: Session, item: ContentItem, reading: Reading, *, actor: Actor, now: datetime,
    batch: FeedbackBatch | None = None,
) -> FeedbackRecord:
    """Write one reading into the ledger; the same reading twice is one row. Numbers of an approved or exported item
    whose slot has passed prove that it is out: it becomes published. Without a `batch` it is one of its own.

    Raises CountsImpossible, NotOut, NotApproved, StillAhead, OlderThanThePost.
    """
    check(item, reading, now)
    taken = Taken(item.id, reading.observed_at, counts_of(reading.counters), reading.source)
    batch = batch or batches.begin(session, item.community, reading.source, actor=actor, now=now)
    ledger.take(session, item.community, [taken], batch=batch, actor=actor, now=now)
    return session.scalars(select(FeedbackRecord).where(FeedbackRecord.idempotency_key == taken.key)).one()


def check(item: ContentItem, reading: Reading, now: datetime) -> None:
    """Whether the ledger would take this reading, known or not.

    Raises CountsImpossible, NotOut, NotApproved, StillAhead, OlderThanThePost.
    """
    _check_counts(reading)
    if reading.observed_at > now + CLOCK_TOLERANCE:
        raise CountsImpossible(
            _l("The reading is dated in the future."), _l("Enter the day on which the numbers were read.")
        )
    if item.state not in OUT:
        raise NotOut
    if item.state is not State.PUBLISHED:
        library.require_approved(item)
    _check_age(item, reading, now)


def _check_age(item: ContentItem, reading: Reading, now: datetime) -> None:
    is_out = item.state is State.PUBLISHED
    if not is_out and item.slot_at and item.slot_at > now:
        raise StillAhead(item)
    moments = [at for at in (item.slot_at, item.published_at if is_out else None) if at]
    # Whoever marks a post as published may do so late, and may read it long before: the earlier moment counts.
    if moments and reading.observed_at < _first_reading(item, min(moments), reading, is_out=is_out):
        raise OlderThanThePost(item, min(moments))


def _first_reading(item: ContentItem, out_at: datetime, reading: Reading, *, is_out: bool) -> datetime:
    """The earliest moment a post can have been read: from its slot on, and on the day of publication at any time.

    Files date readings by the day alone, which is its midnight: such a one may be of the day of the slot.
    """
    zone = zone_of(item.community.timezone)
    day = out_at.astimezone(zone).date()
    start = moment(day, time(0), zone)
    return start if is_out or reading.observed_at == start else out_at


def _local(item: ContentItem, at: datetime | None) -> LazyString:
    """A moment on the clocks of the community, with the name of their zone."""
    zone = item.community.timezone
    return LazyString(lambda: f"{slot_time(at, zone, 'yyyy-MM-dd HH:mm')} ({zone})" if at else "")


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
