"""What a target tells us: a post is out, or has these numbers. Signed with the connection's own secret (Standard
Webhooks), heard once.

    {"type": "post.published", "data": {"uid": "…", "published_at": "2027-01-01T12:00:00Z", "url": "https://…"}}
    {"type": "post.metrics", "data": {"readings": [{"uid": "…", "observed_at": "2027-01-02T12:00:00Z", "views": 420}]}}

`uid` is the post's identifier as calendars and files carry it, the push's, or what the target calls the post.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Literal

from flask_babel import lazy_gettext as _l
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError
from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import Headers

from app.core.errors import Invalid, NotFound, QunbiError
from app.core.sealing import SealBroken, seal, unseal
from app.core.settings import Settings
from app.core.text_fields import Moment, storable
from app.feedback import callbacks as feedback
from app.feedback.callbacks import Metrics
from app.library import service as library
from app.models import CallbackReceipt, Community, Connection, ContentItem, Push
from app.webhooks.endpoints import new_secret
from content_calendar.exporters.addresses import is_web
from content_calendar.exporters.push.standard_webhooks import signature
from content_calendar.workflow import State

TOLERANCE = timedelta(minutes=5)
MOST_BYTES = 64 * 1024
_LONGEST_ID = 200
_UID = "@qunbi"


class SignatureRefused(QunbiError):
    """401: whoever sent it does not know the secret, or sent it too long ago."""

    status = HTTPStatus.UNAUTHORIZED

    def __init__(self) -> None:
        super().__init__(
            _l("The signature does not fit, or the message is more than five minutes old."),
            _l("Sign the exact bytes with this connection's secret, and check the clock of the sender."),
        )


class CallbackUnreadable(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("This is no callback that is understood here."),
            _l("Send JSON with type “post.published” and data with uid, published_at and url, or with type"
               " “post.metrics” and data with readings, each with uid, external_id or url and counters."),
        )


class PostUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(
            _l("No post of this community has that identifier."),
            _l("Send the uid of the file or feed, of the push, or the target's own identifier."),
        )


_Text = Annotated[
    str, StringConstraints(min_length=1, max_length=_LONGEST_ID, strip_whitespace=True), AfterValidator(storable)
]


class Publication(BaseModel):
    model_config = ConfigDict(extra="ignore")

    uid: _Text
    published_at: Moment
    url: Annotated[str, StringConstraints(max_length=1_000), AfterValidator(storable)] = ""


class PublicationCallback(BaseModel):
    model_config = ConfigDict(extra="ignore")

    type: Literal["post.published"]
    data: Publication


class MetricsCallback(BaseModel):
    model_config = ConfigDict(extra="ignore")

    type: Literal["post.metrics"]
    data: Metrics


Callback = PublicationCallback | MetricsCallback
_CALLBACK: TypeAdapter[Callback] = TypeAdapter(Annotated[Callback, Field(discriminator="type")])


class Answer(BaseModel):
    """What became of a callback; of numbers, how many readings were taken, held, known, unmatched and refused, and why,
    by their place."""

    outcome: str
    tally: Mapping[str, int] = {}
    reasons: Mapping[int, str] = {}


@dataclass(frozen=True, slots=True)
class Message:
    """A callback as it came: the three headers and the exact bytes."""

    message_id: str
    timestamp: str
    signatures: Sequence[str]
    body: bytes

    @classmethod
    def of(cls, headers: Headers, body: bytes) -> Message:
        """From a request's headers."""
        signatures = headers.get("webhook-signature", "").split()[:10]
        return cls(headers.get("webhook-id", ""), headers.get("webhook-timestamp", ""), signatures, body)


def make_secret(session: Session, connection: Connection, settings: Settings) -> str:
    """A new secret for callbacks of this connection, shown once; the former one ends at once."""
    secret = new_secret()
    connection.callback_secret = seal(secret, settings)
    session.flush()
    return secret


def close(session: Session, connection: Connection) -> None:
    """No callbacks are taken any more."""
    connection.callback_secret = ""
    session.flush()


def hear(session: Session, connection_id: int, message: Message, *, settings: Settings, now: datetime) -> Answer:
    """What became of the callback: `published`, `known` (it is out already), `recorded` (numbers) or `heard_before`.

    Raises SignatureRefused (also for a connection that takes none: nobody learns which exist), CallbackUnreadable,
    PostUnknown, NotApproved, TransitionRefused.
    """
    connection = _signer(session.get(Connection, connection_id), message, settings, now)
    told = _read(message.body)
    if isinstance(told, MetricsCallback):
        return _hear_metrics(session, connection, message, told.data, now)
    item = _post(session, connection, told.data.uid)
    if _is_known(session, connection, message.message_id):  # now that the post is held: it may come twice at once
        return Answer(outcome="heard_before")
    return _heard(session, connection, message, Answer(outcome=_publish(session, item, told.data, now)), item, now=now)


def _hear_metrics(
    session: Session, connection: Connection, message: Message, told: Metrics, now: datetime
) -> Answer:
    community = session.get_one(Community, connection.community_id)
    feedback.hold(session, community)  # it may come twice at once
    if _is_known(session, connection, message.message_id):
        return Answer(outcome="heard_before")
    heard = feedback.take_metrics(session, community, told, source=connection.target, now=now)
    tally = {verdict.value: count for verdict, count in heard.tally.items()}
    answer = Answer(outcome="recorded", tally=tally, reasons=heard.reasons)
    return _heard(session, connection, message, answer, None, now=now)


def _heard(
    session: Session, connection: Connection, message: Message, answer: Answer, item: ContentItem | None, *,
    now: datetime,
) -> Answer:
    """Write down that the message was heard."""
    session.add(CallbackReceipt(
        connection_id=connection.id, message_id=message.message_id, item_id=item.id if item else None,
        outcome=answer.outcome, created_at=now,
    ))
    session.flush()
    return answer


def _signer(connection: Connection | None, message: Message, settings: Settings, now: datetime) -> Connection:
    if connection is None or not connection.callback_secret or not 0 < len(message.message_id) <= _LONGEST_ID:
        raise SignatureRefused
    sent_at = _moment(message.timestamp)
    if sent_at is None or abs(now - sent_at) > TOLERANCE:
        raise SignatureRefused
    try:
        expected = signature(unseal(connection.callback_secret, settings), message.message_id, sent_at, message.body)
    except (SealBroken, UnicodeError):
        raise SignatureRefused from None
    if not any(hmac.compare_digest(expected.encode(), given.encode()) for given in message.signatures):
        raise SignatureRefused
    return connection


def _moment(timestamp: str) -> datetime | None:
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= len("99999999999")):
        return None
    try:
        return datetime.fromtimestamp(int(timestamp), UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _is_known(session: Session, connection: Connection, message_id: str) -> bool:
    query = select(CallbackReceipt.id).where(
        CallbackReceipt.connection_id == connection.id, CallbackReceipt.message_id == message_id
    )
    return session.scalar(query) is not None


def _read(body: bytes) -> Callback:
    try:
        return _CALLBACK.validate_json(body)
    except ValidationError:
        raise CallbackUnreadable from None


def _post(session: Session, connection: Connection, name: str) -> ContentItem:
    """By the uid of files and feeds, or by the push's uid or the target's own name for it. Raises PostUnknown."""
    by_push = select(Push.item_id).where(
        Push.connection_id == connection.id, or_(Push.uid == name, Push.external_id == name)
    )
    query = select(ContentItem.id).where(
        ContentItem.community_id == connection.community_id,
        or_(ContentItem.uid == name.removesuffix(_UID), ContentItem.id.in_(by_push)),
    )
    item_id = session.scalars(query.order_by(ContentItem.id.desc()).limit(1)).first()
    if item_id is None:
        raise PostUnknown
    return library.get_item(session, connection.community_id, item_id, lock=True)


def _publish(session: Session, item: ContentItem, told: Publication, now: datetime) -> str:
    if item.state is State.PUBLISHED:
        return "known"
    url = told.url if is_web(told.url) else ""
    library.mark_published(session, item, url=url, actor=None, now=now, at=told.published_at)
    return "published"
