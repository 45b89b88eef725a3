"""Reading the templates a desk may offer: approved, and true on this day."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session

from app.models import ContentItem, ReplyTemplate, Revision
from app.replies.cards import states_of
from content_calendar.content import Copy
from content_calendar.message import Message
from content_calendar.replies.entry import Entry
from content_calendar.replies.snippets import stack
from content_calendar.vocabulary import ContentKind, MemberState
from content_calendar.workflow import OUT

Stamp = tuple[Any, ...]
"""Equal as long as nothing on offer changed. Fingerprints stand in it because a database put back from a copy has the
same numbers for other words."""

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Mark:
    """A template on offer as it stands: another `version` or `fingerprint` is another text or card."""

    version: int
    fingerprint: str
    persona_id: int
    score: float | None
    by_state: Mapping[str, Any]
    """Its standing for members in one state, as its card keeps it."""

    def score_for(self, state: MemberState | None) -> float | None:
        """How well it does, with members in that state where that was learned."""
        told = self.by_state.get(state.value) if state else None
        return float(told["score"]) if told else self.score

    @property
    def words(self) -> tuple[int, str]:
        """What differs once the template has to be read anew; another score alone is no reason."""
        return self.version, self.fingerprint


def stamp_of(session: Session, community_id: int) -> Stamp:
    """One query over the rows on offer; the index on community, state and slot leads to them."""
    columns = (
        func.count(), func.sum(ContentItem.id), func.sum(ContentItem.version), func.max(ContentItem.updated_at),
        func.min(ContentItem.approved_fingerprint), func.max(ContentItem.approved_fingerprint),
    )
    return tuple(session.execute(select(*columns).where(*_on_offer(community_id))).one())


def marks_of(session: Session, community_id: int, today: date) -> dict[int, Mark]:
    """What is on offer today, by the number of its item; one query."""
    query = (
        select(
            ContentItem.id, ContentItem.version, ContentItem.approved_fingerprint, ContentItem.persona_id,
            ReplyTemplate.score, ReplyTemplate.by_state,
        )
        .join(ReplyTemplate, ReplyTemplate.item_id == ContentItem.id)
        .where(*_on_offer(community_id), *_is_sent(today))
    )
    return {
        item_id: Mark(version, fingerprint or "", persona_id, score, by_state or {})
        for item_id, version, fingerprint, persona_id, score, by_state in session.execute(query)
    }


def entries_of(session: Session, ids: Collection[int]) -> tuple[Entry, ...]:
    """What the desk finds the templates by; a query for every 500 of them."""
    wanted = sorted(ids)
    parts = (wanted[at : at + _BATCH] for at in range(0, len(wanted), _BATCH))
    return tuple(_entry(row) for part in parts for row in session.execute(_words(part)))


def still_offered(session: Session, community_id: int, ids: Collection[int], today: date) -> Mapping[int, str]:
    """The fingerprints of those of `ids` that are on offer at this moment; one query."""
    query = (
        select(ContentItem.id, ContentItem.approved_fingerprint)
        .join(ReplyTemplate, ReplyTemplate.item_id == ContentItem.id)
        .where(ContentItem.id.in_(ids), *_on_offer(community_id), *_is_sent(today))
    )
    return {row[0]: row[1] or "" for row in session.execute(query)}


def _on_offer(community_id: int) -> Iterator[ColumnElement[bool]]:
    """What is approved carries the text, persona and card of its approval: the database holds it to that."""
    yield ContentItem.community_id == community_id
    yield ContentItem.state.in_(OUT)
    yield ContentItem.slot_at.is_(None)  # no template has a slot, and so the index parts them from all posts
    yield ContentItem.kind == ContentKind.REPLY_TEMPLATE


def _is_sent(today: date) -> Iterator[ColumnElement[bool]]:
    """Still true, and no passage that stands in other templates."""
    yield ReplyTemplate.snippet_key == ""
    yield ReplyTemplate.expires_on.is_(None) | (ReplyTemplate.expires_on >= today)


def _words(ids: Collection[int]) -> Select[Any]:
    return (
        select(
            ReplyTemplate.item_id, ReplyTemplate.scenario, ReplyTemplate.member_states, ReplyTemplate.short_code,
            ReplyTemplate.snippets, Revision.title, Revision.hook, Revision.body, Revision.call_to_action,
            Revision.hashtags, Revision.tags,
        )
        .join(ReplyTemplate.item)
        .join(Revision, Revision.id == ContentItem.current_revision_id)
        .where(ReplyTemplate.item_id.in_(ids))
    )


def _entry(row: Row[Any]) -> Entry:
    copy = Copy(hook=row.hook, body=row.body, call_to_action=row.call_to_action, hashtags=tuple(row.hashtags or ()))
    title, text = _parted(row.title, _stacked(copy.text(), row.snippets))
    return Entry(
        key=row.item_id, title=title, body=text, scenario=row.scenario, states=states_of(row.member_states),
        short_code=row.short_code, tags=tuple(row.tags or ()),
    )


def _parted(title: str, text: str) -> tuple[str, str]:
    """The title and the text; without a title the first line is one."""
    if title.strip():
        return title.strip(), text
    first, _, rest = text.strip().partition("\n")
    return first, rest


def _stacked(text: str, snippets: Mapping[str, Mapping[str, str]] | None) -> str:
    """With the passages it stands on; as it is written when one of them is missing, which taking it tells."""
    if not snippets:
        return text
    whole = stack(text, {name: said["text"] for name, said in snippets.items()})
    return text if isinstance(whole, Message) else whole.text
