"""The OpenAPI 3.1 document, made of the operations themselves, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from flask_babel import gettext as _
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode

from app.api.blueprint import ROOT
from app.api.groups import GROUPS, place_of
from app.api.operations import OPERATIONS, Operation
from app.api.problem_answers import Problem, name_of, responses, statuses_of
from app.api.schemas import REFERENCE, Schema, components, example_of, resolved
from app.api.shapes import File
from app.core.i18n import label
from app.core.row_ids import MAX_ID
from app.models import Scope
from content_calendar.vocabulary import Language

JSON = "application/json"
_NUMBER = {"type": "integer", "minimum": 1, "maximum": MAX_ID}
_IN_PATH = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")


@lru_cache
def document(language: Language) -> Schema:
    """The document in `language`, which is that of the request at hand."""
    operations = sorted(OPERATIONS, key=lambda operation: place_of(operation.group))
    references, schemas = components(_models(operations))
    paths: dict[str, Schema] = {}
    for operation in operations:
        described = _operation(operation, references, schemas)
        paths.setdefault(_IN_PATH.sub(r"{\2}", operation.path), {})[operation.method.lower()] = described
    for operation in operations:
        schemas.pop(operation.question.__name__ if operation.question else "", None)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Qunbi 群笔", "version": "1", "description": _about()},
        "servers": [{"url": ROOT}],
        "tags": [{"name": group, "description": str(GROUPS.get(group, group))} for group in _groups(operations)],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": responses(references[Problem, "serialization"], _problem(schemas)),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": _scopes()}},
        },
    }


def _about() -> str:
    words: str = _(
        "Communities, their calendars and texts, for programs. A token may do what its owner may do, as far as its "
        "scopes reach. Times are UTC. Errors are problem details (RFC 9457), in Chinese or English by Accept-Language."
    )
    return words


def _scopes() -> str:
    return "; ".join(f"`{scope.value}` {label(scope)}" for scope in Scope)


def _groups(operations: list[Operation]) -> list[str]:
    return list(dict.fromkeys(operation.group for operation in operations))


def _models(operations: list[Operation]) -> Iterator[tuple[type[BaseModel], JsonSchemaMode]]:
    yield Problem, "serialization"
    for operation in operations:
        for incoming in (operation.body, operation.question):
            if incoming is not None:
                yield incoming, "validation"
        if _is_model(operation.model):
            yield operation.model, "serialization"


def _is_model(answer: Any) -> bool:
    return isinstance(answer, type) and issubclass(answer, BaseModel)


def _problem(schemas: dict[str, Schema]) -> Schema:
    example: Schema = example_of({"$ref": REFERENCE + "Problem"}, schemas)
    return example


def _operation(operation: Operation, references: dict[Any, Schema], schemas: dict[str, Schema]) -> Schema:
    made: Schema = {
        "operationId": operation.name, "summary": str(operation.summary), "description": _needs(operation),
        "tags": [operation.group], "security": [{"token": [operation.scope.value]}],
        "parameters": [*_in_path(operation), *_in_query(operation, references, schemas), *_in_headers(operation)],
        "responses": {
            str(int(operation.status)): _answer(operation, references, schemas),
            **{str(int(status)): {"$ref": f"#/components/responses/{name_of(status)}"}
               for status in sorted(set(statuses_of(operation)))},
        },
    }
    if operation.body is not None:
        made["requestBody"] = {
            "required": True, "content": _content(references[operation.body, "validation"], schemas)
        }
    return made


def _needs(operation: Operation) -> str:
    lines = [str(operation.details)] if operation.details else []
    lines.append(_("Scope: %(scope)s.", scope=f"`{operation.scope.value}`"))
    if operation.role is not None:
        lines.append(_("At least the role: %(role)s.", role=label(operation.role)))
    return " ".join(lines)


def _in_path(operation: Operation) -> Iterator[Schema]:
    for converter, name in _IN_PATH.findall(operation.path):
        schema = _NUMBER if converter == "int" else {"type": "string", "minLength": 1}
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _in_query(operation: Operation, references: dict[Any, Schema], schemas: dict[str, Schema]) -> Iterator[Schema]:
    if operation.question is None:
        return
    model = resolved(references[operation.question, "validation"], schemas)
    for name, field in model.get("properties", {}).items():
        schema = _without_null({key: value for key, value in field.items() if key != "description"})
        yield {
            "name": name, "in": "query", "required": name in model.get("required", ()), "schema": schema,
            **({"description": field["description"]} if field.get("description") else {}),
        }


def _without_null(schema: Schema) -> Schema:
    """An address knows no null: a parameter is there or it is not."""
    choices = [choice for choice in schema.pop("anyOf", ()) if choice.get("type") != "null"]
    if "default" in schema and schema["default"] in (None, "", []):
        del schema["default"]
    return {**schema, **(choices[0] if choices else {})}


def _in_headers(operation: Operation) -> Iterator[Schema]:
    if operation.conditional:
        yield _header("If-Match", _("The ETag of the version this is made for."), '"3"', required=True)
    if operation.method == "POST":
        words = _("The same key with the same request takes effect once within a day and gets the same answer.")
        yield _header("Idempotency-Key", words, "6f1c0e0a-1d0e-4c37-9a52-4d7b7f3f6c11")


def _header(name: str, words: str, example: str, *, required: bool = False) -> Schema:
    return {
        "name": name, "in": "header", "required": required, "description": words, "schema": {"type": "string"},
        "example": example,
    }


def _answer(operation: Operation, references: dict[Any, Schema], schemas: dict[str, Schema]) -> Schema:
    made: Schema = {"description": HTTPStatus(operation.status).phrase}
    if operation.model is File:
        made["content"] = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    elif _is_model(operation.model):
        reference = references[operation.model, "serialization"]
        made["content"] = _content(reference, schemas)
        if "version" in resolved(reference, schemas).get("properties", {}):
            made["headers"] = {"ETag": {"schema": {"type": "string"}, "example": '"3"'}}
    return made


def _content(reference: Schema, schemas: dict[str, Schema]) -> Schema:
    return {JSON: {"schema": reference, "example": example_of(reference, schemas)}}
