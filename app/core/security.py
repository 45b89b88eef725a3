"""Headers, cookies, CSRF and rate limits: the same for every page."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect

from app.core.origins import through_api
from app.core.settings import Settings

MAX_REQUEST_BYTES = 12 * 1024 * 1024
MAX_FORM_BYTES = 2 * 1024 * 1024
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)



class PageSessions(SecureCookieSessionInterface):
    """A cookie opens pages alone: whoever asks the API has none, whatever their browser sends along."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return None if through_api() else super().open_session(app, request)


limiter = Limiter(get_remote_address, headers_enabled=False)
csrf = CSRFProtect()


def init_app(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key.get_secret_value(),
        SESSION_COOKIE_NAME="qunbi",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours),
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_FORM_BYTES,
        WTF_CSRF_TIME_LIMIT=settings.session_hours * 3600,
        WTF_CSRF_SSL_STRICT=False,
        RATELIMIT_STORAGE_URI="memory://",
    )
    app.session_interface = PageSessions()
    limiter.init_app(app)
    csrf.init_app(app)
    app.after_request(_harden)


def _harden(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if request.endpoint != "static_files.serve":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
