"""Signatures of Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, keyed by a `whsec_…` secret.

Source: github.com/standard-webhooks/standard-webhooks, specification 1.0.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from datetime import datetime

PREFIX = "whsec_"
_LEAST_KEY, _MOST_KEY = 16, 64


class SecretUnusable(ValueError):
    """Not `whsec_` with 16 to 64 bytes in Base64 after it; the specification asks for 24, some senders give fewer."""


def key_of(secret: str) -> bytes:
    """The bytes a secret stands for. Raises SecretUnusable."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise SecretUnusable from None
    if not _LEAST_KEY <= len(key) <= _MOST_KEY:
        raise SecretUnusable
    return key


def signature(secret: str, message_id: str, at: datetime, body: bytes) -> str:
    """`v1,` and the Base64 of the HMAC. Raises SecretUnusable."""
    signed = b".".join((message_id.encode(), str(int(at.timestamp())).encode(), body))
    return "v1," + base64.b64encode(hmac.digest(key_of(secret), signed, "sha256")).decode("ascii")


def signed_headers(secret: str, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers of a message. Raises SecretUnusable."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature(secret, message_id, at, body),
    }
