"""How a resource is written: a typed function under `@endpoint`, which is route, guard and document at once."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from flask.sansio.scaffold import Scaffold
from pydantic import TypeAdapter

from app.api.answering import view_of
from app.api.blueprint import bp
from app.api.operations import OPERATIONS, Operation
from app.api.shapes import Created
from app.core.security import csrf
from app.models import Scope
from content_calendar.workflow import Role

MOST_BODY_BYTES = 1024 * 1024
_CONDITIONAL = frozenset({"PUT", "PATCH", "DELETE"})

Function = TypeVar("Function", bound=Callable[..., Any])


def endpoint(
    method: str, path: str, *, scope: Scope, summary: object, role: Role | None = None, details: object = "",
    status: int | None = None, conditional: bool | None = None, most_body_bytes: int = MOST_BODY_BYTES,
) -> Callable[[Function], Function]:
    """Offer the function below at `path` under the root of the API.

    It gets what it names: `call`, `community` and `actor` (as views of pages do), `body` and `query` (models, by their
    annotation), and the numbers of the address. What it returns is its annotation: a model, a Page, Created, File or
    None. `conditional` is so for PUT, PATCH and DELETE, whose function calls `call.expect` before it changes anything.
    """

    def decorate(function: Function) -> Function:
        operation = operation_of(
            function, method, path, scope=scope, summary=summary, role=role, details=details, status=status,
            conditional=conditional, most_body_bytes=most_body_bytes,
        )
        OPERATIONS.append(operation)
        offer(operation, bp)
        return function

    return decorate


def operation_of(
    function: Callable[..., Any], method: str, path: str, *, scope: Scope, summary: object, role: Role | None = None,
    details: object = "", status: int | None = None, conditional: bool | None = None,
    most_body_bytes: int = MOST_BODY_BYTES,
) -> Operation:
    """What the function does, read from its annotations."""
    hints = get_type_hints(function)
    model = _inner(hints["return"])
    return Operation(
        name=function.__name__, method=method, path=path, scope=scope, role=role, summary=summary, details=details,
        status=status or _status(hints["return"]),
        conditional=method in _CONDITIONAL if conditional is None else conditional,
        most_body_bytes=most_body_bytes, function=function, body=hints.get("body"), question=hints.get("query"),
        model=model, adapter=TypeAdapter(model), wants=frozenset(inspect.signature(function).parameters),
    )


def offer(operation: Operation, place: Scaffold) -> None:
    """Let `place`, the blueprint of the API, answer it."""
    view = csrf.exempt(view_of(operation))  # no cookie opens the API, so no page can make a browser ask it
    place.add_url_rule(operation.path, operation.name, view, methods=[operation.method])


def _inner(answer: Any) -> Any:
    """The model of the body: what Created holds, or the answer itself."""
    return get_args(answer)[0] if get_origin(answer) is Created else answer


def _status(answer: Any) -> int:
    if answer is type(None):
        return HTTPStatus.NO_CONTENT
    return HTTPStatus.CREATED if get_origin(answer) is Created else HTTPStatus.OK
