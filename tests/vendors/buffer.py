"""Buffer's GraphQL API after developers.buffer.com: 200 whatever happens, but for its limit of requests."""

from __future__ import annotations

from typing import Any

from tests.vendors.server import Answered, Asked, Vendor

ORGANIZATION = "65f0organization"


class BufferServer(Vendor):
    key = "buffer-key-that-nobody-should-see"
    most_requests = 100

    def __init__(self) -> None:
        super().__init__()
        self.posts: dict[str, dict[str, Any]] = {}
        self.channels = ["65f0channel"]
        self.mutation_error = ""

    def changes(self, asked: Asked) -> bool:
        return b"createPost" in asked.body

    def answer(self, asked: Asked) -> Answered:
        if len(self.asked) > self.most_requests:
            return Answered(429, _error("RATE_LIMIT_EXCEEDED", "Too many requests from this client.", retryAfter=900))
        if asked.headers.get("authorization") != f"Bearer {self.key}":
            return Answered(200, _error("UNAUTHORIZED", "Missing or invalid API key."))
        query, given = asked.json()["query"], asked.json()["variables"]["input"]
        if "createPost" in query:
            return Answered(200, {"data": {"createPost": self._create(given)}})
        if "deletePost" in query:
            del self.posts[given["id"]]
            return Answered(200, {"data": {"deletePost": {"__typename": "DeletePostSuccess", "id": given["id"]}}})
        if "channels" in query:
            return Answered(200, {"data": {"channels": [
                {"id": channel, "name": "品牌号", "service": "mastodon", "isDisconnected": False}
                for channel in self.channels
            ]}})
        edges = [{"node": post} for post in self.posts.values() if post["channelId"] in given["filter"]["channelIds"]]
        return Answered(200, {"data": {"posts": {"edges": edges}}})

    def _create(self, given: dict[str, Any]) -> dict[str, Any]:
        if self.mutation_error:
            return {"__typename": self.mutation_error, "message": "Your queue is full."}
        if given["channelId"] not in self.channels:
            return {"__typename": "InvalidInputError", "message": "Channel not found"}
        post = {
            "id": f"buf-{len(self.posts) + 1}", "text": given["text"], "dueAt": given["dueAt"],
            "channelId": given["channelId"],
        }
        self.posts[post["id"]] = post
        return {"__typename": "PostActionSuccess", "post": post}


def _error(code: str, message: str, **more: object) -> dict[str, Any]:
    return {"data": None, "errors": [{"message": message, "extensions": {"code": code, **more}}]}
