"""BrightBean's API after its own code: keys with an allow-list of accounts, and idempotency that replays."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from tests.vendors.server import Answered, Asked, Vendor

ACCOUNT = str(UUID(int=7))


class BrightBeanServer(Vendor):
    key = "bb_key-that-nobody-should-see"

    def __init__(self) -> None:
        super().__init__()
        self.posts: dict[str, dict[str, Any]] = {}
        self.replays: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}

    def answer(self, asked: Asked) -> Answered:
        if asked.headers.get("authorization") != f"Bearer {self.key}":
            return Answered(401, {"detail": "Unauthorized"})
        if (asked.method, asked.path) == ("GET", "/api/v1/accounts/"):
            return Answered(200, {"accounts": [
                {"id": ACCOUNT, "platform": "mastodon", "account_name": "官方", "connection_status": "connected"}
            ]})
        if (asked.method, asked.path) == ("POST", "/api/v1/posts/"):
            return self._create(asked.json())
        if asked.path.endswith("/cancel"):
            return self._cancel(asked.path.split("/")[-2])
        return Answered(404, {"detail": "Not Found"})

    def _create(self, body: dict[str, Any]) -> Answered:
        if body["social_account_id"] != ACCOUNT:
            return Answered(403, {"detail": "SocialAccount is not in this key's allowlist."})
        if body["action"] == "schedule" and not body.get("scheduled_at"):
            return Answered(422, {"detail": "scheduled_at is required when action='schedule'."})
        key = body["idempotency_key"]
        if key in self.replays:
            first, answer = self.replays[key]
            return Answered(201, answer) if first == body else Answered(422, {"detail": "key used for another request"})
        post = {"id": str(uuid4()), "caption": body["caption"], "status": "scheduled", "platform_posts": []}
        self.posts[post["id"]] = post
        self.replays[key] = body, post
        return Answered(201, post)

    def _cancel(self, post_id: str) -> Answered:
        post = self.posts[post_id]
        if post["status"] != "scheduled":
            return Answered(409, {"detail": "No scheduled platform posts to cancel."})
        post["status"] = "draft"
        return Answered(200, post)
