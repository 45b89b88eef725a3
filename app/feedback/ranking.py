"""From the ledger to a ranked list: readings become observations, items become candidates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from babel.dates import get_day_names
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from app.core.zones import zone_of
from app.models import Community, ContentItem, FeedbackRecord
from content_calendar.ranking import Block, Candidate, Features, Observation, Ranked, Ranker
from content_calendar.vocabulary import OUTCOME_COUNTERS, Language, Outcome
from content_calendar.workflow import State

UPCOMING = (State.IN_REVIEW, State.APPROVED, State.EXPORTED)
MAX_ITEMS = 2_000
EXPLAINED = 100
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Line:
    """One item in its place with its newest reading, None while it has none."""

    item: ContentItem
    ranked: Ranked
    reading: FeedbackRecord | None


def rank_published(
    session: Session, community: Community, *, persona_id: int | None = None, explain: int = EXPLAINED
) -> list[Line]:
    """Items with feedback, best first, the first `explain` with their reasons.

    One persona is ranked by what all of them taught: what is common to a community is learned once.
    """
    readings = newest_readings(session, community)
    listed = [reading.item for reading in readings if persona_id in (None, reading.item.persona_id)]
    return _ranked(community, readings, listed, explain)


def rank_upcoming(
    session: Session, community: Community, *, persona_id: int | None = None, explain: int = EXPLAINED
) -> list[Line]:
    """Items not out yet in the order the feedback so far recommends."""
    query = _items().where(ContentItem.community_id == community.id, ContentItem.state.in_(UPCOMING))
    if persona_id is not None:
        query = query.where(ContentItem.persona_id == persona_id)
    upcoming = list(session.scalars(query.order_by(ContentItem.slot_at).limit(MAX_ITEMS)))
    readings = newest_readings(session, community)
    out = {reading.item_id for reading in readings}
    return _ranked(community, readings, [item for item in upcoming if item.id not in out], explain)


def newest_readings(session: Session, community: Community) -> list[FeedbackRecord]:
    """The newest reading of every published item, with the item and its text; the latest 2000, in one query."""
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


def names(items: Iterable[ContentItem], language: Language = Language.ZH) -> Mapping[tuple[Block, str], str]:
    """What the reasons call the identifiers of the model, to a reader of `language`."""
    found = _slot_names(language)
    for item in items:
        found[Block.PERSONA, str(item.persona_id)] = item.persona.name
        if item.column:
            found[Block.TEMPLATE, str(item.column_id)] = item.column.name
        prompt = _prompt(item)
        if prompt:
            path, _at, version = prompt.partition("@")
            found[Block.PROMPT, prompt] = f"{PurePosixPath(path).stem} {version[:6]}".strip()
    return found


def _slot_names(language: Language) -> dict[tuple[Block, str], str]:
    days = get_day_names("abbreviated", locale=language.value)
    return {
        (Block.SLOT, f"{day}-{hour:02d}"): f"{days[number]} {hour:02d}:00"
        for number, day in enumerate(WEEKDAYS) for hour in range(24)
    }


def features_of(item: ContentItem, community: Community) -> Features:
    """What the model knows of an item: persona, weekday and hour, form, value, tags, prompt version and column."""
    revision = item.current_revision
    return Features(
        persona=str(item.persona_id),
        slot=_slot(item.slot_at, zone_of(community.timezone)),
        form=item.form.value,
        value=item.value.value,
        tags=tuple(tag for tag in (revision.tags if revision else ()) if ":" in tag),
        prompt=_prompt(item),
        template=str(item.column_id or ""),
    )


def _ranked(
    community: Community, readings: Sequence[FeedbackRecord], items: Sequence[ContentItem], explain: int
) -> list[Line]:
    ranker = Ranker()
    ranker.observe([_observation(reading, community) for reading in readings])
    by_id = {str(item.id): item for item in items}
    newest = {reading.item_id: reading for reading in readings}
    candidates = [Candidate(key, features_of(item, community)) for key, item in by_id.items()]
    return [
        Line(by_id[place.key], place, newest.get(int(place.key))) for place in ranker.rank(candidates, explain=explain)
    ]


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


def _prompt(item: ContentItem) -> str:
    provenance = item.current_revision.provenance if item.current_revision else {}
    prompt = provenance.get("prompt") or ""
    return f"{prompt}@{provenance.get('prompt_version', '')}" if prompt else ""


def _slot(at: datetime | None, zone: ZoneInfo) -> str:
    if at is None:
        return ""
    local = at.astimezone(zone)
    return f"{WEEKDAYS[local.weekday()]}-{local.hour:02d}"


def _items() -> Select[ContentItem]:
    return select(ContentItem).options(
        joinedload(ContentItem.current_revision), joinedload(ContentItem.persona), joinedload(ContentItem.column)
    )
