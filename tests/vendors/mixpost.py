"""Mixpost Pro's API after docs.mixpost.app: Bearer token, one workspace, Laravel's way to refuse, a bin."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from tests.vendors.server import Answered, Asked, Vendor

WORKSPACE = "9b1e5f4a-3c2d-4a7b-8e6f-1d2c3b4a5e6f"


class MixpostServer(Vendor):
    key = "12|mixpost-token-that-nobody-should-see"

    def __init__(self) -> None:
        super().__init__()
        self.posts: dict[str, dict[str, Any]] = {}
        self.accounts = [1, 2]

    def answer(self, asked: Asked) -> Answered:
        if asked.headers.get("authorization") != f"Bearer {self.key}":
            return Answered(401, {"message": "Unauthenticated."})
        _, api, workspace, kind, *rest = asked.path.partition("?")[0].split("/")
        if (api, workspace) != ("api", WORKSPACE):
            return Answered(404, {"message": "Workspace not found."})
        if (asked.method, kind) == ("GET", "accounts"):
            return Answered(200, {"data": [
                {"id": number, "uuid": str(UUID(int=number)), "name": f"账号 {number}", "provider": "mastodon"}
                for number in self.accounts
            ]})
        if (asked.method, kind) == ("POST", "posts"):
            return self._create(asked.json())
        if asked.method == "DELETE":
            self.posts[rest[0]]["trashed"] = asked.json()["trash"]
            return Answered(200, {"to_trash": True, "deleted_from_app": True})
        return Answered(200, {"data": list(self.posts.values())})

    def _create(self, body: dict[str, Any]) -> Answered:
        errors = {f"accounts.{place}": ["The selected account is invalid."]
                  for place, account in enumerate(body["accounts"]) if account not in self.accounts}
        if errors:
            return Answered(422, {"message": "The selected account is invalid.", "errors": errors})
        post = {
            "id": len(self.posts) + 1, "uuid": str(uuid4()), "status": "scheduled", "versions": body["versions"],
            "scheduled_at": f"{body['date']} {body['time']}:00", "trashed": False,
        }
        self.posts[str(post["uuid"])] = post
        return Answered(200, post)
