"""What a persona was told and liked: one query each for a whole batch of items, not one for each item."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import CompoundSelect, select, union
from sqlalchemy.orm import Session

from app.models import ContentItem, PostStanding, Revision
from content_calendar.content import Copy
from content_calendar.ranking import Evidence
from content_calendar.vocabulary import ContentKind, Language
from content_calendar.workflow import State

SPAN = timedelta(days=30)
MOST_SAID = 40
MOST_EXAMPLES = 3
_READ_AT_ONCE = 400
_CANDIDATES = 200
_BEST = 60
_CARRIES = (Evidence.FAIR.value, Evidence.SOLID.value)
_IS_APPROVED = (
    ContentItem.kind == ContentKind.POST,
    ContentItem.approved_fingerprint.is_not(None),
    ContentItem.state.in_((State.APPROVED, State.EXPORTED, State.PUBLISHED)),
)


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
    if not items:
        return []
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


def said_in_templates(session: Session, items: Sequence[ContentItem]) -> list[Said]:
    """The newest reply templates of the items' personas, at most 400: an answer should not read like another one."""
    if not items:
        return []
    query = (
        select(
            ContentItem.id, ContentItem.persona_id, ContentItem.created_at, Revision.hook, Revision.body,
            Revision.call_to_action, Revision.hashtags,
        )
        .join(Revision, ContentItem.current_revision_id == Revision.id)
        .where(
            ContentItem.persona_id.in_({item.persona_id for item in items}),
            ContentItem.kind == ContentKind.REPLY_TEMPLATE, ContentItem.state != State.ARCHIVED,
        )
        .order_by(ContentItem.id.desc())
        .limit(_READ_AT_ONCE)
    )
    rows = session.execute(query)
    return [
        Said(number, persona_id, at, _text(hook, body, call, hashtags))
        for number, persona_id, at, hook, body, call, hashtags in rows
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
    """Approved posts of the items' personas, best first: those that the ranking knows to have been met well, by their
    scores, then the newest approved. One query.

    A score of thin evidence is a guess, and what drives members away is no example, however much it was liked.
    """
    persona_ids = {item.persona_id for item in items}
    is_known = PostStanding.evidence.in_(_CARRIES) & ~PostStanding.blocked
    query = (
        select(
            ContentItem.persona_id, ContentItem.column_id, ContentItem.event_id, ContentItem.language, Revision.hook,
            Revision.body, Revision.call_to_action, Revision.hashtags,
        )
        .join(Revision, ContentItem.current_revision_id == Revision.id)
        .outerjoin(PostStanding, (PostStanding.item_id == ContentItem.id) & is_known)
        .where(
            ContentItem.id.in_(_candidates(persona_ids)),
            ContentItem.id.not_in(select(PostStanding.item_id).where(
                PostStanding.persona_id.in_(persona_ids), PostStanding.blocked
            )),
        )
        .order_by(PostStanding.score.desc().nulls_last(), ContentItem.approved_at.desc(), ContentItem.id.desc())
    )  # fmt: skip
    return [
        Approved(persona_id, column_id, event_id, language, _text(hook, body, call, hashtags))
        for persona_id, column_id, event_id, language, hook, body, call, hashtags in session.execute(query)
    ]


def _candidates(persona_ids: Collection[int]) -> CompoundSelect[int]:
    """The best known of each persona, and the newest of all of them."""
    newest = select(ContentItem.id).where(
        ContentItem.persona_id.in_(persona_ids), *_IS_APPROVED
    ).order_by(ContentItem.approved_at.desc()).limit(_CANDIDATES).subquery()
    best = [
        select(PostStanding.item_id)
        .join(ContentItem, ContentItem.id == PostStanding.item_id)
        .where(PostStanding.persona_id == persona_id, PostStanding.evidence.in_(_CARRIES), *_IS_APPROVED)
        .order_by(PostStanding.score.desc().nulls_last())
        .limit(_BEST)
        .subquery()
        for persona_id in sorted(persona_ids)
    ]
    return union(select(newest.c.id), *(select(one.c.item_id) for one in best))


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


def _text(hook: str, body: str, call_to_action: str, hashtags: Sequence[str]) -> str:
    return Copy(hook=hook, body=body, call_to_action=call_to_action, hashtags=tuple(hashtags)).text()
