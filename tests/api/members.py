"""Programs at work in one community."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse

from tests.api.conftest import ROOT, Program

__all__ = ["ROOT", "Member"]


@dataclass(frozen=True, slots=True)
class Member:
    """A program of a member; paths are those below its community unless they begin with the root of the API."""

    program: Program
    community_id: int

    def ask(
        self, method: str, path: str, body: object = None, *, version: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> TestResponse:
        """One request."""
        named = {"If-Match": f'"{version}"'} if version is not None else {}
        sent = {"json": body} if body is not None else {}
        below = path.removeprefix(ROOT) if path.startswith(ROOT) else f"/communities/{self.community_id}{path}"
        return self.program.ask(method, below, headers={**named, **(headers or {})}, **sent)

    def get(self, path: str) -> Any:
        """What a look answers."""
        return _done(self.ask("GET", path))

    def post(self, path: str, body: object = None, *, version: int | None = None) -> Any:
        """What an act answers."""
        return _done(self.ask("POST", path, body, version=version))

    def patch(self, path: str, body: object, *, version: int) -> Any:
        """What a change answers."""
        return _done(self.ask("PATCH", path, body, version=version))


def _done(answer: TestResponse) -> Any:
    assert answer.status_code < 300, answer.get_data(as_text=True)
    return answer.json
