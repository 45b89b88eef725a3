"""One page of the library, as it is shown: what was found, a page of it in full, and what can be chosen from."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, load_only
from sqlalchemy.orm.interfaces import ORMOption

from app.accounts.access import Actor
from app.core.zones import zone_of
from app.library.filters import Filters
from app.library.finding_items import MOST_FOUND, found_ids
from app.models import Campaign, Column, Community, ContentItem, Persona, ReplyTemplate, Revision
from content_calendar.search_marks import Passage, marked
from content_calendar.vocabulary import ContentKind, Form, Value, WriterKind
from content_calendar.workflow import State

PAGE = 50
_HEADLINE, _EXCERPT = 160, 120


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a list; what the reader searched for is marked in its headline and its excerpt."""

    id: int
    version: int
    headline: tuple[Passage, ...]
    excerpt: tuple[Passage, ...]
    persona: Persona
    column: str
    kind: ContentKind
    state: State
    value: Value
    form: Form
    slot_at: datetime | None
    writer: WriterKind | None

    @property
    def name(self) -> str:
        return "".join(passage.text for passage in self.headline)


@dataclass(frozen=True, slots=True)
class Page:
    """`total` counts to a thousand; `is_more` when there are more than that."""

    rows: tuple[Row, ...]
    number: int
    pages: int
    total: int
    is_more: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen from by name: (number, name) of columns, grouped by persona, and of campaigns."""

    columns: tuple[tuple[str, tuple[tuple[int, str], ...]], ...]
    campaigns: tuple[tuple[int, str], ...]


def library_page(session: Session, community: Community, filters: Filters, actor: Actor, *, page: int) -> Page:
    """`page` counts from 1 and is brought into range. Three queries at most, whatever the number of items."""
    found = found_ids(session, community, filters, mine_id=actor.user.id)
    shown = found[:MOST_FOUND]
    pages = max(1, -(-len(shown) // PAGE))
    number = min(max(page, 1), pages)
    ids = shown[(number - 1) * PAGE : number * PAGE]
    return Page(_rows(session, ids, filters.words), number, pages, len(shown), len(found) > MOST_FOUND)


def seen(session: Session, item_ids: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """(id, version) of these items, in their order."""
    query = select(ContentItem.id, ContentItem.version).where(ContentItem.id.in_(item_ids))
    versions = {row.id: row.version for row in session.execute(query)}
    return tuple((item_id, versions[item_id]) for item_id in item_ids if item_id in versions)


def local_days(session: Session, community: Community, item_ids: Sequence[int]) -> list[date]:
    """The days of the community these items stand on; those without a slot are left out."""
    zone = zone_of(community.timezone)
    slots = session.scalars(select(ContentItem.slot_at).where(ContentItem.id.in_(item_ids)))
    return [at.astimezone(zone).date() for at in slots if at]


def digest(items: Sequence[tuple[int, int]]) -> str:
    """Stands for exactly these items in these versions."""
    return hashlib.sha256(repr(sorted(items)).encode()).hexdigest()


def choices(session: Session, community: Community) -> Choices:
    """Two queries."""
    columns = (
        select(Persona.name.label("persona"), Column.id, Column.name)
        .join(Persona, Persona.id == Column.persona_id)
        .where(Persona.community_id == community.id)
        .order_by(Persona.id, Column.id)
    )
    groups: dict[str, list[tuple[int, str]]] = {}
    for persona, column_id, name in session.execute(columns):
        groups.setdefault(persona, []).append((column_id, name))
    campaigns = select(Campaign.id, Campaign.name).where(Campaign.community_id == community.id)
    named = session.execute(campaigns.order_by(Campaign.first.desc(), Campaign.id.desc()))
    return Choices(
        tuple((persona, tuple(own)) for persona, own in groups.items()), tuple((row.id, row.name) for row in named)
    )


def _rows(session: Session, ids: Sequence[int], words: str) -> tuple[Row, ...]:
    query = select(ContentItem).where(ContentItem.id.in_(ids)).options(*_IN_A_ROW)
    items = {item.id: item for item in session.scalars(query)}
    return tuple(_row(items[item_id], words) for item_id in ids if item_id in items)


_IN_A_ROW: tuple[ORMOption, ...] = (
    load_only(
        ContentItem.version, ContentItem.topic, ContentItem.occasion, ContentItem.kind, ContentItem.state,
        ContentItem.value, ContentItem.form, ContentItem.slot_at,
    ),
    joinedload(ContentItem.persona).load_only(Persona.name, Persona.color),
    joinedload(ContentItem.column).load_only(Column.name),
    joinedload(ContentItem.current_revision).defer(Revision.provenance),
    joinedload(ContentItem.reply).load_only(ReplyTemplate.scenario, ReplyTemplate.member_states),
)


def _row(item: ContentItem, words: str) -> Row:
    revision = item.current_revision
    text = revision.copy().text() if revision else ""
    return Row(
        id=item.id, version=item.version, headline=marked(item.headline(), words, at_most=_HEADLINE),
        excerpt=marked(text, words, at_most=_EXCERPT), persona=item.persona,
        column=item.column.name if item.column else "", kind=item.kind, state=item.state, value=item.value,
        form=item.form, slot_at=item.slot_at, writer=revision.writer if revision else None,
    )
