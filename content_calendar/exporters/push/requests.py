"""What goes to a target and what comes back, as plain values; whoever has a network carries them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

_JSON = {"Content-Type": "application/json", "Accept": "application/json"}


@dataclass(frozen=True, slots=True)
class Request:
    """One request without its credential. `path` follows the connection's base address, with its query if any."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def with_headers(self, **headers: str) -> Request:
        """The same request with further headers; underscores of their names stand for dashes."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **named})


@dataclass(frozen=True, slots=True)
class Received:
    """An answer as it came: status, headers (lower-case names) and body, whatever they are worth."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def parsed(self) -> Any:
        """The JSON it carries; None when it is something else, such as the page of a proxy."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def text(self) -> str:
        """What it says, for a log."""
        return self.body.decode("utf-8", errors="replace")


def get(path: str) -> Request:
    """A question that changes nothing."""
    return Request("GET", path, {"Accept": "application/json"})


def with_json(method: str, path: str, payload: object) -> Request:
    """A request that carries `payload` as JSON, the same bytes for the same payload."""
    return Request(method, path, _JSON, json.dumps(payload, ensure_ascii=False).encode())


def member(value: object, *names: str | int) -> Any:
    """The value at the end of the names, None where the answer does not have that shape."""
    for name in names:
        if isinstance(value, dict) and isinstance(name, str):
            value = value.get(name)
        elif isinstance(value, list) and isinstance(name, int) and -len(value) <= name < len(value):
            value = value[name]
        else:
            return None
    return value


def members(value: object, *names: str | int) -> list[Any]:
    """The list at the end of the names; empty where there is none."""
    found = member(value, *names) if names else value
    return found if isinstance(found, list) else []
