"""Inviting somebody: an account with roles, or a place in one more community for who has an account."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from flask import request
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.accounts import roles
from app.accounts import service as accounts
from app.core.errors import Conflict, Invalid
from app.models import Community, User
from app.settings.forms import PersonForm
from content_calendar.vocabulary import Language

FIELDS = ("name", "email", "language")


class MemberAlready(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("Somebody with this e-mail address belongs to the community already."), _l("Change their role above.")
        )


class RoleMissing(Invalid):
    def __init__(self) -> None:
        super().__init__(_l("Without a role nobody sees the community."), _l("Choose a role."))


def invite(session: Session, form: PersonForm, community_ids: Collection[int], *, actor: User, now: datetime) -> User:
    """A new account with the roles the request names in these communities.

    Raises AddressTaken, RoleUnknown, and FieldForged for fields no such form has.
    """
    seats = roles.seats_in(request.form, community_ids, beside=FIELDS)
    user = _create(session, form, now)
    given = {number: seat for number, seat in seats.items() if seat.role}
    roles.change_seats(session, user, given, actor=actor, now=now)
    return user


def invite_into(session: Session, form: PersonForm, community: Community, *, actor: User, now: datetime) -> bool:
    """Give somebody a role in the community; whether an account was made for them, who had none.

    Raises MemberAlready, RoleMissing, RoleUnknown, FieldForged.
    """
    seats = roles.seats_in(request.form, [community.id], beside=FIELDS)
    if community.id not in seats or seats[community.id].role is None:
        raise RoleMissing
    known = accounts.find_user(session, form.email.data or "")
    if known and (known.is_owner or accounts.membership_of(session, known, community.id)):
        raise MemberAlready
    user = known or _create(session, form, now)
    roles.change_seats(session, user, seats, actor=actor, now=now)
    return known is None


def _create(session: Session, form: PersonForm, now: datetime) -> User:
    return accounts.create_user(
        session, email=form.email.data or "", name=form.name.data or "", language=Language(form.language.data), now=now
    )
