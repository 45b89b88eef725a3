"""Numbers that a target or a program tells us by webhook: judged and taken like the rows of a file."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.orm import Session

from app.core.text_fields import Moment, storable
from app.core.zones import zone_of
from app.feedback import batches, imports, ledger
from app.feedback.judging import judge
from app.feedback.matching import matched
from app.feedback.reading import Said, Traces
from app.feedback.taken import COUNTERS
from app.feedback.verdicts import Judged, Terms, Verdict
from app.feedback.waiting import keep
from app.models import Community, FeedbackBatch
from content_calendar.planning.wall_clock import moment

SOURCE = "webhook"
MOST_READINGS = 500


_Name = Annotated[str, StringConstraints(max_length=1_000, strip_whitespace=True), AfterValidator(storable)]
_Count = Annotated[int, Field(ge=-(2**53), le=2**53)] | None


class Told(BaseModel):
    """One reading: which post it is of, by any of its names, when it was read, and the counters that were told."""

    model_config = ConfigDict(extra="ignore")

    uid: _Name = ""
    external_id: _Name = ""
    url: _Name = ""
    observed_at: Moment | None = None
    impressions: _Count = None
    views: _Count = None
    likes: _Count = None
    comments: _Count = None
    shares: _Count = None
    clicks: _Count = None
    conversions: _Count = None
    joins: _Count = None
    leaves: _Count = None
    mutes: _Count = None


class Metrics(BaseModel):
    """Readings of posts; with `daily` each is of the local day it was read on alone."""

    model_config = ConfigDict(extra="ignore")

    readings: Annotated[tuple[Told, ...], Field(min_length=1, max_length=MOST_READINGS)]
    daily: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """How many readings got each verdict, and why the others were not taken, by their place from 0."""

    tally: Mapping[Verdict, int]
    reasons: Mapping[int, str]


def hold(session: Session, community: Community) -> None:
    """Keep every other transaction out of this community's ledger until this one ends."""
    ledger.hold(session, community)


def take_metrics(
    session: Session, community: Community, told: Metrics, *, source: str, now: datetime
) -> Heard:
    """Judge and take them as one batch; what no post is known for waits on the matching page.

    A counter that falls and a reading older than what counts are held back and not taken: nobody is there to confirm.
    """
    batch = batches.begin(session, community, f"{SOURCE}:{source}"[:60], actor=None, now=now)
    rows = [_said(place, one, community, daily=told.daily) for place, one in enumerate(told.readings)]
    terms = Terms(batch.source, now, now, told.daily)
    judged = judge(session, community, rows, terms, matched(session, community, rows, None))
    imports.take(session, community, judged, batch, held_too=False, actor=None, now=now)
    _keep_unmatched(session, batch, judged, terms)
    return Heard(
        Tally(one.verdict for one in judged), {one.line: one.reason for one in judged if one.reason},
    )


def _said(place: int, one: Told, community: Community, *, daily: bool) -> Said:
    counts = tuple(getattr(one, counter.value) for counter in COUNTERS)
    uid = one.uid.strip().lower().removesuffix("@qunbi")
    traces = Traces(url=one.url, external_id=one.external_id or uid) if one.url or one.external_id else None
    at = one.observed_at
    if daily and at is not None:
        zone = zone_of(community.timezone)
        at = moment(at.astimezone(zone).date(), time(), zone)
    return Said(place, uid, counts, at, None, traces)


def _keep_unmatched(session: Session, batch: FeedbackBatch, judged: Sequence[Judged], terms: Terms) -> None:
    waiting = [one.said for one in judged if one.verdict is Verdict.UNMATCHED]
    keep(session, batch, waiting, daily=terms.daily, read_at=terms.read_at, now=terms.now)
