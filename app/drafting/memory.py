"""What a persona was told and liked: one query each for a whole batch of items, not one for each item."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.models import ContentItem, FeedbackRecord, Revision
from content_calendar.content import Copy
from content_calendar.vocabulary import Language
from content_calendar.workflow import State

SPAN = timedelta(days=30)
MOST_SAID = 40
MOST_EXAMPLES = 3
_READ_AT_ONCE = 400
_CANDIDATES = 200
_CAUTION = 20
"""Members who did not react, added to every count of those who saw it: three likes among four are no proof."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text this persona has or gets, and the time around which it is read."""

    item_id: int
    persona_id: int
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Approved:
    """An approved text that may serve as an example."""

    persona_id: int
    column_id: int | None
    event_id: int | None
    language: Language
    text: str


def time_of(item: ContentItem) -> datetime:
    """Around when members read it."""
    return item.slot_at or item.created_at


def said_around(session: Session, items: Sequence[ContentItem]) -> list[Said]:
    """Everything the items' personas are told within 30 days of any of them, newest first, at most 400 texts."""
    times = [time_of(item) for item in items]
    query = (
        select(
            ContentItem.id, ContentItem.persona_id, ContentItem.slot_at, Revision.hook, Revision.body,
            Revision.call_to_action, Revision.hashtags,
        )
        .join(Revision, ContentItem.current_revision_id == Revision.id)
        .where(
            ContentItem.persona_id.in_({item.persona_id for item in items}),
            ContentItem.slot_at.between(min(times) - SPAN, max(times) + SPAN),
        )
        .order_by(ContentItem.slot_at.desc())
        .limit(_READ_AT_ONCE)
    )
    return [
        Said(item_id, persona_id, at, _text(hook, body, call, hashtags))
        for item_id, persona_id, at, hook, body, call, hashtags in session.execute(query)
        if at is not None
    ]


def avoid_for(said: Iterable[Said], persona_id: int, at: datetime, *, but: int | None = None) -> tuple[str, ...]:
    """What copy read at that time must not repeat, in the order given: 30 days either way, at most 40 texts.

    `but` is an item whose own text does not count.
    """
    near = (
        other.text
        for other in said
        if other.persona_id == persona_id and other.item_id != but and abs(other.at - at) <= SPAN
    )
    return tuple(islice(dict.fromkeys(near), MOST_SAID))


def approved_texts(session: Session, items: Sequence[ContentItem]) -> list[Approved]:
    """Approved texts of the items' personas, best first: those members reacted to, then the newest approved."""
    reading = aliased(FeedbackRecord)
    newest_reading = (
        select(reading.id)
        .where(reading.item_id == ContentItem.id)
        .order_by(reading.observed_at.desc(), reading.id.desc())
        .limit(1)
        .correlate(ContentItem)
        .scalar_subquery()
    )
    query = (
        select(
            ContentItem.persona_id, ContentItem.column_id, ContentItem.event_id, ContentItem.language, Revision.hook,
            Revision.body, Revision.call_to_action, Revision.hashtags, FeedbackRecord,
        )
        .join(Revision, ContentItem.current_revision_id == Revision.id)
        .outerjoin(FeedbackRecord, FeedbackRecord.id == newest_reading)
        .where(
            ContentItem.persona_id.in_({item.persona_id for item in items}),
            ContentItem.approved_fingerprint.is_not(None),
            ContentItem.state.in_((State.APPROVED, State.EXPORTED, State.PUBLISHED)),
        )
        .order_by(ContentItem.approved_at.desc())
        .limit(_CANDIDATES)
    )
    found = [
        (_reaction(newest), Approved(persona_id, column_id, event_id, language, _text(hook, body, call, hashtags)))
        for persona_id, column_id, event_id, language, hook, body, call, hashtags, newest in session.execute(query)
    ]
    return [approved for _, approved in sorted(found, key=lambda pair: pair[0], reverse=True)]


def examples_for(approved: Sequence[Approved], item: ContentItem) -> tuple[str, ...]:
    """Up to three of them in the item's language, none of its own column or event: a series must not copy itself."""
    fitting = (
        other.text
        for other in approved
        if (other.persona_id, other.language) == (item.persona_id, item.language) and not _same_series(other, item)
    )
    return tuple(islice(fitting, MOST_EXAMPLES))


def _same_series(other: Approved, item: ContentItem) -> bool:
    columns, events = {other.column_id, item.column_id}, {other.event_id, item.event_id}
    return (len(columns) == 1 and None not in columns) or (len(events) == 1 and None not in events)


def _reaction(reading: FeedbackRecord | None) -> float:
    """Reactions for each member who saw it, cautious about small numbers; 0 without any, also without numbers."""
    if reading is None:
        return 0.0
    reactions = reading.likes + reading.comments + reading.shares
    return reactions / (max(reading.views, reading.impressions, reactions) + _CAUTION)


def _text(hook: str, body: str, call_to_action: str, hashtags: Sequence[str]) -> str:
    return Copy(hook=hook, body=body, call_to_action=call_to_action, hashtags=tuple(hashtags)).text()
