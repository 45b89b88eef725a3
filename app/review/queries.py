"""Reading for the review desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select
from sqlalchemy.orm import Session, joinedload, load_only, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.models import Column, Comment, Community, ContentItem, ItemEvent, Persona, Revision, User
from app.review.claims import Claim, claim_on
from app.review.deadlines import approve_by
from app.review.expired import count_expired
from content_calendar.vocabulary import Term, WriterKind
from content_calendar.workflow import Action, State

PAGE = 50


class Base(Term):
    """An older text that the present one can be compared with."""

    DRAFT = "draft", "初稿", "First draft"
    SUBMITTED = "submitted", "上次送审", "Last submitted"
    APPROVED = "approved", "上次通过", "Last approved"


class Whose(Term):
    """For which reviewer a text waits."""

    ALL = "all", "全部", "Everybody's"
    MINE = "mine", "分给我的", "Mine"
    UNASSIGNED = "unassigned", "没分给人的", "Nobody's yet"


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which part of the queue is shown, and to whom."""

    community_id: int
    reviewer_id: int
    persona_id: int | None = None
    whose: Whose = Whose.ALL


@dataclass(frozen=True, slots=True)
class Waiting:
    """One entry of the queue. `must_fix` counts findings that block approval, `to_check` the warnings; None while they
    are being counted. `deadline` is when it should be approved at the latest."""

    item_id: int
    version: int
    headline: str
    persona: Persona
    slot_at: datetime | None
    deadline: datetime | None
    since: datetime
    claim: Claim | None
    must_fix: int | None
    to_check: int | None

    @property
    def is_clean(self) -> bool:
        """Whether the checks have nothing to say."""
        return self.must_fix == 0 and self.to_check == 0


class Standing(NamedTuple):
    """How many texts of a community wait for review, and how many posts expired lately."""

    waiting: int
    expired: int


@dataclass(frozen=True, slots=True)
class QueuePage:
    """`before` and `after` are the entries next to this page; `number` counts from 1."""

    entries: tuple[Waiting, ...]
    number: int
    total: int
    standing: Standing
    before: Waiting | None
    after: Waiting | None

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))

    @property
    def start(self) -> int:
        """How many entries come before this page."""
        return (self.number - 1) * PAGE

    def place(self, item_id: int | None) -> int | None:
        """Where the item stands on this page, from 0; None when it does not."""
        return next((place for place, entry in enumerate(self.entries) if entry.item_id == item_id), None)


def queue_page(session: Session, community: Community, sieve: Sieve, number: int, *, now: datetime) -> QueuePage:
    """Page `number` of what waits, the nearest deadline first; the first one when there are not that many.

    One query; a second one for a page that is not there, or an empty queue.
    """
    start = (number - 1) * PAGE
    standing = (_count(sieve), *_standing(community, now))
    rows = session.execute(_rows(sieve, max(0, start - 1), PAGE + (2 if start else 1)).add_columns(*standing)).all()
    found = [_waiting(row[0], community, now) for row in rows]
    before = found.pop(0) if start and found else None
    if start and not found:
        return queue_page(session, community, sieve, 1, now=now)
    total, *counts = rows[0][1:] if rows else session.execute(select(*standing)).one()
    after = found[PAGE] if len(found) > PAGE else None
    return QueuePage(tuple(found[:PAGE]), number, total, Standing(*counts), before, after)


def _standing(community: Community, now: datetime) -> tuple[ScalarSelect[int], ScalarSelect[int]]:
    """The parts of Standing, asked in one breath with the page: the navigation shows one of them anyway."""
    return _count(Sieve(community.id, 0)), count_expired(community, now=now)


def _count(sieve: Sieve) -> ScalarSelect[int]:
    return select(func.count()).select_from(ContentItem).where(*_through(sieve)).scalar_subquery()


def page_of(session: Session, sieve: Sieve, item_id: int) -> int | None:
    """On which page the item waits; None when it does not."""
    places = select(ContentItem.id, func.row_number().over(order_by=_order()).label("place")).where(*_through(sieve))
    numbered = places.subquery()
    place = session.scalar(select(numbered.c.place).where(numbered.c.id == item_id))
    return None if place is None else -(-place // PAGE)


def _rows(sieve: Sieve, offset: int, limit: int) -> Select[ContentItem]:
    """The database sorts ids alone; the words follow for those on the page."""
    ids = select(ContentItem.id).where(*_through(sieve)).order_by(*_order())
    page = ids.offset(offset).limit(limit).subquery()
    joined = select(ContentItem).join(page, page.c.id == ContentItem.id)
    return joined.options(*_IN_A_LINE).order_by(*_order())


_IN_A_LINE: tuple[ORMOption, ...] = (
    load_only(
        ContentItem.version, ContentItem.community_id, ContentItem.slot_at, ContentItem.topic, ContentItem.occasion,
        ContentItem.submitted_at, ContentItem.updated_at, ContentItem.must_fix, ContentItem.to_check,
        ContentItem.claimed_until, ContentItem.claimed_by_id,
    ),
    joinedload(ContentItem.persona).load_only(Persona.name, Persona.color),
    joinedload(ContentItem.claimed_by).load_only(User.name),
    joinedload(ContentItem.column).load_only(Column.name),
    joinedload(ContentItem.current_revision).load_only(Revision.title, Revision.hook),
)


def _through(sieve: Sieve) -> list[ColumnElement[bool]]:
    conditions = [ContentItem.community_id == sieve.community_id, ContentItem.state == State.IN_REVIEW]
    if sieve.persona_id is not None:
        conditions.append(ContentItem.persona_id == sieve.persona_id)
    if sieve.whose is Whose.MINE:
        conditions.append(ContentItem.assigned_to_id == sieve.reviewer_id)
    if sieve.whose is Whose.UNASSIGNED:
        conditions.append(ContentItem.assigned_to_id.is_(None))
    return conditions


def _order() -> tuple[ColumnElement[Any], ...]:
    """All deadlines of a community lie the same time before their slots."""
    return ContentItem.slot_at.asc().nulls_last(), ContentItem.id.asc()


def _waiting(item: ContentItem, community: Community, now: datetime) -> Waiting:
    return Waiting(
        item_id=item.id, version=item.version, headline=item.headline(), persona=item.persona, slot_at=item.slot_at,
        deadline=approve_by(item, community), since=item.submitted_at or item.updated_at,
        claim=claim_on(item, now=now), must_fix=item.must_fix, to_check=item.to_check,
    )


def item_on_desk(session: Session, community_id: int, item_id: int) -> ContentItem | None:
    """The item with all the desk shows, in four queries; None outside the community."""
    query = (
        select(ContentItem)
        .where(ContentItem.id == item_id, ContentItem.community_id == community_id)
        .options(
            joinedload(ContentItem.community), joinedload(ContentItem.persona), joinedload(ContentItem.column),
            joinedload(ContentItem.voice), joinedload(ContentItem.product), joinedload(ContentItem.event),
            joinedload(ContentItem.campaign), joinedload(ContentItem.current_revision),
            joinedload(ContentItem.approved_by), joinedload(ContentItem.editorial_by),
            joinedload(ContentItem.claimed_by), joinedload(ContentItem.assigned_to),
            joinedload(ContentItem.reply),
            selectinload(ContentItem.revisions).joinedload(Revision.author),
            selectinload(ContentItem.history).joinedload(ItemEvent.actor),
            selectinload(ContentItem.comments).joinedload(Comment.author),
        )
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).unique().one_or_none()


def bases(item: ContentItem) -> Mapping[Base, Revision]:
    """The older texts that differ from the present one, each of them once."""
    found = {
        Base.DRAFT: _machine_draft(item),
        Base.SUBMITTED: _last(item, Action.SUBMIT),
        Base.APPROVED: _last(item, Action.APPROVE),
    }
    older = {base: revision for base, revision in found.items() if revision and revision.id != item.current_revision_id}
    return {base: revision for base, revision in older.items() if _first_with(older, revision) is base}


def _first_with(found: Mapping[Base, Revision], wanted: Revision) -> Base:
    return next(base for base, revision in found.items() if revision.id == wanted.id)


def _machine_draft(item: ContentItem) -> Revision | None:
    """The newest text that a machine wrote."""
    written = (revision for revision in reversed(item.revisions) if revision.writer is not WriterKind.PERSON)
    return next((revision for revision in written if revision.writer is not WriterKind.IMPORTED), None)


def _last(item: ContentItem, action: Action) -> Revision | None:
    """The text of the newest such step that was about another text than the present one."""
    steps = (event.revision_id for event in reversed(item.history) if event.action is action)
    chosen = next((number for number in steps if number != item.current_revision_id), None)
    return next((revision for revision in item.revisions if revision.id == chosen), None)
