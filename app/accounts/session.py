"""The browser's cookie: it names a user, the session version it was made under, and the browser's own token."""

from __future__ import annotations

from flask import Flask, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import LoginManager, login_user

from app.accounts import sessions
from app.accounts.user_agents import browser_words
from app.core.clock import now
from app.core.database import SAFE_METHODS, db
from app.core.errors import QunbiError
from app.core.problems import asked_by_script
from app.models import User

_BROWSER = "browser"
_BY_LINK = "by_link"


class SignInNeeded(QunbiError):
    """For scripts, which cannot follow a redirect to a form."""

    status = 401
    title = _l("Please sign in.")

    def __init__(self) -> None:
        super().__init__(_l("You are not signed in, or no longer."), _l("Reload the page and sign in."))


def init_app(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None
    manager.unauthorized_handler(_ask_to_sign_in)
    manager.user_loader(_load)
    manager.request_loader(lambda _request: g.get("by_token"))


def _load(name: str) -> User | None:
    """Who asks. A cookie without a token, as they once were, is nobody's: one signs in anew."""
    moment = now()
    found = sessions.signed_in_user(db.session, name, token(), now=moment)
    if found is None:
        return None
    user, row = found
    if request.method not in SAFE_METHODS:
        sessions.note_seen(row, address=request.remote_addr or "", now=moment)
    return user


def token() -> str:
    """The token of this browser; "" when it has none."""
    return str(session.get(_BROWSER, ""))


def _ask_to_sign_in() -> ResponseReturnValue:
    """The form, with the way back to the page that was asked for; a script is told instead. Raises SignInNeeded."""
    if asked_by_script():
        raise SignInNeeded
    flash(_l("Please sign in."), "info")
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=back), 303)


def came_by_link() -> bool:
    """Whether a one-time link led here: whoever had it may set a password without knowing the old one, once."""
    return bool(session.get(_BY_LINK))


def start(user: User, *, by_link: bool = False) -> None:
    """Sign `user` in under a fresh session, so that a planted cookie is worth nothing; the one before is over."""
    sessions.end_this(db.session, token(), now=now())
    session.clear()
    session.permanent = True
    if by_link:
        session[_BY_LINK] = True
    browser = browser_words(request.user_agent.string)
    session[_BROWSER] = sessions.begin(
        db.session, user, browser=browser, address=request.remote_addr or "", now=now()
    )
    login_user(user)


def leave() -> None:
    """Sign this browser out."""
    sessions.end_this(db.session, token(), now=now())
    session.clear()
