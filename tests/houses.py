"""Applications that one test after the other lives in: empty, or with the small workspace already laid down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import Flask

from app.core.transactions import transaction
from tests.browser import Visitor
from tests.databases import Databases, dispose, make_app
from tests.factories import Workspace, make_workspace


@dataclass(frozen=True, slots=True)
class House:
    """An application, and the workspace of its database, whose rows belong to no session."""

    app: Flask
    workspace: Workspace | None


class Houses:
    """Builds each house once; a test leaves it as it was, see `rolled_back`."""

    def __init__(self, databases: Databases, make_folder: Callable[[], Path]) -> None:
        self._databases = databases
        self._make_folder = make_folder
        self._built: dict[tuple[str, datetime | None], House] = {}
        self._moved_into: dict[str, Flask] = {}

    def get(self, kind: str, furnished_at: datetime | None) -> House:
        """The house on a database of that kind, with a workspace made at that moment, or empty for None."""
        key = kind, furnished_at
        if key not in self._built:
            self._built[key] = self._build(kind, furnished_at)
        return self._built[key]

    @contextmanager
    def moved_into(self, kind: str) -> Iterator[Flask]:
        """An application on a database nobody used before, where commits are real, until the end of the block."""
        url = self._databases.make_anew(kind)
        if kind not in self._moved_into:
            self._moved_into[kind] = self._empty(url)
        try:
            yield self._moved_into[kind]
        finally:
            dispose(self._moved_into[kind])

    def close(self) -> None:
        """Let go of all databases."""
        for house in self._built.values():
            dispose(house.app)

    def _build(self, kind: str, furnished_at: datetime | None) -> House:
        app = self._empty(self._databases.make(kind))
        return House(app, furnished_at and _furnish(app, furnished_at))

    def _empty(self, url: str) -> Flask:
        app = make_app(self._make_folder(), url)
        app.test_client_class = Visitor
        return app


def _furnish(app: Flask, moment: datetime) -> Workspace:
    with app.app_context(), transaction() as session:
        return make_workspace(session, moment)
