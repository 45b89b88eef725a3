"""From the ledger to a ranked list: readings become observations, items become candidates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from app.models import Community, ContentItem, FeedbackRecord
from content_calendar.ranking import Block, Candidate, Features, Observation, Ranked, Ranker
from content_calendar.vocabulary import OUTCOME_COUNTERS, Outcome
from content_calendar.workflow import State

UPCOMING = (State.IN_REVIEW, State.APPROVED, State.EXPORTED)
MAX_ITEMS = 2_000
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Line:
    """One item in its place with its newest reading, None while it has none."""

    item: ContentItem
    ranked: Ranked
    reading: FeedbackRecord | None


def rank_published(session: Session, community: Community, *, persona_id: int | None = None) -> list[Line]:
    """Items with feedback, best first, each with its reasons."""
    readings = newest_readings(session, community, persona_id=persona_id)
    return _ranked(community, readings, [reading.item for reading in readings])


def rank_upcoming(session: Session, community: Community, *, persona_id: int | None = None) -> list[Line]:
    """Items not out yet in the order the feedback so far recommends."""
    query = _items().where(ContentItem.community_id == community.id, ContentItem.state.in_(UPCOMING))
    if persona_id is not None:
        query = query.where(ContentItem.persona_id == persona_id)
    upcoming = list(session.scalars(query.order_by(ContentItem.slot_at).limit(MAX_ITEMS)))
    return _ranked(community, newest_readings(session, community, persona_id=None), upcoming)


def newest_readings(session: Session, community: Community, *, persona_id: int | None) -> list[FeedbackRecord]:
    """The newest reading of every published item, with the item and its text."""
    place = (
        func.row_number()
        .over(
            partition_by=FeedbackRecord.item_id,
            order_by=(FeedbackRecord.observed_at.desc(), FeedbackRecord.id.desc()),
        )
        .label("place")
    )
    newest = (
        select(FeedbackRecord.id, place)
        .join(ContentItem, ContentItem.id == FeedbackRecord.item_id)
        .where(ContentItem.community_id == community.id)
    )
    if persona_id is not None:
        newest = newest.where(ContentItem.persona_id == persona_id)
    ids = newest.subquery()
    query = (
        select(FeedbackRecord)
        .join(ids, ids.c.id == FeedbackRecord.id)
        .where(ids.c.place == 1)
        .options(joinedload(FeedbackRecord.item).joinedload(ContentItem.current_revision))
        .options(joinedload(FeedbackRecord.item).joinedload(ContentItem.persona))
        .options(joinedload(FeedbackRecord.item).joinedload(ContentItem.column))
        .order_by(FeedbackRecord.observed_at.desc())
        .limit(MAX_ITEMS)
    )
    return list(session.scalars(query))


def names(items: Iterable[ContentItem]) -> dict[tuple[Block, str], str]:
    """What the reasons call the identifiers of the model."""
    found: dict[tuple[Block, str], str] = {}
    for item in items:
        found[Block.PERSONA, str(item.persona_id)] = item.persona.name
        if item.column:
            found[Block.TEMPLATE, str(item.column_id)] = item.column.name
    return found


def features_of(item: ContentItem, community: Community) -> Features:
    """What the model knows of an item: persona, weekday and hour, form, value, tags, prompt version and column."""
    revision = item.current_revision
    provenance = revision.provenance if revision else {}
    prompt = provenance.get("prompt") or ""
    return Features(
        persona=str(item.persona_id),
        slot=_slot(item.slot_at, ZoneInfo(community.timezone)),
        form=item.form.value,
        value=item.value.value,
        tags=tuple(tag for tag in (revision.tags if revision else ()) if ":" in tag),
        prompt=f"{prompt}@{provenance.get('prompt_version', '')}" if prompt else "",
        template=str(item.column_id or ""),
    )


def _ranked(community: Community, readings: Sequence[FeedbackRecord], items: Sequence[ContentItem]) -> list[Line]:
    ranker = Ranker()
    ranker.observe([_observation(reading, community) for reading in readings])
    by_id = {str(item.id): item for item in items}
    newest = {reading.item_id: reading for reading in readings}
    listed = ranker.rank([Candidate(key, features_of(item, community)) for key, item in by_id.items()])
    return [Line(by_id[place.key], place, newest.get(int(place.key))) for place in listed]


def _observation(reading: FeedbackRecord, community: Community) -> Observation:
    counts = {
        outcome: sum(getattr(reading, counter.value) for counter in counters)
        for outcome, counters in OUTCOME_COUNTERS.items()
    }
    week = (reading.item.published_at or reading.observed_at).toordinal() // 7
    return Observation(
        features=features_of(reading.item, community),
        exposures=max(reading.impressions, reading.views),
        successes=counts[Outcome.ENGAGE],
        acts=counts[Outcome.ACT],
        harms=counts[Outcome.HARM],
        week=week,
    )


def _slot(at: datetime | None, zone: ZoneInfo) -> str:
    if at is None:
        return ""
    local = at.astimezone(zone)
    return f"{WEEKDAYS[local.weekday()]}-{local.hour:02d}"


def _items() -> Select[ContentItem]:
    return select(ContentItem).options(
        joinedload(ContentItem.current_revision), joinedload(ContentItem.persona), joinedload(ContentItem.column)
    )
