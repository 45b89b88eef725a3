"""Published posts whose words may return: the mark, the rest between two times, and who may return when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.accounts.access import Actor
from app.audit import service as audit
from app.choices.refusals import NotOutYet
from app.choices.uses import uses_before
from app.library import service as library
from app.models import Community, ContentItem
from content_calendar.vocabulary import ContentKind
from content_calendar.workflow import State

MOST = 300
"""Evergreens of one persona that are looked at, the latest marked first."""
_NO_USE = (State.ARCHIVED, State.EXPIRED, State.FAILED)


@dataclass(frozen=True, slots=True)
class Evergreen:
    """A published post whose words may return, and every moment at which they go out or went out, in order."""

    item: ContentItem
    times: tuple[datetime, ...]

    @property
    def root_id(self) -> int:
        """The first post that carried the words."""
        return self.item.returns_id or self.item.id

    def is_rested(self, at: datetime, rest: timedelta) -> bool:
        """Whether no other time they are read lies within `rest` of `at`."""
        return all(abs(at - time) >= rest for time in self.times)

    def rested_on(self, rest: timedelta) -> datetime | None:
        """From when on they may return; None when they never went out."""
        return max(self.times) + rest if self.times else None


def mark(
    session: Session, community: Community, item_id: int, *, evergreen: bool, version: int, actor: Actor,
    now: datetime,
) -> ContentItem:
    """Say that the words of a published post may return, or no longer. Raises NotFound, StaleVersion, NotOutYet."""
    item = library.get_item(session, community.id, item_id, lock=True)
    library.expect_version(item, version)
    if evergreen and not may_return(item):
        raise NotOutYet
    before, item.evergreen = item.evergreen, evergreen
    audit.record(
        session, "item.evergreen", actor=actor, community_id=community.id, subject="content_item", subject_id=item.id,
        before={"evergreen": before}, after={"evergreen": evergreen}, now=now,
    )
    session.flush()
    return item


def may_return(item: ContentItem) -> bool:
    """Whether members have seen it and it is no answer in a chat."""
    return item.kind is ContentKind.POST and item.published_at is not None and item.current_revision is not None


def rest_of(community: Community) -> timedelta:
    return timedelta(days=community.evergreen_rest_days)


def evergreens_of(session: Session, community: Community, persona_ids: Iterable[int]) -> Mapping[int, list[Evergreen]]:
    """Each persona's evergreens, latest first; three queries."""
    place = func.row_number().over(partition_by=ContentItem.persona_id, order_by=ContentItem.slot_at.desc())
    marked = (
        select(ContentItem.id, place.label("place"))
        .where(
            ContentItem.community_id == community.id, ContentItem.persona_id.in_(list(persona_ids)),
            ContentItem.evergreen, ContentItem.state == State.PUBLISHED,
        )
        .subquery()
    )
    query = (
        select(ContentItem).join(marked, marked.c.id == ContentItem.id).where(marked.c.place <= MOST)
        .options(
            joinedload(ContentItem.current_revision), selectinload(ContentItem.revisions),
            joinedload(ContentItem.column), joinedload(ContentItem.persona),
        )
        .order_by(ContentItem.slot_at.desc(), ContentItem.id)
    )
    items = session.scalars(query).all()
    times = times_of(session, items)
    found: dict[int, list[Evergreen]] = defaultdict(list)
    for item in items:
        found[item.persona_id].append(Evergreen(item, times.get(item.returns_id or item.id, ())))
    return found


def times_of(session: Session, items: Sequence[ContentItem]) -> Mapping[int, tuple[datetime, ...]]:
    """By the first post that carried the words, when they were read and will be; one query."""
    roots = {item.returns_id or item.id for item in items}
    query = (
        select(ContentItem.id, ContentItem.returns_id, ContentItem.slot_at, ContentItem.published_at)
        .where(
            or_(ContentItem.id.in_(roots), ContentItem.returns_id.in_(roots)),
            or_(ContentItem.state.not_in(_NO_USE), ContentItem.published_at.is_not(None)),
        )
    )
    found: dict[int, list[datetime]] = defaultdict(list)
    for row in session.execute(query) if roots else ():
        if at := row.slot_at or row.published_at:
            found[row.returns_id or row.id].append(at)
    return {root: tuple(sorted(times)) for root, times in found.items()}


@dataclass(frozen=True, slots=True)
class Returning:
    """What the page of a published post says about its words: when they were read, from when on they may return, and
    how often the column spoke to the persona in four weeks.
    """

    times: tuple[datetime, ...]
    rested_on: datetime | None
    worn: int


def returning_of(session: Session, item: ContentItem, *, now: datetime) -> Returning | None:
    """Two queries; None for a post whose words cannot return."""
    if not may_return(item):
        return None
    times = times_of(session, [item]).get(item.returns_id or item.id, ())
    rested = Evergreen(item, times).rested_on(rest_of(item.community))
    return Returning(times, rested, uses_before(session, item.persona_id, now).of(item.column_id))
