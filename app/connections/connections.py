"""The connections of a community: made, changed and switched by its admins. A credential is written, never read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.connections.ordering import JOB, QUEUE
from app.core.errors import Conflict, NotFound
from app.core.queue import wake_one
from app.core.sealing import SealBroken, seal, sealed_anew
from app.core.settings import Settings
from app.models import Community, Connection
from content_calendar.exporters.push.target import PushTarget

MOST_CONNECTIONS = 50


class TooManyConnections(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("This community has as many connections as it may have."), _l("Remove one that nobody needs.")
        )


class ConnectionStale(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("Somebody else changed this connection while you had it open. Your change was not saved."),
            _l("Reload to see the newest settings and apply your change again."),
        )


class KeyBelongsElsewhere(Conflict):
    """A stored key is never sent to another address."""

    def __init__(self) -> None:
        super().__init__(
            _l("The address changed, and the stored key belongs to the former one."), _l("Enter the key as well.")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How a connection is to be: `credential` is "" where the stored one stays, `options` fit the target's model."""

    name: str
    base_url: str
    credential: str = field(default="", repr=False)
    options: Mapping[str, Any]
    persona_id: int | None = None
    platforms: Sequence[str] = ()
    automatic: bool = False


def create(
    session: Session, community: Community, target: PushTarget[Any], wishes: Wishes, *, actor: Actor,
    settings: Settings, now: datetime,
) -> Connection:
    """A new connection of the community. Raises TooManyConnections."""
    count = session.scalar(select(func.count(Connection.id)).where(Connection.community_id == community.id)) or 0
    if count >= MOST_CONNECTIONS:
        raise TooManyConnections
    connection = Connection(
        community_id=community.id, created_by_id=actor.user.id, target=target.key,
        credential=seal(wishes.credential, settings) if wishes.credential else "", created_at=now,
    )
    _fill(connection, wishes)
    session.add(connection)
    session.flush()
    return connection


def change(
    session: Session, connection: Connection, wishes: Wishes, *, version: int, actor: Actor, settings: Settings
) -> None:
    """Set the connection up anew. Raises ConnectionStale, KeyBelongsElsewhere."""
    if connection.version != version:
        raise ConnectionStale
    if wishes.base_url != connection.base_url and connection.credential and not wishes.credential:
        raise KeyBelongsElsewhere
    if wishes.credential:
        connection.credential = seal(wishes.credential, settings)
    if wishes.automatic and not connection.automatic:
        connection.created_by_id = actor.user.id  # what leaves by itself leaves on this person's word
    _fill(connection, wishes)
    connection.version += 1  # by hand: what workers note about it is no change of a person's
    session.flush()


def _fill(connection: Connection, wishes: Wishes) -> None:
    connection.name, connection.base_url, connection.options = wishes.name, wishes.base_url, dict(wishes.options)
    connection.persona_id, connection.platforms = wishes.persona_id, list(wishes.platforms)
    connection.automatic = wishes.automatic


def own(session: Session, community_id: int, connection_id: int) -> Connection:
    """The community's connection, locked. Raises NotFound, also for another community's."""
    query = select(Connection).where(Connection.id == connection_id, Connection.community_id == community_id)
    connection = session.scalar(query.with_for_update(key_share=True).execution_options(populate_existing=True))
    if connection is None:
        raise NotFound
    return connection


def switch(session: Session, connection: Connection, *, active: bool) -> None:
    """On with a clean record, so that what waits goes on; or off, so that nothing leaves through it."""
    connection.active = active
    if active:
        connection.trouble, connection.held_until = "", None
        wake_one(QUEUE, JOB, connection.id)
    session.flush()


def seal_anew(session: Session, settings: Settings) -> tuple[int, int]:
    """Seal every key under the present secret; how many were, and how many no known secret opens."""
    done = lost = 0
    for connection in session.scalars(select(Connection).order_by(Connection.id).with_for_update()):
        try:
            for name in ("credential", "callback_secret"):
                if sealed := getattr(connection, name):
                    setattr(connection, name, sealed_anew(sealed, settings))
            done += 1
        except SealBroken:
            lost += 1
    return done, lost
