"""Reading for the settings pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.copywriter import endpoints
from app.copywriter.price import Rate, price_table
from app.core.settings import Settings, without_password
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


@dataclass(frozen=True, slots=True)
class ConfiguredModel:
    """An endpoint as it may be shown: never with its key, nor a password in its address. `rate` is None if unknown."""

    number: int
    model: str
    address: str
    has_key: bool
    rate: Rate | None


def configured_models(settings: Settings) -> list[ConfiguredModel]:
    """The endpoints that write, in the order they are asked."""
    prices = price_table(settings)
    return [
        ConfiguredModel(
            number=number, model=each.model, address=without_password(each.base_url), has_key=each.api_key is not None,
            rate=prices.rate(each.base_url, each.model),
        )
        for number, each in enumerate(endpoints(settings))
    ]


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
