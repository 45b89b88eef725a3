"""Telling endpoints what happened: written in the transaction in which it happens, sent after its commit.

A message names what it is about and where to read it, never the words of a post: nothing leaves past the gate.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.core.queue import wake_one
from app.models import WebhookDelivery, WebhookEndpoint, WebhookEvent, WebhookKind

QUEUE, JOB = "default", "app.webhooks.jobs.deliver_due"
_LISTENERS, _TOLD = "webhook_listeners", "webhook_told"


@dataclass(frozen=True, slots=True)
class Listener:
    """An endpoint that is on, and the kinds it wants; none for all."""

    endpoint_id: int
    kinds: frozenset[str]

    def wants(self, kind: WebhookKind) -> bool:
        """Whether it is told of this kind."""
        return not self.kinds or kind.value in self.kinds


def announce(
    session: Session, kind: WebhookKind, *, community_id: int, subject: Mapping[str, Any], now: datetime
) -> None:
    """Tell every endpoint of the community that wants to know; without one nothing is written.

    `subject` is what the message's `data` holds, plain values only. One query for each community and transaction.
    """
    wanting = [one for one in _listeners(session, community_id) if one.wants(kind)]
    if wanting:
        write(session, kind, [one.endpoint_id for one in wanting], community_id=community_id, subject=subject, now=now)


def announce_once(
    session: Session, kind: WebhookKind, *, community_id: int, subject: Mapping[str, Any], now: datetime
) -> None:
    """`announce` for what many rows of one transaction bring about together."""
    told: set[tuple[WebhookKind, int]] = session.info.setdefault(_TOLD, set())
    if (kind, community_id) not in told:
        told.add((kind, community_id))
        announce(session, kind, community_id=community_id, subject=subject, now=now)


def write(
    session: Session, kind: WebhookKind, endpoint_ids: Sequence[int], *, community_id: int,
    subject: Mapping[str, Any], now: datetime,
) -> WebhookEvent:
    """One message with a delivery for each endpoint."""
    payload = {"type": kind.value, "timestamp": now.astimezone(UTC).isoformat(), "data": dict(subject)}
    message = WebhookEvent(
        community_id=community_id, message_id=f"msg_{secrets.token_hex(16)}", kind=kind, payload=payload,
        created_at=now,
    )
    session.add(message)
    for endpoint_id in endpoint_ids:
        session.add(WebhookDelivery(endpoint_id=endpoint_id, event=message, available_at=now, created_at=now))
        wake_one(QUEUE, JOB, endpoint_id)
    return message


def _listeners(session: Session, community_id: int) -> tuple[Listener, ...]:
    known: dict[int, tuple[Listener, ...]] = session.info.setdefault(_LISTENERS, {})
    if community_id not in known:
        query = select(WebhookEndpoint.id, WebhookEndpoint.kinds).where(
            WebhookEndpoint.community_id == community_id, WebhookEndpoint.active
        )
        known[community_id] = tuple(Listener(key, frozenset(kinds)) for key, kinds in session.execute(query))
    return known[community_id]


def _committed(session: Session) -> None:
    """Not when only a savepoint ends: what was told before it still stands."""
    if not session.in_nested_transaction():
        _forget(session)


def _forget(session: Session, *_arguments: object) -> None:
    session.info.pop(_LISTENERS, None)
    session.info.pop(_TOLD, None)


event.listen(Session, "after_commit", _committed)
event.listen(Session, "after_soft_rollback", _forget)
