"""A visitor of the pages, without a browser."""

from __future__ import annotations

import secrets
from contextvars import Context
from typing import Any

from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.models import User

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Visitor(FlaskClient):
    """Sends what the test's session holds ahead of each request and lets it read anew after it.

    Each request has contexts of its own, as on a server, in which the whole answer is read. It carries the token that
    a page would have given it; `csrf=False` leaves that out.
    """

    watcher: Session | None = None

    def open(self, *args: Any, csrf: bool = True, **kwargs: Any) -> TestResponse:
        """Send one request."""
        if self.watcher is not None:
            self.watcher.commit()
        if csrf and kwargs.get("method", "GET").upper() in UNSAFE:
            kwargs["headers"] = {"X-CSRFToken": self._token()} | dict(kwargs.get("headers") or {})
        try:
            return Context().run(super().open, *args, **{"buffered": True} | kwargs)
        finally:
            if self.watcher is not None:
                self.watcher.expire_all()

    def _token(self) -> str:
        return Context().run(self._make_token)

    def _make_token(self) -> str:
        with self.session_transaction() as session:
            raw = session.setdefault("csrf_token", secrets.token_hex(20))
        with self.application.test_request_context():
            from flask import session as fresh

            fresh["csrf_token"] = raw
            return str(generate_csrf())


def sign_in(client: Visitor, person: User | None) -> Visitor:
    """Let the client be `person` from now on, or a stranger for None; returns the client."""
    name = person.get_id() if person else None
    Context().run(_change_session, client, name)
    return client


def _change_session(client: Visitor, name: str | None) -> None:
    with client.session_transaction() as session:
        session.clear()
        if name is not None:
            session.update(_user_id=name, _fresh=True)
            session.permanent = True
