"""Reading for the settings pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.models import User
from content_calendar.workflow import Role


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the team with the role in each community, by the community's id."""

    id: int
    name: str
    email: str
    is_owner: bool
    active: bool
    has_password: bool
    roles: Mapping[int, Role]


def people(session: Session) -> list[Person]:
    """Everybody with an account, owner first."""
    query = select(User).options(selectinload(User.memberships)).order_by(User.is_owner.desc(), User.id)
    return [
        Person(
            id=user.id, name=user.name, email=user.email, is_owner=user.is_owner, active=user.active,
            has_password=user.password_hash is not None,
            roles={membership.community_id: membership.role for membership in user.memberships},
        )
        for user in session.scalars(query)
    ]
