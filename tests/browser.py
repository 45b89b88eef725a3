"""A visitor of the pages, without a browser."""

from __future__ import annotations

import secrets
from contextvars import Context
from typing import Any

from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from sqlalchemy.orm import Session, object_session
from werkzeug.test import TestResponse

from app.accounts.service import hash_token
from app.core.clock import now
from app.models import SignInSession, User

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
    cookie = {"_user_id": person.get_id(), "_fresh": True, "browser": _new_browser(person)} if person else {}
    Context().run(_change_session, client, cookie)
    return client


def _new_browser(person: User) -> str:
    """The token of a browser the person is signed in with, in the session the person was read in."""
    token, session = secrets.token_urlsafe(24), object_session(person)
    assert session is not None
    session.add(SignInSession(user_id=person.id, token_hash=hash_token(token), last_seen_at=now(), created_at=now()))
    session.flush()
    return token


def _change_session(client: Visitor, cookie: dict[str, object]) -> None:
    with client.session_transaction() as session:
        session.clear()
        session.update(cookie)
        session.permanent = bool(cookie)
