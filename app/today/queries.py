"""Reading for the start page, in a handful of queries whatever the number of communities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.accounts.access import Actor
from app.models import Community, ContentItem, Membership, Persona, Revision, User
from app.review.deadlines import approve_by, is_late
from app.review.modes import Voter, not_theirs
from app.review.new_slots import REMEMBERED, next_good_slots
from app.today.weeks import Week, weeks_of
from content_calendar.workflow import Role, State

SOON = timedelta(hours=24)
SHOWN = 8
MAX_ROWS = 500
_UNAPPROVED = (State.PLANNED, State.DRAFT, State.IN_REVIEW, State.CHANGES_REQUESTED, State.FAILED)
_STUCK = (State.CHANGES_REQUESTED, State.FAILED)


@dataclass(frozen=True, slots=True)
class Task:
    """One item that asks for somebody's hand, approved by its `deadline` at best.

    `new_slot` is where an expired one could stand next.
    """

    item_id: int
    community_id: int
    community: str
    headline: str
    persona: Persona
    state: State
    slot_at: datetime | None
    zone: str
    since: datetime
    version: int
    deadline: datetime | None
    is_late: bool
    new_slot: datetime | None = None


@dataclass(frozen=True, slots=True)
class Today:
    to_review: tuple[Task, ...]
    due: tuple[Task, ...]
    stuck: tuple[Task, ...]
    expired: tuple[Task, ...]
    weeks: tuple[Week, ...]
    has_items: bool

    @property
    def is_clear(self) -> bool:
        """Whether nothing asks for this person's hand."""
        return not (self.to_review or self.due or self.stuck or self.expired)


def today_of(session: Session, user: User, communities: Sequence[Community], *, now: datetime) -> Today:
    """Everything the start page of `user` shows about `communities`, all of which they may see."""
    me = _voters(session, user, communities)
    items = _open_items(session, communities, now)
    by_age = sorted(items, key=lambda item: (item.assigned_to_id != user.id, item.updated_at))
    edits = {community_id for community_id, here in me.items() if here.actor.role.covers(Role.EDITOR)}
    expired = [item for item in items if item.state is State.EXPIRED and item.community_id in edits]
    return Today(
        to_review=_tasks((item for item in by_age if _waits_for(item, me[item.community_id])), now),
        due=_tasks((item for item in items if item.state in _UNAPPROVED and _is_due(item, now)), now),
        stuck=_tasks((item for item in by_age if item.state in _STUCK and item.community_id in edits), now),
        expired=_tasks(expired, now, next_good_slots(session, expired[:SHOWN], now)),
        weeks=weeks_of(session, communities, edits, now),
        has_items=bool(items) or _any_item(session, communities),
    )


def _voters(session: Session, user: User, communities: Sequence[Community]) -> Mapping[int, Voter]:
    """What this person may say yes to in each community."""
    if user.is_owner:
        return {community.id: Voter(Actor(user, Role.ADMIN), checks_compliance=True) for community in communities}
    held = session.scalars(select(Membership).where(Membership.user_id == user.id))
    return {one.community_id: Voter(Actor(user, one.role), one.compliance) for one in held}


def _open_items(session: Session, communities: Sequence[Community], now: datetime) -> list[ContentItem]:
    longest = max((timedelta(hours=community.approve_by_hours) for community in communities), default=SOON)
    query = (
        select(ContentItem)
        .where(
            ContentItem.community_id.in_([community.id for community in communities]),
            or_(
                ContentItem.state.in_((State.IN_REVIEW, *_STUCK)),
                ContentItem.state.in_(_UNAPPROVED) & ContentItem.slot_at.between(now, now + max(SOON, longest)),
                (ContentItem.state == State.EXPIRED) & (ContentItem.slot_at > now - REMEMBERED),
            ),
        )
        .options(
            joinedload(ContentItem.community), joinedload(ContentItem.persona), joinedload(ContentItem.column),
            joinedload(ContentItem.current_revision),
            selectinload(ContentItem.revisions).load_only(
                Revision.author_id, Revision.writer, Revision.number, Revision.provenance
            ),
        )
        .order_by(ContentItem.slot_at, ContentItem.id)
        .limit(MAX_ROWS)
    )
    return list(session.scalars(query))


def _waits_for(item: ContentItem, me: Voter) -> bool:
    """Whether this person may decide: a reviewer here whose yes the item can take."""
    may_review = item.state is State.IN_REVIEW and me.actor.role.covers(Role.REVIEWER)
    return may_review and not_theirs(item, me) is None


def _is_due(item: ContentItem, now: datetime) -> bool:
    """Whether it goes out within a day, or should have been approved by now."""
    if item.slot_at is None or item.slot_at < now:
        return False
    return item.slot_at <= now + SOON or is_late(item.state, item.slot_at, item.community.approve_by_hours, now=now)


def _tasks(
    items: Iterable[ContentItem], now: datetime, new_slots: Mapping[int, datetime] | None = None
) -> tuple[Task, ...]:
    return tuple(
        Task(
            item_id=item.id, community_id=item.community_id, community=item.community.name, headline=item.headline(),
            persona=item.persona, state=item.state, slot_at=item.slot_at, zone=item.community.timezone,
            since=item.updated_at, version=item.version, deadline=approve_by(item, item.community),
            is_late=is_late(item.state, item.slot_at, item.community.approve_by_hours, now=now),
            new_slot=(new_slots or {}).get(item.id),
        )
        for item in items
    )


def _any_item(session: Session, communities: Sequence[Community]) -> bool:
    query = select(ContentItem.id).where(ContentItem.community_id.in_([community.id for community in communities]))
    return session.scalar(query.limit(1)) is not None
