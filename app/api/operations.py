"""What the API does: one record for each operation, read by routes, guards and the document alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from app.api.shapes import Asked, Sent
from app.core.database import SAFE_METHODS
from app.models import Scope
from content_calendar.workflow import Role

IN_COMMUNITY = "community_id"


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing the API does.

    `role` is needed in the community of the address, or in any community when the address names none; None is for
    everybody with a token. `conditional` says whether the caller must name the version it saw.
    """

    name: str
    method: str
    path: str
    scope: Scope
    role: Role | None
    summary: object
    details: object
    status: int
    conditional: bool
    most_body_bytes: int
    function: Callable[..., Any]
    body: type[Sent] | None
    question: type[Asked] | None
    model: Any
    """What goes out: a model, a Page of one, File, or the type of None."""
    adapter: TypeAdapter[Any]
    wants: frozenset[str]

    @property
    def changes(self) -> bool:
        return self.method not in SAFE_METHODS

    @property
    def in_community(self) -> bool:
        return f":{IN_COMMUNITY}>" in self.path

    @property
    def group(self) -> str:
        """The kind of thing it is about: the file it is written in."""
        return self.function.__module__.rpartition(".")[2]


OPERATIONS: list[Operation] = []
"""Everything the API does, in the order it is written."""
