"""Links that sign one person in once: handed over with an invitation, or sent to who forgot their password."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core.errors import Conflict, Gone
from app.models import SignInLink, User

LINK_LIFETIME = timedelta(hours=1)
INVITATION_LIFETIME = timedelta(days=7)


class LinkSpent(Gone):
    title = _l("This link no longer works")

    def __init__(self) -> None:
        super().__init__(
            _l("This sign-in link has been used, has expired, or what it would open has changed since."),
            _l("Ask an admin for a new link; on your own machine run `make sign-in-link`."),
        )


class AccountClosed(Conflict):
    def __init__(self) -> None:
        super().__init__(_l("This account is closed."), _l("Open it again first, under Settings → People."))


def issue_sign_in_link(session: Session, user: User, *, now: datetime, lifetime: timedelta = LINK_LIFETIME) -> str:
    """The token of a link that signs `user` in once; 192 random bits, kept only as a hash. Raises AccountClosed."""
    if not user.active:
        raise AccountClosed
    token = secrets.token_urlsafe(24)
    session.add(SignInLink(user_id=user.id, token_hash=hash_token(token), created_at=now, expires_at=now + lifetime))
    session.flush()
    return token


def link_owner(session: Session, token: str, *, now: datetime) -> User:
    """Whom an unspent link would sign in. Raises LinkSpent."""
    user: User | None = session.scalar(
        select(User)
        .join(SignInLink, SignInLink.user_id == User.id)
        .where(
            SignInLink.token_hash == hash_token(token), SignInLink.used_at.is_(None), SignInLink.expires_at > now,
            User.active,
        )
    )
    if user is None:
        raise LinkSpent
    return user


def redeem_sign_in_link(session: Session, token: str, *, now: datetime) -> User:
    """Spend the link and return its user; of two who try at once one wins. Raises LinkSpent."""
    user = link_owner(session, token, now=now)
    spent = session.execute(
        update(SignInLink)
        .where(SignInLink.token_hash == hash_token(token), SignInLink.used_at.is_(None))
        .values(used_at=now)
        .returning(SignInLink.id)
    )
    if spent.first() is None:
        raise LinkSpent
    return user


def void_links(session: Session, user: User, *, now: datetime) -> None:
    """Links of this person that were not used yet open nothing any more: one of them may be in the wrong hands."""
    session.execute(
        update(SignInLink).where(SignInLink.user_id == user.id, SignInLink.used_at.is_(None)).values(used_at=now)
        .execution_options(synchronize_session=False)
    )


def hash_token(token: str) -> str:
    """What is stored instead of a secret: 64 hex digits of SHA-256, enough for a random token."""
    return hashlib.sha256(token.encode()).hexdigest()
