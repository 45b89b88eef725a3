"""What every operation may answer instead of what was asked for, for the document."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from flask_babel import gettext as _
from pydantic import ConfigDict, Field

from app.api.operations import Operation
from app.api.shapes import N_, Shown

PROBLEM = "application/problem+json"


class ProblemPlace(Shown):
    """One flaw of a request; either `pointer` or `parameter` says where."""

    pointer: str | None = Field(None, description=N_("JSON Pointer (RFC 6901) into the body."), examples=["/name"])
    parameter: str | None = Field(None, description=N_("A parameter of the address."), examples=[None])
    detail: str = Field(
        description=N_("Cause and remedy, in the language of Accept-Language."), examples=["缺少必填项，请补上"]
    )
    code: str = Field(examples=["missing"])


class Problem(Shown):
    """Problem details (RFC 9457)."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["请检查填写的内容"])
    status: int = Field(examples=[422])
    code: str = Field(description=N_("The kind of problem, the same in every language."), examples=["flawed"])
    detail: str = Field(
        description=N_("Cause and remedy, in the language of Accept-Language."),
        examples=["请求里有不能接受的内容，没有做任何改动。请改正 errors 里指出的地方后重新发送。"],
    )
    errors: tuple[ProblemPlace, ...] = Field((), description=N_("Each flaw of a 422 with its place."))


def statuses_of(operation: Operation) -> Iterator[int]:
    """The problems this operation may answer with."""
    yield from (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_ACCEPTABLE, HTTPStatus.TOO_MANY_REQUESTS)
    if "<" in operation.path or operation.role is not None:
        yield HTTPStatus.NOT_FOUND
    if operation.method == "POST" or operation.body is not None:
        yield from (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if operation.body is not None:
        yield HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    if operation.changes:
        yield HTTPStatus.CONFLICT
    if operation.changes or operation.question is not None:
        yield HTTPStatus.UNPROCESSABLE_ENTITY
    if operation.conditional:
        yield from (HTTPStatus.PRECONDITION_FAILED, HTTPStatus.PRECONDITION_REQUIRED)


def described() -> dict[int, str]:
    """Each status in words."""
    return {
        400: _("The body is no valid JSON, or the Idempotency-Key cannot be used."),
        401: _("No token, or one that is unknown, expired or revoked."),
        403: _("The token lacks the scope, or its owner the role."),
        404: _("Absent, or not for you to know of."),
        406: _("The header Accept leaves JSON out."),
        409: _("The present state does not allow it, or the same request is still being worked on."),
        412: _("It was changed since the version in If-Match; “version” names the present one."),
        413: _("The body is too large."),
        415: _("The body is not declared as JSON."),
        422: _("Fields that cannot be accepted, each named in “errors”, or an Idempotency-Key of another request."),
        428: _("The header If-Match is missing."),
        429: _("The token asked too often; Retry-After says how many seconds to wait."),
    }


def responses(reference: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
    """The answers every operation refers to, by name."""
    return {
        name_of(status): {
            "description": words,
            "content": {PROBLEM: {"schema": reference, "example": _example(status, words, example)}},
            **({"headers": _header("Retry-After", "integer")} if status == HTTPStatus.TOO_MANY_REQUESTS else {}),
            **({"headers": _header("WWW-Authenticate", "string")} if status == HTTPStatus.UNAUTHORIZED else {}),
        }
        for status, words in described().items()
    }


def name_of(status: int) -> str:
    """The name of an answer in the document."""
    return HTTPStatus(status).phrase.title().replace(" ", "").replace("-", "").replace("'", "")


def _example(status: int, words: str, example: dict[str, Any]) -> dict[str, Any]:
    if status == HTTPStatus.UNPROCESSABLE_ENTITY:
        return example
    plain = {name: value for name, value in example.items() if name != "errors"}
    code = HTTPStatus(status).name.lower()
    return {**plain, "title": HTTPStatus(status).phrase, "status": status, "code": code, "detail": words}


def _header(name: str, kind: str) -> dict[str, Any]:
    return {name: {"schema": {"type": kind}}}


