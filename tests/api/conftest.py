"""A program that asks the API, with a token of one of the people."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.api import tokens
from app.api.tokens import Wish
from app.core import clock
from app.models import Community, Scope, User
from tests.databases import SQLITE

ROOT = "/api/v1"


@dataclass(slots=True)
class Program:
    """Asks with its token and in English; each request has contexts of its own, as on a server."""

    app: Flask
    session: Session
    key: str
    headers: dict[str, str] = field(default_factory=lambda: {"Accept-Language": "en"})

    def ask(self, method: str, path: str, **kwargs: Any) -> TestResponse:
        self.session.commit()
        own = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        kwargs["headers"] = {**self.headers, **own, **kwargs.get("headers", {})}
        client = FlaskClient(self.app, use_cookies=False)
        try:
            return Context().run(client.open, ROOT + path, method=method, buffered=True, **kwargs)
        finally:
            self.session.expire_all()

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        return self.ask("GET", path, **kwargs)


@pytest.fixture(scope="session")
def now() -> datetime:
    return clock.now().replace(microsecond=0)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    return str(getattr(request, "param", SQLITE))


@pytest.fixture
def program_of(app: Flask, session: Session, now: datetime) -> Callable[..., Program]:
    """A program of a person, by default with every scope everywhere for ever."""

    def make(
        user: User, *scopes: Scope, community: Community | None = None, expires_at: datetime | None = None
    ) -> Program:
        wish = Wish("robot", scopes or tuple(Scope), community, expires_at)
        return Program(app, session, tokens.issue(session, user, wish, now=now))

    return make


@pytest.fixture
def program(program_of: Callable[..., Program], bob: User) -> Program:
    """bob's, who is an editor."""
    return program_of(bob)
