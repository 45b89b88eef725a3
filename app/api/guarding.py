"""Who may ask for an operation: the token's scopes first, then the roles its owner has right now."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import request
from flask_babel import lazy_gettext as _l

from app.accounts.access import Actor, come_by_token, communities_of, membership, widest_role
from app.accounts.service import hash_token
from app.api import tokens
from app.api.operations import IN_COMMUNITY, Operation
from app.api.pace import count_request
from app.api.refusals import ScopeMissing, TokenMissing
from app.api.tokens import Caller
from app.core.database import db
from app.core.errors import Forbidden, NotFound
from app.models import Community
from content_calendar.workflow import Role

_BEARER = re.compile(r"Bearer +([\x21-\x7e]{1,200}) *", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an operation takes place; outside of communities there may be neither community nor role."""

    community: Community | None
    actor: Actor | None


def identify(now: datetime) -> Caller:
    """Who asks. Raises TokenMissing, TokenRefused and TooOften."""
    found = _BEARER.fullmatch(request.headers.get("Authorization", ""))
    if found is None:
        raise TokenMissing
    token_hash = hash_token(found[1])
    count_request(token_hash, now)
    caller = tokens.holder_of(db.session, token_hash, now=now)
    come_by_token(caller.user)
    return caller


def admit(caller: Caller, operation: Operation, numbers: Mapping[str, object]) -> Place:
    """Where the caller may do it. Raises ScopeMissing, NotFound for outsiders and Forbidden for small roles."""
    if not caller.may(operation.scope):
        raise ScopeMissing(operation.scope)
    if operation.in_community:
        return _in_community(caller, operation, int(str(numbers[IN_COMMUNITY])))
    if operation.role is None:
        return Place(None, None)
    held = _widest_role(caller)
    _expect(held, operation.role)
    return Place(None, Actor(caller.user, held))


def seen_by(caller: Caller) -> list[Community]:
    """The communities the token opens: its own one, or all its owner belongs to."""
    only = caller.token.community_id
    return [community for community in communities_of(caller.user) if only in (None, community.id)]


def _in_community(caller: Caller, operation: Operation, community_id: int) -> Place:
    if caller.token.community_id not in (None, community_id):
        raise NotFound
    community, held = membership(community_id, caller.user)
    _expect(held, operation.role or Role.VIEWER)
    return Place(community, Actor(caller.user, held))


def _widest_role(caller: Caller) -> Role:
    only = caller.token.community_id
    return widest_role(caller.user) if only is None else membership(only, caller.user)[1]


def _expect(held: Role, needed: Role) -> None:
    if not held.covers(needed):
        raise Forbidden(
            _l("Your role in this community does not allow this."), _l("Ask an admin of the community.")
        )
