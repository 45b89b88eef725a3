"""The browsers people are signed in with: one row each, found by the token in its cookie, ended singly or all at once.

A row tells when something was last done from there: signing in or a change, noted with that change at most every five
minutes. Looking at pages writes nothing. After thirty days without a change a browser signs in anew; one that was not
used at all loses its cookie sooner, after the hours of the settings.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from app.accounts import service
from app.accounts.links import hash_token, void_links
from app.audit.service import record
from app.core.errors import NotFound
from app.models import SignInSession, User

KEPT = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=5)
_ADDRESS_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser as its owner sees it; `name` is "" when it did not say who it is."""

    id: int
    name: str
    address: str
    since: datetime
    last_seen_at: datetime
    is_this: bool


def begin(session: Session, user: User, *, browser: str, address: str, now: datetime) -> str:
    """The token of a new session: 192 random bits, kept only as a hash. What is over of this person's goes."""
    over = or_(SignInSession.revoked_at.is_not(None), SignInSession.last_seen_at <= now - KEPT)
    session.execute(delete(SignInSession).where(SignInSession.user_id == user.id, over))
    token = secrets.token_urlsafe(24)
    row = SignInSession(
        user_id=user.id, token_hash=hash_token(token), browser=browser, address=address[:_ADDRESS_LENGTH],
        last_seen_at=now, created_at=now,
    )
    session.add(row)
    session.flush()
    _record(session, "account.sign_in", user, row.id, now=now, note=browser)
    return token


def signed_in_user(session: Session, name: str, token: str, *, now: datetime) -> tuple[User, SignInSession] | None:
    """Who the cookie speaks of, by the user's `get_id` and its token, and the row of the browser. One query.

    None when the browser or all of them were signed out since, the account is closed, or nothing was done for KEPT.
    """
    query = select(User, SignInSession).join(SignInSession, SignInSession.user_id == User.id).where(
        SignInSession.token_hash == hash_token(token), SignInSession.revoked_at.is_(None),
        SignInSession.last_seen_at > now - KEPT, User.active,
    )
    found = session.execute(query).one_or_none()
    return None if found is None or found[0].get_id() != name else (found[0], found[1])


def note_seen(row: SignInSession, *, address: str, now: datetime) -> None:
    """Something is being done from there; written with whatever that changes."""
    if row.last_seen_at <= now - SEEN_EVERY:
        row.last_seen_at, row.address = now, address[:_ADDRESS_LENGTH]


def browsers_of(session: Session, user: User, token: str, *, now: datetime) -> Sequence[Browser]:
    """Where the person is signed in: the browser with `token` first, then by when something was last done there."""
    query = (
        select(SignInSession)
        .where(SignInSession.user_id == user.id, SignInSession.revoked_at.is_(None))
        .where(SignInSession.last_seen_at > now - KEPT)
        .order_by((SignInSession.token_hash == hash_token(token)).desc(), SignInSession.last_seen_at.desc())
    )
    return tuple(
        Browser(row.id, row.browser, row.address, row.created_at, row.last_seen_at, row.token_hash == hash_token(token))
        for row in session.scalars(query)
    )


def end(session: Session, user: User, session_id: int, *, now: datetime) -> None:
    """Sign one browser of this person out. Raises NotFound for anybody else's."""
    mine = SignInSession.id == session_id, SignInSession.user_id == user.id
    ended = session.execute(
        update(SignInSession).where(*mine, SignInSession.revoked_at.is_(None)).values(revoked_at=now)
        .returning(SignInSession.browser).execution_options(synchronize_session=False)
    ).one_or_none()
    if ended is None:
        raise NotFound
    _record(session, "account.end_session", user, session_id, now=now, note=ended.browser)


def end_this(session: Session, token: str, *, now: datetime) -> None:
    """Sign the browser with that token out; nothing when there is none."""
    session.flush()  # what was noted of it comes before its end
    session.execute(
        update(SignInSession).where(SignInSession.token_hash == hash_token(token)).values(revoked_at=now)
        .execution_options(synchronize_session=False)
    )


def end_all(session: Session, user: User, *, now: datetime) -> None:
    """Sign the person out everywhere, this browser too: their cookies name a version that has passed."""
    user.session_version += 1
    void_links(session, user, now=now)
    session.execute(
        update(SignInSession).where(SignInSession.user_id == user.id, SignInSession.revoked_at.is_(None))
        .values(revoked_at=now).execution_options(synchronize_session=False)
    )


def change_password(session: Session, user: User, password: str, *, now: datetime) -> None:
    """A new password; every browser is signed out. Raises Invalid when it is too short or too long."""
    before = {"password_hash": user.password_hash, "session_version": user.session_version}
    service.set_password(user, password)
    end_all(session, user, now=now)
    record(
        session, "account.change_password", actor=user, community_id=None, subject="user", subject_id=user.id,
        before=before, after={"password_hash": user.password_hash, "session_version": user.session_version}, now=now,
    )


def sign_out_everywhere(session: Session, user: User, *, now: datetime) -> None:
    """Every session of this person ends with its next request."""
    end_all(session, user, now=now)
    _record(session, "account.end_all_sessions", user, None, now=now)


def _record(
    session: Session, action: str, user: User, session_id: int | None, *, now: datetime, note: str = ""
) -> None:
    record(
        session, action, actor=user, community_id=None, subject="sign_in_session", subject_id=session_id, before={},
        after={}, now=now, note=note,
    )
