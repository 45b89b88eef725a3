"""The browser's session: a cookie that names a user and the session version it was made under."""

from __future__ import annotations

from flask import Flask, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import LoginManager, login_user

from app.accounts import service
from app.core.database import db
from app.core.errors import QunbiError
from app.core.problems import asked_by_script
from app.models import User


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
    manager.user_loader(lambda session_id: service.user_of_session(db.session, session_id))


def _ask_to_sign_in() -> ResponseReturnValue:
    """The form, with the way back to the page that was asked for; a script is told instead. Raises SignInNeeded."""
    if asked_by_script():
        raise SignInNeeded
    flash(_l("Please sign in."), "info")
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=back), 303)


def start(user: User) -> None:
    """Sign `user` in under a fresh session, so that a planted cookie is worth nothing."""
    session.clear()
    session.permanent = True
    login_user(user)
