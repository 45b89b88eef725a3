"""Who and what a command is about, named by e-mail address and short names."""

from __future__ import annotations

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.accounts.access import communities_of
from app.core.clock import now
from app.models import Community, Persona, User
from content_calendar.workflow import Role


def person(session: Session, email: str | None) -> User:
    """The active account with that address; the owner of the workspace without one. Raises ClickException."""
    user = accounts.find_user(session, email) if email else accounts.ensure_owner(session, now=now())
    if user is None or not user.active:
        raise click.ClickException(f"no active account has the address {email}")
    return user


def community_of(user: User, key: str) -> tuple[Community, Role]:
    """The community with that short name and the role `user` has there. Raises ClickException."""
    community = next((known for known in communities_of(user) if known.key == key), None)
    if community is None:
        raise click.ClickException(f"{user.email} belongs to no community with the short name {key}")
    if user.is_owner:
        return community, Role.ADMIN
    return community, next(one.role for one in user.memberships if one.community_id == community.id)


def persona_of(session: Session, community: Community, key: str | None) -> Persona | None:
    """The persona with that short name, None without one. Raises ClickException."""
    if key is None:
        return None
    persona = session.scalar(select(Persona).where(Persona.community_id == community.id, Persona.key == key))
    if persona is None:
        raise click.ClickException(f"{community.key} has no persona with the short name {key}")
    return persona
