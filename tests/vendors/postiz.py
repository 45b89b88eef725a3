"""Postiz's public API after its own code: bare key, arrays demanded, 90 creates an hour, deletion by id."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.vendors.server import Answered, Asked, Vendor


class PostizServer(Vendor):
    key = "postiz-key-that-nobody-should-see"
    most_creates = 90

    def __init__(self) -> None:
        super().__init__()
        self.posts: dict[str, dict[str, Any]] = {}
        self.integrations = {"chan-1": "x", "chan-2": "mastodon"}
        self.creates = 0

    def answer(self, asked: Asked) -> Answered:
        if asked.headers.get("authorization") != self.key:
            return Answered(401, {"msg": f"Invalid API key {asked.headers.get('authorization')}"})
        path = urlsplit(asked.path).path
        if (asked.method, path) == ("POST", "/public/v1/posts"):
            return self._create(asked.json())
        if (asked.method, path) == ("GET", "/public/v1/posts"):
            return self._list(parse_qs(urlsplit(asked.path).query))
        if (asked.method, path) == ("GET", "/public/v1/integrations"):
            return Answered(200, [
                {"id": key, "name": f"频道 {key}", "identifier": kind, "disabled": False}
                for key, kind in self.integrations.items()
            ])
        number = path.removeprefix("/public/v1/posts/")
        if asked.method == "DELETE" and number in self.posts:
            return Answered(200, {"id": self.posts.pop(number)["id"]})
        return Answered(404, {"message": "Cannot find it", "statusCode": 404})

    def _create(self, body: dict[str, Any]) -> Answered:
        self.creates += 1
        if self.creates > self.most_creates:
            return Answered(429, {"message": "ThrottlerException: Too Many Requests"}, {"Retry-After": "1800"})
        flaws = [name for name in ("type", "date", "shortLink", "tags", "posts") if name not in body]
        flaws += [name for name in ("tags", "posts") if not isinstance(body.get(name), list)]
        for post in body.get("posts", ()):
            flaws += ["image"] * any(not isinstance(value.get("image"), list) for value in post["value"])
            if post["integration"]["id"] not in self.integrations:
                flaws.append("integration")
        if flaws:
            return Answered(400, {"message": [f"{name} is wrong" for name in flaws], "statusCode": 400})
        return Answered(201, [self._keep(body, post) for post in body["posts"]])

    def _keep(self, body: dict[str, Any], post: dict[str, Any]) -> dict[str, str]:
        post_id = f"post-{self.creates}"
        self.posts[post_id] = {
            "id": post_id, "content": post["value"][0]["content"], "publishDate": body["date"], "state": body["type"],
            "integration": {"id": post["integration"]["id"]}, "releaseURL": None,
        }
        return {"postId": post_id, "integration": post["integration"]["id"]}

    def _list(self, query: dict[str, list[str]]) -> Answered:
        start, end = query["startDate"][0], query["endDate"][0]
        return Answered(200, {"posts": [
            post for post in self.posts.values() if start <= post["publishDate"] <= end
        ]})
