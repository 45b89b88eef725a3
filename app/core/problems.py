"""How an error is shown: as a page, as a fragment for htmx, or as problem details (RFC 9457) for a script."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from app.core.database import give_up_writing
from app.core.errors import (
    Conflict,
    Forbidden,
    Invalid,
    MethodUnknown,
    NotFound,
    NotUnderstood,
    QunbiError,
    TextTooLong,
    TooLarge,
    TooManyRequests,
    Unavailable,
    Unexpected,
)
from app.core.i18n import label, language
from app.core.origins import through_api
from content_calendar.message import Message
from content_calendar.workflow import TransitionRefused

log = structlog.get_logger(__name__)

_OF_HTTP: Mapping[int, Callable[[], QunbiError]] = {
    HTTPStatus.NOT_FOUND: NotFound,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: lambda: TooLarge() if _exceeds_request() else TextTooLong(),
    HTTPStatus.TOO_MANY_REQUESTS: TooManyRequests,
}
_BEFORE_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")
_WORTH_ANOTHER_TRY = (HTTPStatus.CONFLICT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY)
_LAST_RESORT = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>群笔 Qunbi</title>'
    "<h1>服务暂时不可用</h1><p>数据库没有响应，没有改动任何内容。请稍后再试，或告诉管理员。</p>"
    '<h2 lang="en">The service is not available</h2>'
    '<p lang="en">The database does not answer; nothing was changed. Try again in a moment, or tell your admin.</p>'
)


_watchers: list[Callable[[QunbiError], None]] = []


def when_refused(tell: Callable[[QunbiError], None]) -> None:
    """Call `tell` with each error that a request ends in, before it is shown and after everything was rolled back."""
    _watchers.append(tell)


def init_app(app: Flask) -> None:
    app.register_error_handler(QunbiError, _show)
    app.register_error_handler(TransitionRefused, lambda error: _show(_refused(error)))
    app.register_error_handler(ValueError, _show_refusal)
    app.register_error_handler(CSRFError, lambda _error: _show(_stale_form()))
    app.register_error_handler(HTTPException, _show_http)
    app.register_error_handler(OperationalError, _show_outage)
    app.register_error_handler(InternalError, _show_outage)  # what psycopg calls a database that may only be read
    app.register_error_handler(IntegrityError, _show_race)
    app.register_error_handler(StaleDataError, _show_race)
    app.register_error_handler(Exception, _show_unexpected)


def asked_by_script() -> bool:
    """Whether htmx or a script asks, which can show a problem but cannot follow a redirect to a form."""
    return "HX-Request" in request.headers or _asks_for_json()


def _asks_for_json() -> bool:
    if through_api():
        return True
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def _show(error: QunbiError) -> Response:
    for tell in _watchers:
        tell(error)
    title, cause, remedy = (_words(part) for part in (error.title, error.cause, error.remedy))
    if "HX-Request" in request.headers and not through_api():
        body = render_template("layout/_problem.html", title=title, cause=cause, remedy=remedy)
        return make_response(body, error.status)
    if _asks_for_json():
        return _problem_details(error, title, f"{cause} {remedy}".strip())
    body = render_template(
        "layout/error.html", status=int(error.status), title=title, cause=cause, remedy=remedy, back=_way_back(error)
    )
    return make_response(body, error.status)


def _way_back(error: QunbiError) -> str:
    """The page of ours whose form was refused, to go back to; "" when it is not known."""
    came_from = urlsplit(request.referrer or "")
    ours = f"{came_from.scheme}://{came_from.netloc}/" == request.host_url
    if not ours or error.status not in _WORTH_ANOTHER_TRY or came_from.path.startswith("//"):
        return ""
    way = f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
    return way if request.method != "GET" or way != request.full_path.rstrip("?") else ""


def _problem_details(error: QunbiError, title: str, detail: str) -> Response:
    standard = {"type": "about:blank", "title": title, "status": error.status, "code": code_of(error), "detail": detail}
    response = jsonify({**error.members, **standard})
    response.status_code = error.status
    response.headers.update(error.headers)
    response.mimetype = "application/problem+json"
    return response


def code_of(error: QunbiError) -> str:
    """The name a script knows the error by, in whatever language it is told: `stale_version`."""
    return _BEFORE_CAPITAL.sub("_", type(error).__name__).lower()


def _words(part: object) -> str:
    return part.text(language()) if isinstance(part, Message) else str(part)


def _refused(error: TransitionRefused) -> QunbiError:
    action, state = label(error.action), label(error.state)
    if error.role is not None:
        return Forbidden(
            _("Your role %(role)s may not do this: %(action)s.", role=label(error.role), action=action),
            _("Ask somebody with a wider role in this community."),
        )
    return Conflict(
        _("“%(action)s” is not possible while the state is “%(state)s”.", action=action, state=state),
        _("Reload the page to see the newest state."),
    )


def _stale_form() -> QunbiError:
    return Invalid(
        _("The form was open too long or came from another page, so it was not accepted."),
        _("Go back, reload the page and send it again."),
    )


def _show_refusal(error: ValueError) -> Response:
    """What the domain cannot accept is a ValueError with a Message of cause and remedy; any other is our mistake."""
    message = getattr(error, "message", None)
    return _show(Invalid(message)) if isinstance(message, Message) else _show_unexpected(error)


def _show_http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if error.response is not None or status < HTTPStatus.BAD_REQUEST:
        return error.get_response()
    if isinstance(error, MethodNotAllowed) and through_api():
        return _show(NotFound() if _is_out_of_reach() else MethodUnknown(error.valid_methods or ()))
    known = _OF_HTTP.get(status)
    return _show(known() if known else NotUnderstood(status))


def _is_out_of_reach() -> bool:
    """Whether the address names a number no row has, for which the router blames the method where it knows others."""
    adapter = current_app.create_url_adapter(request)
    return adapter is not None and request.method in adapter.allowed_methods()


def _exceeds_request() -> bool:
    """Whether the request as a whole is too large; a part of it may be, too."""
    limit, length = request.max_content_length, request.content_length
    return limit is None or length is None or length > limit


def _show_outage(error: OperationalError | InternalError) -> Response:
    """The page of an error asks for the reader too; without a database only bare words are left."""
    _log(error)
    try:
        return _show(Unavailable(_("The database does not answer."), _("Try again in a moment, or tell your admin.")))
    except (OperationalError, InternalError):
        return Response(_LAST_RESORT, HTTPStatus.SERVICE_UNAVAILABLE)


def _show_race(error: Exception) -> Response:
    """The database kept two requests from doing the same thing, or from using what another had just removed."""
    give_up_writing()
    log.info("lost a race", path=request.path, cause=type(error).__name__)
    return _show(Conflict(_("Somebody else was faster. Nothing was changed."), _("Reload the page and look again.")))


def _show_unexpected(error: Exception) -> Response:
    _log(error)
    return _show(Unexpected())


def _log(error: Exception) -> None:
    give_up_writing()
    log.error("unexpected error", path=request.path, exc_info=error)
