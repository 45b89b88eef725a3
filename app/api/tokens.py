"""Keys of people to the API: made once, shown once, ended for good; and who stands behind one.

A key is `qunbi_` and 192 random bits. Only its SHA-256 is kept, so looking one up compares hashes and its time tells
nothing about how much of a guess was right.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, joinedload

from app.accounts.access import communities_of
from app.accounts.service import hash_token
from app.api.refusals import TokenRefused
from app.audit.service import record
from app.core.database import db
from app.core.errors import Invalid, NotFound
from app.models import ApiToken, Community, Scope, User

PREFIX = "qunbi_"
LONGEST_LIFE = timedelta(days=366)
MOST_TOKENS = 50
USE_NOTED_EVERY = timedelta(minutes=10)
_HINT_LENGTH = len(PREFIX) + 4
_HOLDER = (
    select(ApiToken, User)
    .join(User, User.id == ApiToken.user_id)
    .where(ApiToken.token_hash == bindparam("token_hash"))
)
"""Asked with every request, so it is put together once."""


class TooManyTokens(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("One person holds at most %(most)s tokens.", most=MOST_TOKENS), _l("Revoke those nobody needs.")
        )


@dataclass(frozen=True, slots=True)
class Wish:
    """What a new token shall open; `community` None for everything its owner belongs to, `expires_at` None for ever."""

    name: str
    scopes: Collection[Scope]
    community: Community | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks the API, and the token that says so."""

    user: User
    token: ApiToken

    def may(self, scope: Scope) -> bool:
        return scope.value in self.token.scopes


def issue(session: Session, user: User, wish: Wish, *, now: datetime) -> str:
    """The new key, which nobody sees again. Raises TooManyTokens, and NotFound for a community of others."""
    if wish.community is not None and wish.community not in communities_of(user):
        raise NotFound
    if len(tokens_of(session, user)) >= MOST_TOKENS:
        raise TooManyTokens
    key = PREFIX + secrets.token_urlsafe(24)
    row = ApiToken(
        user_id=user.id, community_id=wish.community.id if wish.community else None, name=wish.name,
        token_hash=hash_token(key), hint=key[:_HINT_LENGTH],
        scopes=[scope.value for scope in Scope if scope in wish.scopes], expires_at=wish.expires_at, created_at=now,
    )
    session.add(row)
    session.flush()
    _record(session, "api_token.create", row, actor=user, now=now, after={
        "name": row.name, "hint": row.hint, "scopes": row.scopes, "community_id": row.community_id,
        "expires_at": row.expires_at,
    })
    return key


def tokens_of(session: Session, user: User) -> Sequence[ApiToken]:
    """The person's tokens that were not revoked, expired ones too, the newest first. One query."""
    query = select(ApiToken).where(ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None))
    return session.scalars(query.options(joinedload(ApiToken.community)).order_by(ApiToken.id.desc())).all()


def revoke(session: Session, user: User, token_id: int, *, now: datetime) -> None:
    """End one of one's own tokens; its next request is refused. Raises NotFound for anybody else's."""
    row = session.get(ApiToken, token_id, with_for_update=True)
    if row is None or row.user_id != user.id or row.revoked_at is not None:
        raise NotFound
    row.revoked_at = now
    _record(session, "api_token.revoke", row, actor=user, now=now, after={"revoked_at": now})


def holder_of(session: Session, token_hash: str, *, now: datetime) -> Caller:
    """Who stands behind the key with that hash, in one query.

    Raises TokenRefused, which says whether it is over or never was.
    """
    found = session.execute(_HOLDER, {"token_hash": token_hash}).one_or_none()
    if found is None:
        raise TokenRefused(_l("Nobody has this token."), "unknown")
    token, user = found
    if token.revoked_at is not None or not user.active:
        raise TokenRefused(_l("This token was revoked."), "revoked")
    if token.expires_at is not None and token.expires_at <= now:
        raise TokenRefused(_l("This token has expired."), "expired")
    return Caller(user, token)


def note_use(session: Session, token: ApiToken, *, now: datetime) -> None:
    """Remember that the token is used, at most every ten minutes, after a request that only read.

    In a short transaction of its own, which ends that of `session` before: on SQLite a reader never becomes a writer.
    A busy database costs the note, not the answer.
    """
    if not is_due(token, now):
        return
    token_id = token.id
    session.rollback()
    with suppress(OperationalError), db.sessionmaker() as own:
        own.connection(execution_options={"writes": True})
        own.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=now))
        own.commit()


def is_due(token: ApiToken, now: datetime) -> bool:
    """Whether its last use was noted long enough ago to be noted again."""
    return token.last_used_at is None or now - token.last_used_at >= USE_NOTED_EVERY


def _record(
    session: Session, action: str, row: ApiToken, *, actor: User, now: datetime, after: dict[str, object]
) -> None:
    record(
        session, action, actor=actor, community_id=None, subject="api_token", subject_id=row.id, before={}, after=after,
        now=now, note=row.name,
    )
