"""Closing an account and opening it again. A closed one keeps its name on what it did; its work goes to others."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.accounts import handing_over, roles, sessions
from app.audit.service import record
from app.core.errors import Conflict, Invalid
from app.models import ApiToken, Membership, User
from content_calendar.workflow import Role


class OwnAccount(Invalid):
    def __init__(self) -> None:
        super().__init__(_l("You cannot close your own account."), _l("Ask another owner to do it."))


class LastOwner(Conflict):
    def __init__(self) -> None:
        super().__init__(_l("This is the only owner."), _l("Somebody must answer for the installation."))


class HeirUnfit(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("Work can only be handed to somebody else whose account is open."), _l("Choose another person.")
        )


def close(session: Session, user: User, heir: User | None, *, actor: User, now: datetime) -> None:
    """Close the account: signed out everywhere, links worth nothing, open work handed to `heir`, None for everybody.

    Roles are kept, for when it is opened again. Raises OwnAccount, LastOwner, HeirUnfit, LastAdmin.
    """
    if user.id == actor.id:
        raise OwnAccount
    if heir is not None and (heir.id == user.id or not heir.active):
        raise HeirUnfit
    if not user.active:
        return
    _expect_others_in_charge(session, user)
    version, user.active = user.session_version, False
    sessions.end_all(session, user, now=now)
    _end_api_tokens(session, user, now=now)
    session.flush()
    left = handing_over.hand_over(session, user, heir, actor=actor, now=now)
    record(
        session, "user.close", actor=actor, community_id=None, subject="user", subject_id=user.id,
        before={"active": True, "session_version": version},
        after={"active": False, "session_version": user.session_version, "heir_id": heir.id if heir else None,
               **asdict(left)},
        now=now, note=user.name,
    )


def _end_api_tokens(session: Session, user: User, *, now: datetime) -> None:
    """For good: whoever opens the account again does not open what programs held of it."""
    session.execute(
        update(ApiToken).where(ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None)).values(revoked_at=now)
        .execution_options(synchronize_session=False)
    )


def reopen(session: Session, user: User, *, actor: User, now: datetime) -> None:
    """Let the person sign in again, with the roles they had."""
    if not user.active:
        user.active = True
        record(
            session, "user.reopen", actor=actor, community_id=None, subject="user", subject_id=user.id,
            before={"active": False}, after={"active": True}, now=now, note=user.name,
        )


def _expect_others_in_charge(session: Session, user: User) -> None:
    led = session.scalars(
        select(Membership.community_id).where(Membership.user_id == user.id, Membership.role == Role.ADMIN)
    ).all()
    roles.hold_communities(session, led)
    roles.expect_another_admin(session, user, led)
    owners = select(func.count(User.id)).where(User.is_owner, User.active, User.id != user.id)
    if user.is_owner and not session.scalar(owners):
        raise LastOwner

