"""Feedback: the counters of what is out, as they were read, many at a time."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

from flask_babel import lazy_gettext as _l
from pydantic import Field
from sqlalchemy import select

from app.accounts.access import Actor
from app.api.call import Call
from app.api.endpoint import endpoint
from app.api.paging import Order, page_of
from app.api.resources.sent_fields import SentMoment
from app.api.shapes import N_, Page, PageAsked, RowId, Sent, Shown
from app.core.text_fields import ShortLine
from app.feedback import service
from app.feedback.judging import Judged, Verdict, judge
from app.feedback.upload import OBSERVED_AT, UID, UploadedRow
from app.models import Community, ContentItem, FeedbackRecord, Scope
from content_calendar.vocabulary import Counter
from content_calendar.workflow import Role

MOST_ROWS = 10_000
SOURCE = "api"
_ALL = "/communities/<int:community_id>/feedback"
_BODY_BYTES = 4 * 1024 * 1024
_BY_READING = Order("id", (FeedbackRecord.id,), newest_first=True)
_NO_SUCH = "-"
"""The identifier of a post that is none of this community's: no post has it."""


class ReadingSent(Sent):
    """Counters of one item since its publication. Either `item_id` or `uid` names it; a counter that is left out stays
    as it was read last.
    """

    item_id: RowId | None = Field(None, examples=[42])
    uid: ShortLine | None = Field(None, description=N_("As in exported files."), examples=[None])
    observed_at: SentMoment | None = Field(
        None, description=N_("When it was read; now when it is left out."), examples=["2027-03-08T02:00:00Z"]
    )
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


class FeedbackSent(Sent):
    """Some readings; each is taken or refused for itself."""

    readings: Annotated[tuple[ReadingSent, ...], Field(max_length=MOST_ROWS)]
    held_too: bool = Field(
        default=False, description=N_("Also take readings that are held back, such as a counter that falls.")
    )


class Judgement(Shown):
    """What became of one reading."""

    line: int = Field(description=N_("Its place in the request, from 1."), examples=[1])
    verdict: Verdict
    reason: str = Field(description=N_("Why it was not simply taken, and what helps."), examples=[""])
    item_id: int | None = Field(examples=[42])


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
    """One reading in the ledger."""

    id: int = Field(examples=[70])
    item_id: int = Field(examples=[42])
    observed_at: datetime = Field(examples=["2027-03-08T02:00:00Z"])
    source: str = Field(examples=[SOURCE])
    impressions: int = Field(examples=[420])
    views: int = Field(examples=[380])
    likes: int = Field(examples=[31])
    comments: int = Field(examples=[12])
    shares: int = Field(examples=[4])
    clicks: int = Field(examples=[18])
    conversions: int = Field(examples=[2])
    joins: int = Field(examples=[1])
    leaves: int = Field(examples=[0])
    mutes: int = Field(examples=[0])


@endpoint("GET", _ALL, scope=Scope.READ, role=Role.VIEWER, summary=_l("List readings"))
def list_feedback(call: Call, community: Community, query: ReadingsAsked) -> Page[ReadingShown]:
    """The newest first. One query."""
    wanted = select(*(getattr(FeedbackRecord, name) for name in ReadingShown.model_fields))
    wanted = wanted.join(FeedbackRecord.item).where(ContentItem.community_id == community.id)
    if query.item_id is not None:
        wanted = wanted.where(FeedbackRecord.item_id == query.item_id)
    return page_of(
        call.session, wanted, query, _BY_READING, lambda row: ReadingShown.model_validate(row, from_attributes=True)
    )


@endpoint(
    "POST", _ALL, scope=Scope.FEEDBACK, role=Role.EDITOR, most_body_bytes=_BODY_BYTES,
    summary=_l("Hand in readings of counters"),
    details=_l("Up to 10,000 at a time, each judged for itself. The same reading twice is one."),
)
def take_feedback(call: Call, community: Community, actor: Actor, body: FeedbackSent) -> FeedbackTaken:
    """A handful of queries however many there are."""
    rows = _rows(call, community, body.readings)
    judged = judge(call.session, community, rows, read_at=call.now, now=call.now, lock=True, source=SOURCE)
    wanted = {Verdict.ACCEPTED, Verdict.HELD} if body.held_too else {Verdict.ACCEPTED}
    taken = [one for one in judged if one.verdict in wanted]
    for one in taken:
        if one.item is not None and one.reading is not None:
            service.append(call.session, one.item, one.reading, actor=actor, now=call.now)
    tally = Tally(one.verdict for one in judged)
    return FeedbackTaken(
        taken=len(taken), rows=tuple(map(_judgement, judged)), **{verdict.value: tally[verdict] for verdict in Verdict}
    )


def _rows(call: Call, community: Community, readings: Sequence[ReadingSent]) -> list[UploadedRow]:
    """The readings as lines of a table, which are judged the same; one query for those named by number."""
    ids = {reading.item_id for reading in readings if reading.item_id is not None}
    query = select(ContentItem.id, ContentItem.uid).where(
        ContentItem.community_id == community.id, ContentItem.id.in_(ids)
    )
    uids = {row.id: row.uid for row in call.session.execute(query)} if ids else {}
    return [
        UploadedRow(line=line, cells=_cells(reading, reading.uid or uids.get(reading.item_id or 0, _NO_SUCH)))
        for line, reading in enumerate(readings, start=1)
    ]


def _cells(reading: ReadingSent, uid: str) -> dict[str, str]:
    at = {OBSERVED_AT: reading.observed_at.astimezone(UTC).isoformat()} if reading.observed_at else {}
    counts = ((counter.value, getattr(reading, counter.value)) for counter in Counter)
    return {UID: uid, **at, **{name: str(count) for name, count in counts if count is not None}}


def _judgement(judged: Judged) -> Judgement:
    return Judgement(
        line=judged.row.line, verdict=judged.verdict, reason=judged.reason,
        item_id=judged.item.id if judged.item else None,
    )
