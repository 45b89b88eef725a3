"""Who may call a route. An outsider gets 404, because they may not know what exists; a small role gets 403."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from flask import g
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_required
from sqlalchemy import bindparam, select

from app.core.access import let_in, mark
from app.core.database import db
from app.core.errors import Forbidden, NotFound
from app.models import Community, Membership, User
from content_calendar.workflow import RANK, Role

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, with the role they have in the community at hand."""

    user: User
    role: Role


def signed_in(view: View) -> View:
    """Any active account."""
    return mark(cast("View", login_required(let_in(view))), "signed_in")


def owner_only(view: View) -> View:
    """The workspace's owner, who answers for all communities."""

    inside = let_in(view)

    @functools.wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        if not current_user.is_owner:
            raise Forbidden(_l("Only the owner of the workspace may do this."), _l("Ask the owner."))
        return inside(*args, **kwargs)

    return mark(cast("View", login_required(wrapper)), "owner_only")


def community_role(role: Role) -> Callable[[View], View]:
    """A member of the community named by `community_id` in the address, with at least `role`.

    The view gets the loaded `community` and the `actor` instead of the id.
    """

    def decorate(view: View) -> View:
        inside = let_in(view)

        @functools.wraps(view)
        def wrapper(community_id: int, *args: Any, **kwargs: Any) -> Any:
            community, held = membership(community_id, cast("User", current_user))
            if not held.covers(role):
                raise Forbidden(
                    _l("Your role in this community does not allow this."), _l("Ask an admin of the community.")
                )
            g.community = community
            g.role = held
            actor = Actor(user=reader(), role=held)
            return inside(*args, community=community, actor=actor, **kwargs)

        return mark(cast("View", login_required(wrapper)), f"community:{role}")

    return decorate


# Built once: every request of a page or a program asks it.
_PLACE = (
    select(Community, Membership.role)
    .outerjoin(
        Membership, (Membership.community_id == Community.id) & (Membership.user_id == bindparam("user_id"))
    )
    .where(Community.id == bindparam("community_id"))
)


def membership(community_id: int, user: User) -> tuple[Community, Role]:
    """The community and the role the person has there. One query. Raises NotFound for outsiders."""
    found = db.session.execute(_PLACE, {"user_id": user.id, "community_id": community_id}).one_or_none()
    held = Role.ADMIN if user.is_owner else found and found.role
    if found is None or held is None:
        raise NotFound
    return found[0], held


def reader() -> User:
    """The person signed in, as a row: the proxy must not leave the request."""
    return cast("User", current_user._get_current_object())  # noqa: SLF001 - the library has no public name for it


def come_by_token(user: User) -> None:
    """From here on this request is the user's, whom a token instead of a cookie named."""
    g.by_token = user


def somewhere(role: Role) -> Callable[[View], View]:
    """A member of at least one community with at least `role` there, for what all communities share.

    The view gets the `actor` with the widest role held anywhere. Who belongs to no community gets 404.
    """

    def decorate(view: View) -> View:
        inside = let_in(view)

        @functools.wraps(view)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            held = widest_role(cast("User", current_user))
            if not held.covers(role):
                raise Forbidden(
                    _l("Your roles in your communities do not allow this."), _l("Ask an admin of one of them.")
                )
            actor = Actor(user=reader(), role=held)
            return inside(*args, actor=actor, **kwargs)

        return mark(cast("View", login_required(wrapper)), f"somewhere:{role}")

    return decorate


def widest_role(user: User) -> Role:
    """The widest role the person has anywhere. Raises NotFound for who belongs nowhere."""
    if user.is_owner:
        return Role.ADMIN
    held = db.session.scalars(select(Membership.role).where(Membership.user_id == user.id))
    widest = max(held, key=RANK.__getitem__, default=None)
    if widest is None:
        raise NotFound
    return widest


def communities_of(user: User) -> list[Community]:
    """Every community this person may see, in the order of creation."""
    query = select(Community).order_by(Community.id)
    if not user.is_owner:
        query = query.join(Membership, Membership.community_id == Community.id).where(Membership.user_id == user.id)
    return list(db.session.scalars(query))
