"""The browser's session: a cookie that names a user and the session version it was made under."""

from __future__ import annotations

from flask import Flask, session
from flask_login import LoginManager, login_user
from flask_babel import lazy_gettext as _l

from app.accounts import service
from app.core.database import db
from app.models import User


def init_app(app: Flask) -> None:
    manager = LoginManager(app)
    manager.login_view = "accounts.sign_in"
    manager.login_message = _l("Please sign in.")
    manager.session_protection = None
    manager.user_loader(lambda session_id: service.user_of_session(db.session, session_id))


def start(user: User) -> None:
    """Sign `user` in under a fresh session, so that a planted cookie is worth nothing."""
    session.clear()
    session.permanent = True
    login_user(user)
