"""One message to one endpoint: signed, sent, and what came back understood."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from app.core.outbound import Network
from app.core.outgoing import Answer, Call, CallFailed, send
from app.core.text_fields import storable
from app.webhooks.deliveries import Ending
from content_calendar.exporters.push.standard_webhooks import signature

SECONDS = 15.0
_MOST_BYTES = 16 * 1024
_PATIENCE = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}


@dataclass(frozen=True, slots=True)
class Letter:
    """A leased message, ready to go without the database. `secrets` are open: it is never logged."""

    delivery_id: int
    url: str
    message_id: str
    body: bytes
    secrets: Sequence[str] = field(repr=False)


def body_of(payload: Mapping[str, object]) -> bytes:
    """The bytes that are signed and sent: the same for every attempt."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()


def deliver(letter: Letter, networks: tuple[Network, ...], now: datetime) -> Ending:
    """Send it and say what came of it; nothing is raised."""
    started = time.monotonic()
    try:
        call = Call("POST", letter.url, _headers(letter, now), letter.body, SECONDS, _MOST_BYTES)
        answer = send(call, networks)
    except CallFailed as error:
        return Ending(error.reason.value, None, _since(started))
    return _read(answer, _since(started), now)


def _headers(letter: Letter, now: datetime) -> dict[str, str]:
    signatures = (signature(secret, letter.message_id, now, letter.body) for secret in letter.secrets)
    return {
        "Content-Type": "application/json", "User-Agent": "Qunbi-Webhooks/1",
        "webhook-id": letter.message_id, "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _read(answer: Answer, milliseconds: int, now: datetime) -> Ending:
    said = storable(answer.body.decode("utf-8", "replace"))
    if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return Ending("delivered", answer.status, milliseconds, said)
    if answer.status == HTTPStatus.GONE:
        return Ending("gone", answer.status, milliseconds, said)
    wait = _retry_after(answer.headers.get("retry-after", ""), now) if answer.status in _PATIENCE else None
    return Ending("refused", answer.status, milliseconds, said, wait)


def _retry_after(value: str, now: datetime) -> timedelta | None:
    if value.isascii() and value.isdecimal():
        return timedelta(seconds=min(int(value[:9]), 86_400))
    try:
        return max(parsedate_to_datetime(value) - now, timedelta())
    except (ValueError, TypeError):
        return None


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
