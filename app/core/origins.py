"""From where something is done: a page, the API, a job or a command, and which request or job it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import uuid4

import structlog
from flask import Flask, Response, g, has_request_context, request

from content_calendar.vocabulary import Term

_HEADER = "X-Request-Id"
_OF_PROGRAMS = ("/api/", "/hooks/")
_FOR_PEOPLE = frozenset({"/api/v1/docs"})
_LONGEST_ID = 32


class Way(Term):
    WEB = "web", "网页", "Web page"
    API = "api", "接口", "API"
    JOB = "job", "后台任务", "Background job"
    COMMAND = "command", "命令行", "Command line"


@dataclass(frozen=True, slots=True)
class Origin:
    """`address` is the peer of the connection: the browser's, or that of a proxy in front of the service."""

    way: Way
    address: str = ""
    request_id: str = ""


_work: ContextVar[Origin | None] = ContextVar("work", default=None)


def init_app(app: Flask) -> None:
    app.before_request(_name_request)
    app.after_request(_tell_request)


def current_origin() -> Origin:
    """From where the present work comes."""
    if has_request_context():
        way = Way.API if through_api() else Way.WEB
        return Origin(way, (request.remote_addr or "")[:64], request_id())
    return _work.get() or Origin(Way.COMMAND)


def through_api() -> bool:
    """Whether a program asks: the API or a callback, which know no cookie, no page and no redirect."""
    return request.path.startswith(_OF_PROGRAMS) and request.path not in _FOR_PEOPLE


@contextmanager
def job_at_work(number: str) -> Iterator[None]:
    """Within the block work comes from the background job of that number."""
    token = _work.set(Origin(Way.JOB, request_id=number.replace("-", "")[:_LONGEST_ID]))
    try:
        yield
    finally:
        _work.reset(token)


def request_id() -> str:
    """A number of the present request that stands in its answer, in the logs and in the audit trail: 32 hex digits."""
    if "request_id" not in g:
        g.request_id = uuid4().hex
    return str(g.request_id)


def _name_request() -> None:
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request_id())


def _tell_request(response: Response) -> Response:
    response.headers[_HEADER] = request_id()
    return response
