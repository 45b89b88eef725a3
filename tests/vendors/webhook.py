"""A receiver of webhooks that checks signatures as the specification of Standard Webhooks says."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from tests.vendors.server import Answered, Asked, Vendor


class WebhookReceiver(Vendor):
    key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqr"

    def __init__(self) -> None:
        super().__init__()
        self.messages: dict[str, Any] = {}
        """By id: a message that comes again is the same message."""

    def answer(self, asked: Asked) -> Answered:
        signed = f"{asked.headers['webhook-id']}.{asked.headers['webhook-timestamp']}.".encode() + asked.body
        key = base64.b64decode(self.key.removeprefix("whsec_"))
        expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        if not hmac.compare_digest(expected, asked.headers["webhook-signature"]):
            return Answered(401, {"message": "bad signature"})
        self.messages[asked.headers["webhook-id"]] = json.loads(asked.body)
        return Answered(200, {"id": "recv-1", "url": "https://example.com/recv-1"})
