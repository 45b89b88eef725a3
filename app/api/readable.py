"""The document as people read it: chapters of operations, each with its fields, an example and a line to try."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from app.api.schemas import Schema, resolved

_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A parameter or a field of a body; the name of a nested one is a path such as `topic.title`."""

    name: str
    kind: str
    is_required: bool
    words: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Described:
    """One operation. `answers` are the other statuses with their words."""

    name: str
    method: str
    path: str
    summary: str
    words: str
    scope: str
    parameters: tuple[FieldLine, ...]
    body: tuple[FieldLine, ...]
    sent: str
    status: str
    answer: tuple[FieldLine, ...]
    received: str
    problems: tuple[tuple[str, str], ...]
    line: str


@dataclass(frozen=True, slots=True)
class Chapter:
    name: str
    title: str
    operations: tuple[Described, ...]


def chapters(document: Schema, address: str) -> tuple[Chapter, ...]:
    """`address` is where the service is found, for the lines to try."""
    root = address + document["servers"][0]["url"]
    described = [
        (operation["tags"][0], _described(document, path, method, operation, root))
        for path, methods in document["paths"].items() for method, operation in methods.items()
    ]
    return tuple(
        Chapter(tag["name"], tag["description"], tuple(one for name, one in described if name == tag["name"]))
        for tag in document["tags"]
    )


def _described(document: Schema, path: str, method: str, operation: Schema, root: str) -> Described:
    schemas = document["components"]["schemas"]
    body, (status, answer) = _content(operation.get("requestBody", {})), next(iter(operation["responses"].items()))
    shown = _content(answer)
    return Described(
        name=operation["operationId"], method=method.upper(), path=path, summary=operation["summary"],
        words=operation["description"], scope=operation["security"][0]["token"][0],
        parameters=tuple(_parameter(one, schemas) for one in operation["parameters"]),
        body=tuple(_fields(body.get("schema", {}), schemas)), sent=_example(body), status=status,
        answer=tuple(_fields(shown.get("schema", {}), schemas)), received=_example(shown),
        problems=tuple(_problems(document, operation)), line=_line(operation, method, root + path, body),
    )


def _content(holder: Schema) -> Schema:
    content: Schema = holder.get("content", {}).get("application/json", {})
    return content


def _example(content: Schema) -> str:
    return json.dumps(content["example"], ensure_ascii=False, indent=2) if "example" in content else ""


def _parameter(parameter: Schema, schemas: Mapping[str, Schema]) -> FieldLine:
    schema = parameter["schema"]
    words = parameter.get("description") or resolved(_plain(schema), schemas).get("description", "")
    return FieldLine(parameter["name"], kind_of(schema, schemas), parameter["required"], words, parameter["in"])


def _fields(schema: Schema, schemas: Mapping[str, Schema], before: str = "", depth: int = 0) -> Iterator[FieldLine]:
    model = resolved(_plain(schema), schemas)
    for name, field in model.get("properties", {}).items():
        inside = resolved(_plain(field), schemas)
        words = field.get("description") or ("" if "properties" in inside else inside.get("description", ""))
        yield FieldLine(before + name, kind_of(field, schemas), name in model.get("required", ()), words)
        if depth < _DEEPEST:
            mark = "[]." if _is_list(field) else "."
            yield from _fields(field, schemas, before + name + mark, depth + 1)


def _plain(schema: Schema) -> Schema:
    """Without the choice of null and the list around it."""
    choices = [choice for choice in schema.get("anyOf", ()) if choice.get("type") != "null"]
    if choices:
        return _plain(choices[0])
    return _plain(schema["items"]) if schema.get("type") == "array" and schema.get("items") else schema


def _is_list(schema: Schema) -> bool:
    return schema.get("type") == "array" or any(choice.get("type") == "array" for choice in schema.get("anyOf", ()))


def kind_of(schema: Schema, schemas: Mapping[str, Schema]) -> str:
    """The kind of a value in a word or two."""
    plain = resolved(_plain(schema), schemas)
    kind = plain.get("format") or plain.get("type") or "any"
    low, high = plain.get("minimum"), plain.get("maximum")
    kind += f" {low}–{high}" if low is not None and high is not None and high < 10**6 else ""
    kind += "[]" if _is_list(schema) else ""
    nullable = any(choice.get("type") == "null" for choice in schema.get("anyOf", ()))
    return kind + (" | null" if nullable else "")


def _problems(document: Schema, operation: Schema) -> Iterator[tuple[str, str]]:
    known = document["components"]["responses"]
    for status, answer in list(operation["responses"].items())[1:]:
        yield status, known[answer["$ref"].rpartition("/")[2]]["description"]


def _line(operation: Schema, method: str, url: str, body: Schema) -> str:
    """What to type into a shell to try it."""
    needed: dict[str, Any] = {
        one["name"]: "…" for one in operation["parameters"] if one["in"] == "query" and one["required"]
    }
    parts = ["curl"] + (["-X", method.upper()] if method != "get" else [])
    parts.append('-H "Authorization: Bearer $QUNBI_TOKEN"')
    parts += [f"-H '{one['name']}: {one['example']}'" for one in operation["parameters"] if one["in"] == "header"]
    if "example" in body:
        sent = json.dumps(body["example"], ensure_ascii=False).replace("'", "'\\''")
        parts += ["-H 'Content-Type: application/json'", f"-d '{sent}'"]
    return " ".join([*parts, f"'{url}{'?' + urlencode(needed) if needed else ''}'"])


