"""From a request to its answer, the same way for every operation."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from flask import Response, request
from werkzeug.datastructures import MultiDict
from werkzeug.urls import iri_to_uri

from app.api import tokens
from app.api.call import Call, versions_in
from app.api.flaws import body_of, question_of, raw_body
from app.api.guarding import Place, admit, identify
from app.api.once import once
from app.api.operations import Operation
from app.api.refusals import NotAcceptable
from app.api.shapes import Created, File, Page
from app.core.access import mark
from app.core.clock import now
from app.core.database import db
from app.core.downloads import download
from app.core.transactions import transactional

JSON = "application/json"

View = Callable[..., Response]


def view_of(operation: Operation) -> View:
    """The view of an operation; one that changes something is the edge of a transaction, which holds its answer too."""
    view = mark(functools.wraps(operation.function)(functools.partial(_answer, operation)), f"api:{operation.scope}")
    view.__dict__["operation"] = operation
    return transactional(view) if operation.changes else view


def _answer(operation: Operation, **numbers: Any) -> Response:
    if operation.model is not File:
        _expect_reader()
    moment = now()
    caller = identify(moment)
    place = admit(caller, operation, numbers)
    call = Call(db.session, caller, moment)
    if not operation.changes:
        response = _unless_known(_done(operation, call, place, numbers))
        tokens.note_use(call.session, caller.token, now=moment)
        return response
    if tokens.is_due(caller.token, moment):
        caller.token.last_used_at = moment
    if operation.method != "POST":
        return _done(operation, call, place, numbers)
    raw_body(operation.most_body_bytes)
    return once(call, lambda: _done(operation, call, place, numbers))


def _expect_reader() -> None:
    """Raises NotAcceptable for who does not read JSON. A file answers in its own format whatever is accepted."""
    if request.accept_mimetypes and not request.accept_mimetypes.best_match([JSON, "application/problem+json"]):
        raise NotAcceptable(JSON)


def _done(operation: Operation, call: Call, place: Place, numbers: dict[str, Any]) -> Response:
    given: dict[str, Any] = {**numbers, "call": call, "community": place.community, "actor": place.actor}
    if operation.question is not None:
        given["query"] = question_of(operation.question)
    if operation.body is not None:
        given["body"] = body_of(operation.body, operation.most_body_bytes)
    result = operation.function(**{name: given[name] for name in operation.wants})
    if operation.conditional and not call.version_checked:
        raise RuntimeError(f"{operation.name} changed something without asking for its version")
    if operation.changes:
        call.session.flush()
    return _response(operation, result)


def _response(operation: Operation, result: Any) -> Response:
    if isinstance(result, File):
        return download(result.content, result.name, result.media_type)
    body = result.body if isinstance(result, Created) else result
    response = Response(b"" if body is None else operation.adapter.dump_json(body), operation.status, mimetype=JSON)
    version = getattr(body, "version", None)
    if isinstance(version, int):
        response.headers["ETag"] = f'"{version}"'
    if isinstance(result, Created):
        response.headers["Location"] = iri_to_uri(result.at)
    if isinstance(body, Page) and body.next:
        response.headers["Link"] = f'<{_address_of(body.next)}>; rel="next"'
    return response


def _address_of(cursor: str) -> str:
    """The present address with another cursor."""
    arguments = MultiDict(request.args)
    arguments["cursor"] = cursor
    asked = "&".join(f"{quote(name)}={quote(value)}" for name, value in arguments.items(multi=True))
    return f"{quote(request.path)}?{asked}"


def _unless_known(response: Response) -> Response:
    """304 for who has this version already."""
    present = versions_in(response.headers.get("ETag", ""))
    if present and present <= versions_in(request.headers.get("If-None-Match", "")):
        return Response(status=304, headers={"ETag": response.headers["ETag"]})
    return response
