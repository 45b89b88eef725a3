"""Signing in and changing an account."""

from __future__ import annotations

from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.links import (
    INVITATION_LIFETIME,
    AccountClosed,
    LinkSpent,
    hash_token,
    issue_sign_in_link,
    link_owner,
    redeem_sign_in_link,
    void_links,
)
from app.core.errors import Conflict, Invalid, NotFound
from app.models import Membership, User
from content_calendar.vocabulary import Language
from content_calendar.workflow import Role

__all__ = [
    "INVITATION_LIFETIME", "AccountClosed", "LinkSpent", "hash_token", "issue_sign_in_link", "link_owner",
    "redeem_sign_in_link",
]

MIN_PASSWORD = 10
MAX_PASSWORD = 200

_hasher = PasswordHasher()
_dummy_hash = _hasher.hash("verify something when the account does not exist, so that time tells nothing")


class SignInFailed(Invalid):
    """Deliberately the same for an unknown account, a wrong password and a closed account."""

    def __init__(self) -> None:
        super().__init__(
            _l("E-mail and password do not match an active account."),
            _l("Check both, or ask an admin for a one-time sign-in link."),
        )


class AddressTaken(Conflict):
    def __init__(self) -> None:
        super().__init__(_l("There is already an account with this e-mail address."), _l("Use the existing account."))


def normal_email(email: str) -> str:
    """Addresses are compared without case and surrounding blanks."""
    return email.strip().lower()


def find_user(session: Session, email: str) -> User | None:
    address = normal_email(email)
    if not address.isprintable():  # PostgreSQL refuses to be asked for a NUL
        return None
    return session.scalar(select(User).where(User.email == address))


def require_user(session: Session, email: str) -> User:
    """The account of that address. Raises NotFound."""
    user = find_user(session, email)
    if user is None:
        raise NotFound
    return user


def person(session: Session, user_id: int) -> User:
    """Raises NotFound."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound
    return user


def create_user(
    session: Session, *, email: str, name: str, language: Language, now: datetime, is_owner: bool = False
) -> User:
    """A new account without a password: the first sign-in goes through a link. Raises AddressTaken."""
    if find_user(session, email) is not None:
        raise AddressTaken
    user = User(email=normal_email(email), name=name, language=language, is_owner=is_owner, created_at=now)
    session.add(user)
    session.flush()
    return user


def ensure_owner(session: Session, *, now: datetime) -> User:
    """The workspace's owner; made on the first start."""
    owner: User | None = session.scalar(select(User).where(User.is_owner, User.active).order_by(User.id))
    return owner or create_user(
        session, email="owner@example.com", name="群主", language=Language.ZH, now=now, is_owner=True
    )


def authenticate(session: Session, *, email: str, password: str) -> User:
    """The active user with this password; rehashes when the parameters have moved on. Raises SignInFailed."""
    user = find_user(session, email)
    stored = user.password_hash if user and user.active and user.password_hash else None
    try:
        _hasher.verify(stored or _dummy_hash, password)
    except (VerificationError, InvalidHashError) as error:
        raise SignInFailed from error
    if user is None or stored is None:
        raise SignInFailed
    if _hasher.check_needs_rehash(stored):
        user.password_hash = _hasher.hash(password)
    return user


def is_password(user: User, password: str) -> bool:
    """Whether it is this person's; anything is for somebody who has none yet."""
    if user.password_hash is None:
        return True
    try:
        return bool(_hasher.verify(user.password_hash, password))
    except (VerificationError, InvalidHashError):
        return False


def set_password(user: User, password: str) -> None:
    """Store the password; `sessions.change_password` is for people. Raises Invalid when it is too short or too long."""
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise Invalid(
            _l("A password needs %(min)s to %(max)s characters.", min=MIN_PASSWORD, max=MAX_PASSWORD),
            _l("Several words in a row are easy to remember and hard to guess."),
        )
    user.password_hash = _hasher.hash(password)


def grant_role(
    session: Session, user: User, community_id: int, role: Role | None, *, now: datetime, compliance: bool | None = None
) -> None:
    """Give `user` exactly `role` in the community; None takes all access away. `compliance` is kept when None.

    A change makes their open sign-in links worthless: who holds one need not be somebody who governs what it now opens.
    """
    held = membership_of(session, user, community_id)
    checks = held.compliance if held and compliance is None else bool(compliance)
    if (held and (held.role, held.compliance)) == (role and (role, checks)):
        return
    void_links(session, user, now=now)
    if held is None and role is not None:
        session.add(Membership(
            user_id=user.id, community_id=community_id, role=role, compliance=checks, created_at=now
        ))
    elif held is not None and role is not None:
        held.role, held.compliance = role, checks
    else:
        session.delete(held)
    session.flush()


def membership_of(session: Session, user: User, community_id: int) -> Membership | None:
    """What the person may do there, read again."""
    query = select(Membership).where(Membership.user_id == user.id, Membership.community_id == community_id)
    found: Membership | None = session.scalar(query.execution_options(populate_existing=True))
    return found


def count_users(session: Session) -> int:
    return session.scalar(select(func.count(User.id))) or 0
