"""Who reviews a text: of those who may, the one with the least to do."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.access import Actor
from app.library.service import hands_in
from app.models import ContentItem, Membership, User
from app.review.modes import Voter, next_yes, not_theirs
from content_calendar.workflow import Action, Role, State

_REVIEWERS = (Role.REVIEWER, Role.ADMIN)
_URGENT, _SOON = timedelta(days=1), timedelta(days=3)


def reviewers(session: Session, community_id: int) -> tuple[Voter, ...]:
    """The active members who review here, by their ids; admins do so too."""
    query = (
        select(Membership)
        .join(User, User.id == Membership.user_id)
        .where(Membership.community_id == community_id, Membership.role.in_(_REVIEWERS), User.active)
        .options(joinedload(Membership.user))
        .order_by(Membership.user_id)
        .execution_options(populate_existing=True)
    )
    return tuple(
        Voter(Actor(member.user, member.role), member.user.is_owner or member.compliance)
        for member in session.scalars(query)
    )


def able(item: ContentItem, team: Sequence[Voter]) -> tuple[Voter, ...]:
    """Those of the team whose yes the item can take now, in the community's mode."""
    return tuple(person for person in team if not_theirs(item, person) is None)


def reviewer_for(session: Session, item: ContentItem, *, now: datetime) -> int | None:
    """Whom the item's review falls to, as the id of the user; None when nobody may say yes to it.

    Whoever has it keeps it. Else never an author, as long as somebody else may; admins when no reviewer may; nobody
    who is needed for the second of two steps; then whoever has the least open reviews, the urgent ones weighing more;
    of equals who is here longest. Two queries.
    """
    people = {person.actor.user.id: person for person in able(item, reviewers(session, item.community_id))}
    if item.assigned_to_id in people or not people:
        return item.assigned_to_id if people else None
    authors, loads, first = hands_in(item), load(session, people, now=now), next_yes(item) is Action.PASS_EDITORIAL

    def turn(user_id: int) -> tuple[bool, bool, bool, int, int]:
        person = people[user_id]
        spared = first and person.checks_compliance
        return user_id in authors, person.actor.role is Role.ADMIN, spared, loads.get(user_id, 0), user_id

    return min(people, key=turn)


def load(session: Session, user_ids: Collection[int], *, now: datetime) -> Mapping[int, int]:
    """What each has to review, in all communities: 3 for a text due within a day, 2 within three, 1 for any other."""
    weight = case((ContentItem.slot_at <= now + _URGENT, 3), (ContentItem.slot_at <= now + _SOON, 2), else_=1)
    query = (
        select(ContentItem.assigned_to_id, func.sum(weight))
        .where(ContentItem.assigned_to_id.in_(user_ids), ContentItem.state == State.IN_REVIEW)
        .group_by(ContentItem.assigned_to_id)
    )
    return {user_id: weighed for user_id, weighed in session.execute(query) if user_id is not None}
