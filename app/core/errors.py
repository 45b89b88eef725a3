"""Errors people read: each has an HTTP status, a cause and a remedy, and is rendered once, as a page or as problem JSON.

QunbiError
├── NotFound            404  absent, or not for you to know of
├── Forbidden           403  you may see it, your role may not do this
├── Conflict            409  somebody was faster, or the item's state does not allow it
├── Invalid             422  what was entered cannot be accepted
└── Unavailable         503  a part we need does not answer
"""

from __future__ import annotations

from typing import ClassVar

import structlog
from flask import Flask, Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app.core.database import db
from app.core.i18n import label, language
from content_calendar.message import Message
from content_calendar.workflow import TransitionRefused

log = structlog.get_logger(__name__)


class QunbiError(Exception):
    """`cause` says what happened, `remedy` what to do; both in the reader's language."""

    status: ClassVar[int] = 400
    title: ClassVar[object] = lazy_gettext("That did not work")

    def __init__(self, cause: object, remedy: object = "") -> None:
        super().__init__(cause)
        self.cause = cause
        self.remedy = remedy


class NotFound(QunbiError):
    status = 404
    title = lazy_gettext("Not found")

    def __init__(self, cause: object = "", remedy: object = "") -> None:
        super().__init__(
            cause or lazy_gettext("This page does not exist, or it is not shared with you."),
            remedy or lazy_gettext("Check the address, or ask an admin of the community for access."),
        )


class Forbidden(QunbiError):
    status = 403
    title = lazy_gettext("Not allowed")


class Conflict(QunbiError):
    status = 409
    title = lazy_gettext("Something changed in the meantime")


class Invalid(QunbiError):
    status = 422
    title = lazy_gettext("Please check what you entered")


class Unavailable(QunbiError):
    status = 503
    title = lazy_gettext("A part of the service does not answer")


def init_app(app: Flask) -> None:
    app.register_error_handler(QunbiError, _render)
    app.register_error_handler(TransitionRefused, lambda error: _render(_refused(error)))
    app.register_error_handler(ValueError, _render_refusal)
    app.register_error_handler(CSRFError, lambda _error: _render(_stale_form()))
    app.register_error_handler(HTTPException, _render_http)
    app.register_error_handler(Exception, _render_unexpected)


def _refused(error: TransitionRefused) -> QunbiError:
    if error.role is not None:
        return Forbidden(
            gettext("Your role %(role)s may not do this: %(action)s.", role=label(error.role), action=label(error.action)),
            gettext("Ask somebody with a wider role in this community."),
        )
    return Conflict(
        gettext("“%(action)s” is not possible while the state is “%(state)s”.", action=label(error.action), state=label(error.state)),
        gettext("Reload the page to see the newest state."),
    )


def _render_refusal(error: ValueError) -> ResponseReturnValue:
    """What the domain cannot accept: a ValueError that carries a Message with cause and remedy. Others are our mistake."""
    message = getattr(error, "message", None)
    return _render(Invalid(message)) if isinstance(message, Message) else _render_unexpected(error)


def _stale_form() -> QunbiError:
    return Invalid(
        lazy_gettext("The form was open too long or came from another page, so it was not accepted."),
        lazy_gettext("Go back, reload the page and send it again."),
    )


def _render_http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    if error.code == 404:
        return _render(NotFound())
    if error.code == 413:
        return _render_parts(413, Invalid.title, gettext("What you sent is too large."), gettext("Send less text or a smaller file."))
    if error.code == 429:
        return _render_parts(429, gettext("Too many attempts"), gettext("Too many requests in a short time."), gettext("Wait a minute and try again."))
    if error.code is not None and error.code < 400:
        return error.get_response()
    return _render_parts(error.code or 500, error.name, error.description or "", "")


def _render_unexpected(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    log.exception("unexpected error", path=request.path, exc_info=error)
    return _render_parts(
        500,
        gettext("That was our mistake"),
        gettext("Something unexpected happened. Nothing was changed."),
        gettext("Try again; if it stays, tell your admin the time and what you did."),
    )


def _render(error: QunbiError) -> Response:
    cause, remedy = (_words(part) for part in (error.cause, error.remedy))
    return _render_parts(error.status, error.title, cause, remedy)


def _words(part: object) -> str:
    return part.text(language()) if isinstance(part, Message) else str(part)


def asked_by_script() -> bool:
    """Whether htmx or a script asks, which can show a problem but cannot follow a redirect to a form."""
    return "HX-Request" in request.headers or _asks_for_json()


def _asks_for_json() -> bool:
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def _render_parts(status: int, title: object, cause: str, remedy: str) -> Response:
    """One rendering for all: a fragment for htmx, problem details (RFC 9457) for JSON clients, else a page."""
    if request.headers.get("HX-Request"):
        body = render_template("layout/_problem.html", title=title, cause=cause, remedy=remedy)
    elif _asks_for_json():
        response = jsonify(type="about:blank", title=str(title), status=status, detail=f"{cause} {remedy}".strip())
        response.status_code = status
        response.mimetype = "application/problem+json"
        return response
    else:
        body = render_template("layout/error.html", status=status, title=title, cause=cause, remedy=remedy)
    return make_response(body, status)
