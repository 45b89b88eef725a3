"""Reading for the settings pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from app.accounts.roles import Seat
from app.copywriter import endpoints
from app.copywriter.price import Rate, price_table
from app.core.settings import Settings, without_password
from app.models import Community, Membership, User
from content_calendar.workflow import Role


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the team with what they may do in each community, by the community's id."""

    id: int
    name: str
    email: str
    is_owner: bool
    active: bool
    has_password: bool
    seats: Mapping[int, Seat]
    may_get_link: bool = True


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
    return [_person(user) for user in session.scalars(query)]


def members(session: Session, community: Community, reader: User) -> list[Person]:
    """Who belongs to the community, and the owners, who belong everywhere; in order of their accounts."""
    here = select(Membership.user_id).where(Membership.community_id == community.id)
    query = select(User).where(or_(User.is_owner, User.id.in_(here))).options(selectinload(User.memberships))
    led = {mine.community_id for mine in reader.memberships if mine.role is Role.ADMIN}
    return [
        _person(user, within=None if reader.is_owner else led)
        for user in session.scalars(query.order_by(User.is_owner.desc(), User.id))
    ]


def leads(session: Session, user: User, community: Community) -> bool:
    """Whether the person is still in charge of the community."""
    held = select(Membership.role).where(Membership.user_id == user.id, Membership.community_id == community.id)
    return user.is_owner or session.scalar(held) is Role.ADMIN


def heirs(session: Session, user: User) -> Sequence[User]:
    """Who may take over what the person leaves."""
    return session.scalars(select(User).where(User.active, User.id != user.id).order_by(User.name, User.id)).all()


def _person(user: User, within: Set[int] | None = None) -> Person:
    """With `within` a link is only for those who work in none but these communities."""
    seats = {mine.community_id: Seat(mine.role, mine.compliance) for mine in user.memberships}
    return Person(
        id=user.id, name=user.name, email=user.email, is_owner=user.is_owner, active=user.active,
        has_password=user.password_hash is not None, seats=seats,
        may_get_link=user.active and (within is None or (not user.is_owner and seats.keys() <= within)),
    )
