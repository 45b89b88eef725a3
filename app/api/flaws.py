"""What was sent, read into a model, or every flaw of it told in the reader's language with its place."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any, TypeVar, get_args

from flask import request
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from werkzeug.exceptions import RequestEntityTooLarge

from app.api.refusals import BodyTooLarge, Flawed, NoJsonBody, NotJson
from app.api.shapes import Asked, Sent
from app.core.field_flaws import message_of
from app.core.i18n import words

MOST_ERRORS = 50

AnyModel = TypeVar("AnyModel", bound=BaseModel)
AnySent = TypeVar("AnySent", bound=Sent)
AnyAsked = TypeVar("AnyAsked", bound=Asked)


def body_of(model: type[AnySent], most_bytes: int) -> AnySent:
    """The body of the present request. Raises BodyTooLarge, NoJsonBody, NotJson and Flawed."""
    raw = raw_body(most_bytes)
    if not request.is_json:
        raise NoJsonBody
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        raise _refusal(error, model, "pointer") from None


def raw_body(most_bytes: int) -> bytes:
    """The bytes of the body. Raises BodyTooLarge."""
    request.max_content_length = most_bytes
    try:
        return request.get_data()
    except RequestEntityTooLarge:
        raise BodyTooLarge(most_bytes) from None


def question_of(model: type[AnyAsked]) -> AnyAsked:
    """The parameters of the present address. Raises Flawed."""
    try:
        return model.model_validate(dict(_parameters(model)))
    except ValidationError as error:
        raise _refusal(error, model, "parameter") from None


def _parameters(model: type[Asked]) -> Iterator[tuple[str, str | list[str]]]:
    """Each parameter once; of one that may not be repeated the last counts."""
    for name, values in request.args.lists():
        yield name, values if name in _lists_of(model) else values[-1]


@functools.cache
def _lists_of(model: type[Asked]) -> frozenset[str]:
    """The parameters that may stand in an address several times."""
    return frozenset(_sent_as(model, name) for name, field in model.model_fields.items() if _is_list(field.annotation))


def _sent_as(model: type[Asked], name: str) -> str:
    return model.model_fields[name].alias or name


def _is_list(annotation: Any) -> bool:
    return getattr(annotation, "__origin__", annotation) in {tuple, list, frozenset}


def _refusal(error: ValidationError, model: type[BaseModel], place: str) -> NotJson | Flawed:
    flaws = error.errors(include_url=False)
    if flaws[0]["type"] == "json_invalid":
        return NotJson(str(flaws[0]["ctx"]["error"])[:200])
    return Flawed([_told(flaw, model, place) for flaw in flaws[:MOST_ERRORS]])


def _told(flaw: ErrorDetails, model: type[BaseModel], place: str) -> dict[str, str]:
    where = pointer(flaw["loc"]) if place == "pointer" else str(flaw["loc"][0] if flaw["loc"] else "")
    known = tuple(_known_fields(model, flaw["loc"][:-1])) if flaw["type"] == "extra_forbidden" else ()
    return {place: where, "detail": words(message_of(flaw, known)), "code": flaw["type"]}


def pointer(place: tuple[int | str, ...]) -> str:
    """The place as JSON Pointer (RFC 6901); "" is the whole body."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1")[:80] for part in place)


def _known_fields(model: Any, place: tuple[int | str, ...]) -> Iterator[str]:
    """The fields that exist at that place."""
    for part in place:
        field = getattr(model, "model_fields", {}).get(part)
        model = field.annotation if field else model
        model = next((one for one in _inside(model) if hasattr(one, "model_fields")), model)
    for name, field in getattr(model, "model_fields", {}).items():
        yield field.alias or name


def _inside(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from _inside(part)
