"""Reading for the pages of webhooks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.models import (
    Connection,
    DeliveryStatus,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEvent,
    WebhookKind,
)
from app.webhooks.words import ending_word
from content_calendar.exporters.push.registry import push_target
from content_calendar.vocabulary import Term

PAGE = 30


@dataclass(frozen=True, slots=True)
class EndpointRow:
    """One endpoint in the list; `address` without what may be secret in it."""

    id: int
    name: str
    address: str
    kinds: tuple[WebhookKind, ...]
    active: bool
    failing_since: datetime | None
    waiting: int
    sent: int
    dead: int


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One message to one endpoint."""

    id: int
    message_id: str
    kind: WebhookKind
    created_at: datetime
    status: DeliveryStatus
    attempts: int
    next_at: datetime | None
    trouble: Term | str

    @property
    def is_under_way(self) -> bool:
        """Whether its first attempt is being made or about to be: something to wait for on the page."""
        is_open = self.status in {DeliveryStatus.PENDING, DeliveryStatus.RUNNING}
        return is_open and self.attempts <= 1 and not self.trouble


@dataclass(frozen=True, slots=True)
class Log:
    """One page of an endpoint's messages, newest first."""

    rows: tuple[DeliveryRow, ...]
    number: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One request of one message."""

    number: int
    at: datetime
    milliseconds: int
    status: int | None
    outcome: Term | str
    answer: str


@dataclass(frozen=True, slots=True)
class Caller:
    """A connection that may tell us that posts are out."""

    id: int
    name: str
    target: Term
    is_open: bool


def endpoints_of(session: Session, community_id: int) -> tuple[EndpointRow, ...]:
    """Every endpoint with what became of its messages; two queries."""
    query = select(WebhookEndpoint).where(WebhookEndpoint.community_id == community_id).order_by(WebhookEndpoint.id)
    endpoints = session.scalars(query).all()
    counts: dict[int, Counter[DeliveryStatus]] = {endpoint.id: Counter() for endpoint in endpoints}
    numbers = (
        select(WebhookDelivery.endpoint_id, WebhookDelivery.status, func.count())
        .where(WebhookDelivery.endpoint_id.in_(counts))
        .group_by(WebhookDelivery.endpoint_id, WebhookDelivery.status)
    )
    for endpoint_id, status, count in session.execute(numbers):
        counts[endpoint_id][status] = count
    return tuple(_row(endpoint, counts[endpoint.id]) for endpoint in endpoints)


def endpoint_row(session: Session, endpoint: WebhookEndpoint) -> EndpointRow:
    """The same for one."""
    return next(row for row in endpoints_of(session, endpoint.community_id) if row.id == endpoint.id)


def log_of(session: Session, endpoint: WebhookEndpoint, *, page: int, status: DeliveryStatus | None) -> Log:
    """One page of its messages; two queries."""
    mine = [WebhookDelivery.endpoint_id == endpoint.id]
    if status is not None:
        mine.append(WebhookDelivery.status == status)
    total = session.scalar(select(func.count(WebhookDelivery.id)).where(*mine)) or 0
    pages = max(1, -(-total // PAGE))
    number = min(max(page, 1), pages)
    query = (
        select(WebhookDelivery).where(*mine).options(joinedload(WebhookDelivery.event))
        .order_by(WebhookDelivery.id.desc()).limit(PAGE).offset((number - 1) * PAGE)
    )
    return Log(tuple(_delivery(row) for row in session.scalars(query)), number, pages, total)


def delivery_of(session: Session, endpoint: WebhookEndpoint, delivery_id: int) -> WebhookDelivery | None:
    """The endpoint's message of that number, with what it says."""
    query = (
        select(WebhookDelivery)
        .where(WebhookDelivery.id == delivery_id, WebhookDelivery.endpoint_id == endpoint.id)
        .options(joinedload(WebhookDelivery.event))
    )
    return session.scalar(query)


def shown(delivery: WebhookDelivery) -> DeliveryRow:
    """As the log shows it."""
    return _delivery(delivery)


def attempts_of(session: Session, delivery_id: int) -> tuple[AttemptRow, ...]:
    """Every request of that message, newest first."""
    query = (
        select(WebhookAttempt).where(WebhookAttempt.delivery_id == delivery_id).order_by(WebhookAttempt.id.desc())
    )
    return tuple(
        AttemptRow(
            row.number, row.created_at, row.milliseconds, row.answer_status, ending_word(row.outcome), row.answer
        )
        for row in session.scalars(query)
    )


def callers_of(session: Session, community_id: int) -> tuple[Caller, ...]:
    """The connections of the community, each with whether it may call back."""
    query = (
        select(Connection.id, Connection.name, Connection.target, Connection.callback_secret)
        .where(Connection.community_id == community_id).order_by(Connection.id)
    )
    return tuple(
        Caller(key, name, push_target(target).facts.target, bool(secret))
        for key, name, target, secret in session.execute(query)
    )


def _row(endpoint: WebhookEndpoint, counts: Mapping[DeliveryStatus, int]) -> EndpointRow:
    return EndpointRow(
        endpoint.id, endpoint.name, masked(endpoint.url), _kinds(endpoint.kinds), endpoint.active,
        endpoint.failing_since,
        waiting=counts.get(DeliveryStatus.PENDING, 0) + counts.get(DeliveryStatus.RUNNING, 0),
        sent=counts.get(DeliveryStatus.SENT, 0), dead=counts.get(DeliveryStatus.FAILED, 0),
    )


def masked(url: str) -> str:
    """The address without its query, where many services expect a token."""
    parts = urlsplit(url)
    return parts._replace(query="…" if parts.query else "", fragment="").geturl()


def _kinds(names: Sequence[str]) -> tuple[WebhookKind, ...]:
    return tuple(kind for kind in WebhookKind if kind.value in names)


def _delivery(row: WebhookDelivery) -> DeliveryRow:
    message: WebhookEvent = row.event
    return DeliveryRow(
        row.id, message.message_id, message.kind, message.created_at, row.status, row.attempts,
        row.available_at if row.status is DeliveryStatus.PENDING and row.attempts else None,
        ending_word(row.error) if row.error else "",
    )
