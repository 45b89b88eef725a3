"""Feedback: the counters of what is out, as they were read, many at a time."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Annotated

from flask_babel import lazy_gettext as _l
from pydantic import Field
from sqlalchemy import select

from app.accounts.access import Actor
from app.api.call import Call
from app.api.endpoint import endpoint
from app.api.paging import Order, page_of
from app.api.resources.sent_fields import SentMoment
from app.api.shapes import N_, Asked, Page, PageAsked, RowId, Sent, Shown
from app.core.text_fields import ShortLine
from app.feedback import batches, correcting, ledger
from app.feedback.imports import take
from app.feedback.judging import judge
from app.feedback.reading import Said
from app.feedback.standings import COUNTS
from app.feedback.taken import COUNTERS, Counts
from app.feedback.verdicts import Judged, Terms, Verdict
from app.models import Community, ContentItem, FeedbackRecord, Scope
from content_calendar.workflow import Role

MOST_ROWS = 10_000
SOURCE = "api"
_ALL = "/communities/<int:community_id>/feedback"
_ONE = f"{_ALL}/<int:record_id>"
_COUNTS: Callable[[object], Counts] = attrgetter(*(counter.value for counter in COUNTERS))
_BODY_BYTES = 4 * 1024 * 1024
_BY_READING = Order("id", (FeedbackRecord.id,), newest_first=True)


class CountersSent(Sent):
    """What a platform told of one post; what is left out was not told."""

    impressions: int | None = Field(None, examples=[420])
    views: int | None = Field(None, examples=[380])
    likes: int | None = Field(None, examples=[31])
    comments: int | None = Field(None, examples=[12])
    shares: int | None = Field(None, examples=[4])
    clicks: int | None = Field(None, examples=[18])
    conversions: int | None = Field(None, examples=[2])
    joins: int | None = Field(None, examples=[1])
    leaves: int | None = Field(None, examples=[0])
    mutes: int | None = Field(None, examples=[0])


class ReadingSent(CountersSent):
    """Counters of one item since its publication. Either `item_id` or `uid` names it; a counter that is left out stays
    as it was read last.
    """

    item_id: RowId | None = Field(None, examples=[42])
    uid: ShortLine | None = Field(None, description=N_("As in exported files."), examples=[None])
    observed_at: SentMoment | None = Field(
        None, description=N_("When it was read; now when it is left out."), examples=["2027-03-08T02:00:00Z"]
    )


class CorrectionSent(CountersSent):
    """What a reading should have said."""

    reason: ShortLine = Field(description=N_("What was wrong."), examples=["Read from the wrong post"])


class WhyAsked(Asked):
    reason: ShortLine = Field(description=N_("What was wrong."), examples=["Read from the wrong post"])


class FeedbackSent(Sent):
    """Some readings; each is taken or refused for itself."""

    readings: Annotated[tuple[ReadingSent, ...], Field(max_length=MOST_ROWS)]
    held_too: bool = Field(
        default=False, description=N_("Also take readings that are held back, such as a counter that falls.")
    )


@dataclass(slots=True)
class Judgement:
    """What became of one reading. No model: ten thousand of them go out together, and nothing in them is in doubt."""

    line: Annotated[int, Field(description=N_("Its place in the request, from 1."), examples=[1])]
    verdict: Verdict
    reason: Annotated[str, Field(description=N_("Why it was not simply taken, and what helps."), examples=[""])]
    item_id: Annotated[int | None, Field(examples=[42])]


class FeedbackTaken(Shown):
    """What became of a batch."""

    taken: int = Field(description=N_("Readings written down."), examples=[1])
    accepted: int = Field(examples=[1])
    held: int = Field(examples=[0])
    known: int = Field(description=N_("Readings that were there already."), examples=[0])
    refused: int = Field(examples=[0])
    rows: tuple[Judgement, ...]


class ReadingsAsked(PageAsked):
    item_id: RowId | None = Field(None, description=N_("Only this item."), examples=[42])


class ReadingShown(Shown):
    """One reading in the ledger; null for what the source did not tell."""

    id: int = Field(examples=[70])
    item_id: int = Field(examples=[42])
    observed_at: datetime = Field(examples=["2027-03-08T02:00:00Z"])
    source: str = Field(examples=[SOURCE])
    impressions: int | None = Field(examples=[420])
    views: int | None = Field(examples=[380])
    likes: int | None = Field(examples=[31])
    comments: int | None = Field(examples=[12])
    shares: int | None = Field(examples=[4])
    clicks: int | None = Field(examples=[18])
    conversions: int | None = Field(examples=[2])
    joins: int | None = Field(examples=[1])
    leaves: int | None = Field(examples=[0])
    mutes: int | None = Field(examples=[0])


@endpoint("GET", _ALL, scope=Scope.READ, role=Role.VIEWER, summary=_l("List readings"))
def list_feedback(call: Call, community: Community, query: ReadingsAsked) -> Page[ReadingShown]:
    """The newest first, without those that were taken out. One query."""
    wanted = select(FeedbackRecord).join(FeedbackRecord.item).where(ContentItem.community_id == community.id, COUNTS)
    if query.item_id is not None:
        wanted = wanted.where(FeedbackRecord.item_id == query.item_id)
    return page_of(call.session, wanted, query, _BY_READING, lambda row: _reading(row.FeedbackRecord))


@endpoint(
    "POST", _ALL, scope=Scope.FEEDBACK, role=Role.EDITOR, most_body_bytes=_BODY_BYTES,
    summary=_l("Hand in readings of counters"),
    details=_l("Up to 10,000 at a time, each judged for itself. The same reading twice is one."),
)
def take_feedback(call: Call, community: Community, actor: Actor, body: FeedbackSent) -> FeedbackTaken:
    """A handful of queries however many there are."""
    ledger.hold(call.session, community)
    terms = Terms(SOURCE, read_at=call.now, now=call.now)
    rows, named = _rows(body.readings)
    judged = judge(call.session, community, rows, terms, named)
    batch = batches.begin(call.session, community, SOURCE, actor=actor, now=call.now)
    accepted = take(call.session, community, judged, batch, held_too=body.held_too, actor=actor, now=call.now)
    tally = Tally(one.verdict for one in judged)
    return FeedbackTaken(
        taken=accepted.taken, rows=tuple(map(_judgement, judged)), accepted=tally[Verdict.ACCEPTED],
        held=tally[Verdict.HELD], known=tally[Verdict.KNOWN], refused=tally[Verdict.REFUSED],
    )


@endpoint(
    "DELETE", _ONE, scope=Scope.FEEDBACK, role=Role.EDITOR, conditional=False, summary=_l("Take a reading out"),
    details=_l("It stays on record, but counts no more; the reason is kept with it."),
)
def take_reading_out(call: Call, community: Community, actor: Actor, record_id: int, query: WhyAsked) -> None:
    """What was taken out before stays so."""
    correcting.void(call.session, community, [record_id], reason=query.reason, actor=actor, now=call.now)


@endpoint(
    "POST", f"{_ONE}/correct", scope=Scope.FEEDBACK, role=Role.EDITOR, summary=_l("Correct a reading"),
    details=_l("A new reading takes the place of the wrong one, which stays on record but counts no more."),
)
def correct_reading(
    call: Call, community: Community, actor: Actor, record_id: int, body: CorrectionSent
) -> ReadingShown:
    """Counters that are left out are no longer told by this reading."""
    right = correcting.correct(
        call.session, community, record_id, _COUNTS(body), reason=body.reason, actor=actor, now=call.now
    )
    return _reading(right)


def _rows(readings: Sequence[ReadingSent]) -> tuple[list[Said], dict[int, int]]:
    """The readings as lines of a table, which are judged the same, and the items of those named by number."""
    rows = [
        Said(line, _uid(reading.uid) if reading.uid else "", _COUNTS(reading), reading.observed_at)
        for line, reading in enumerate(readings, start=1)
    ]
    named = {
        line: reading.item_id for line, reading in enumerate(readings, start=1)
        if reading.item_id is not None and not reading.uid
    }
    return rows, named


def _uid(written: str) -> str:
    """As exported files and calendars write it."""
    return written.lower().removesuffix("@qunbi")


def _reading(record: FeedbackRecord) -> ReadingShown:
    told = zip(COUNTERS, correcting.told_by(record), strict=True)
    return ReadingShown(
        id=record.id, item_id=record.item_id, observed_at=record.observed_at, source=record.source,
        **{counter.value: count for counter, count in told},
    )


def _judgement(judged: Judged) -> Judgement:
    said, verdict, because, post, _taken = judged
    return Judgement(said.line, verdict, str(because), post.item_id if post else None)
