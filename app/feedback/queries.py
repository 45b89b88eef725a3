"""Reading for the pages of Insights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.core.i18n import language, words
from app.feedback import ranking
from app.feedback.ranking import Line
from app.models import Community, ContentItem, FeedbackRecord, Persona
from content_calendar.ranking import Block, Evidence
from content_calendar.vocabulary import OUTCOME_COUNTERS, Counter, Form, Outcome, Value
from content_calendar.workflow import State

Conditions = tuple[ColumnElement[bool], ...]

PAGE = 50
GRID_PAGE = 25
TEMPLATE_ROWS = 500
FIRST_GUESS = 10
"""Below this many posts with numbers the order is little more than a guess."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A rate and its interval as places on a scale from 0 to 100 that all rows of a page share."""

    low: float
    mean: float
    high: float


@dataclass(frozen=True, slots=True)
class Place:
    """One item in the ranking. Rates are shares of those who saw it; `counts` is None while there are no numbers."""

    number: int
    item_id: int
    uid: str
    headline: str
    persona: Persona
    column: str
    form: Form
    value: Value
    state: State
    slot_at: datetime | None
    mean: float
    low: float
    high: float
    bar: Bar
    evidence: Evidence
    blocked: bool
    reasons: tuple[str, ...]
    counts: Mapping[Counter, int] | None
    seen: int
    outcomes: Mapping[Outcome, int]
    observed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """One page of the ranking; `known` counts the posts of the community that have numbers."""

    places: tuple[Place, ...]
    number: int
    pages: int
    total: int
    known: int
    seen: int
    engaged: int

    @property
    def is_first_guess(self) -> bool:
        return self.known < FIRST_GUESS


@dataclass(frozen=True, slots=True)
class Entry:
    """A post whose numbers can be entered, with its newest reading."""

    item_id: int
    uid: str
    headline: str
    persona: Persona
    state: State
    slot_at: datetime | None
    counts: Mapping[Counter, int] | None
    observed_at: datetime | None

    def cell(self, counter: Counter) -> str:
        """What the field holds before anybody types: the newest number, blank while there is none."""
        return "" if self.counts is None else str(self.counts[counter])


@dataclass(frozen=True, slots=True)
class Entries:
    rows: tuple[Entry, ...]
    number: int
    pages: int
    total: int


def published(session: Session, community: Community, *, persona_id: int | None, page: int) -> Ranking:
    """One page of what is out, best first; one query."""
    lines = ranking.rank_published(session, community, persona_id=persona_id, explain=page * PAGE)
    return _ranking(lines, page, known=len(lines))


def upcoming(session: Session, community: Community, *, persona_id: int | None, page: int) -> Ranking:
    """One page of what is not out yet, in the recommended order; three queries."""
    lines = ranking.rank_upcoming(session, community, persona_id=persona_id, explain=page * PAGE)
    return _ranking(lines, page, known=_with_numbers(session, community))


def all_published(session: Session, community: Community, *, persona_id: int | None) -> tuple[Place, ...]:
    """The whole ranking, every row with its reasons; one query."""
    lines = ranking.rank_published(session, community, persona_id=persona_id, explain=ranking.MAX_ITEMS)
    return _places(lines, 1)


def entries(session: Session, community: Community, *, persona_id: int | None, page: int, now: datetime) -> Entries:
    """One page of what is out as far as we know, the latest slot that has passed first; three queries."""
    wanted = _can_have_numbers(community, persona_id, now)
    total = session.scalar(select(func.count(ContentItem.id)).where(*wanted)) or 0
    pages = max(1, -(-total // GRID_PAGE))
    number = min(max(page, 1), pages)
    items = _items(session, wanted, limit=GRID_PAGE, offset=(number - 1) * GRID_PAGE, now=now)
    return Entries(_entries(session, items), number, pages, total)


def template_entries(session: Session, community: Community, *, now: datetime) -> tuple[Entry, ...]:
    """The posts a template is filled with, in the order of the grid; two queries."""
    wanted = _can_have_numbers(community, None, now)
    return _entries(session, _items(session, wanted, limit=TEMPLATE_ROWS, offset=0, now=now))


def _ranking(lines: Sequence[Line], page: int, *, known: int) -> Ranking:
    pages = max(1, -(-len(lines) // PAGE))
    number = min(max(page, 1), pages)
    shown = lines[(number - 1) * PAGE : number * PAGE]
    totals = [_outcomes(counts_of(line.reading)) for line in lines if line.reading]
    return Ranking(
        places=_places(shown, (number - 1) * PAGE + 1), number=number, pages=pages, total=len(lines), known=known,
        seen=sum(_seen(counts_of(line.reading)) for line in lines if line.reading),
        engaged=sum(outcomes[Outcome.ENGAGE] for outcomes in totals),
    )


def _places(lines: Sequence[Line], first: int) -> tuple[Place, ...]:
    names = ranking.names((line.item for line in lines), language())
    scale = max((line.ranked.high for line in lines), default=0.0) or 1.0
    return tuple(_place(line, number, scale, names) for number, line in enumerate(lines, start=first))


def _place(line: Line, number: int, scale: float, names: Mapping[tuple[Block, str], str]) -> Place:
    item, ranked, reading = line.item, line.ranked, line.reading
    counts = counts_of(reading) if reading else None
    return Place(
        number=number, item_id=item.id, uid=item.uid, headline=item.headline(), persona=item.persona,
        column=item.column.name if item.column else "", form=item.form, value=item.value, state=item.state,
        slot_at=item.slot_at, mean=ranked.mean, low=ranked.low, high=ranked.high,
        bar=Bar(*(round(100 * rate / scale, 2) for rate in (ranked.low, ranked.mean, ranked.high))),
        evidence=ranked.evidence, blocked=ranked.blocked,
        reasons=tuple(words(reason.message(names)) for reason in ranked.reasons), counts=counts,
        seen=_seen(counts) if counts else 0, outcomes=_outcomes(counts) if counts else {},
        observed_at=reading.observed_at if reading else None,
    )


def counts_of(record: FeedbackRecord | None) -> Mapping[Counter, int]:
    """The counters of a reading."""
    return {counter: getattr(record, counter.value) for counter in Counter} if record else {}


def _seen(counts: Mapping[Counter, int]) -> int:
    return max(counts[Counter.IMPRESSIONS], counts[Counter.VIEWS])


def _outcomes(counts: Mapping[Counter, int]) -> Mapping[Outcome, int]:
    return {outcome: sum(counts[counter] for counter in counters) for outcome, counters in OUTCOME_COUNTERS.items()}


def _with_numbers(session: Session, community: Community) -> int:
    query = (
        select(func.count(FeedbackRecord.item_id.distinct()))
        .join(ContentItem, ContentItem.id == FeedbackRecord.item_id)
        .where(ContentItem.community_id == community.id)
    )
    return session.scalar(query) or 0


def _can_have_numbers(community: Community, persona_id: int | None, now: datetime) -> Conditions:
    """Published posts, and approved and exported ones whose time has passed: they may have gone out unseen by us."""
    out = ContentItem.state == State.PUBLISHED
    due = ContentItem.state.in_((State.APPROVED, State.EXPORTED)) & (ContentItem.slot_at <= now)
    conditions: Conditions = (ContentItem.community_id == community.id, or_(out, due))
    return conditions if persona_id is None else (*conditions, ContentItem.persona_id == persona_id)


def _items(
    session: Session, wanted: Conditions, *, limit: int, offset: int, now: datetime
) -> list[ContentItem]:
    query = (
        select(ContentItem)
        .where(*wanted)
        .options(
            joinedload(ContentItem.persona), joinedload(ContentItem.column), joinedload(ContentItem.current_revision)
        )
        .order_by(
            case((ContentItem.slot_at <= now, ContentItem.slot_at)).desc().nulls_last(), ContentItem.slot_at,
            ContentItem.id.desc(),
        )
        .limit(limit)
        .offset(offset)
    )
    return list(session.scalars(query))


def _entries(session: Session, items: Sequence[ContentItem]) -> tuple[Entry, ...]:
    records = session.scalars(
        select(FeedbackRecord)
        .where(FeedbackRecord.item_id.in_([item.id for item in items]))
        .order_by(FeedbackRecord.observed_at, FeedbackRecord.id)
    )
    newest = {record.item_id: record for record in records}
    return tuple(_entry(item, newest.get(item.id)) for item in items)


def _entry(item: ContentItem, reading: FeedbackRecord | None) -> Entry:
    return Entry(
        item_id=item.id, uid=item.uid, headline=item.headline(), persona=item.persona, state=item.state,
        slot_at=item.slot_at, counts=counts_of(reading) if reading else None,
        observed_at=reading.observed_at if reading else None,
    )
