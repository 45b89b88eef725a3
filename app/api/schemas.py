"""JSON schemas of what comes in and goes out, in the reader's language, and an example of each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext
from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema

from app.core.i18n import label
from content_calendar.vocabulary import Term

Schema = dict[str, Any]

REFERENCE = "#/components/schemas/"
_OF_TYPE: Mapping[str, object] = {"string": "…", "integer": 1, "number": 0.5, "boolean": True, "null": None}
_OF_FORMAT = {
    "date-time": "2027-03-01T01:30:00Z", "date": "2027-03-01", "time": "09:30:00", "uri": "https://example.com/",
}
_DEEPEST = 8
_MEANING = "x-meaning"
"""Where the members of an enumeration are told until its docstring has been put aside."""
_PAGE = re.compile(r"\bPage_(\w+)_(?!\w)")


class _Schemas(GenerateJsonSchema):
    """Enumerations tell what their members mean; names of fields need no second spelling."""

    def enum_schema(self, schema: core_schema.EnumSchema) -> JsonSchemaValue:
        made = super().enum_schema(schema)
        terms = [member for member in schema["members"] if isinstance(member, Term)]
        return {**made, _MEANING: "; ".join(f"`{term.value}` {label(term)}" for term in terms)}

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def components(models: Iterable[tuple[type[BaseModel], JsonSchemaMode]]) -> tuple[dict[Any, Schema], dict[str, Schema]]:
    """A reference for each model and mode, and the schemas they refer to, by name."""
    made = models_json_schema(list(models), ref_template=REFERENCE + "{model}", schema_generator=_Schemas)
    references, schemas = _named(made[0]), _named(made[1].get("$defs", {}))
    for schema in schemas.values():
        schema.pop("description", None)  # what developers read in the code
        if meaning := schema.pop(_MEANING, ""):
            schema["description"] = meaning
        _translate(schema)
    return references, schemas


def _named(schemas: Mapping[Any, Any]) -> dict[Any, Any]:
    """With names people would give: `ItemListedPage` for a Page of ItemListed."""
    written = {name: json.loads(_PAGE.sub(r"\1Page", json.dumps(schema))) for name, schema in schemas.items()}
    return {_PAGE.sub(r"\1Page", name) if isinstance(name, str) else name: one for name, one in written.items()}


def _translate(schema: Schema) -> None:
    for field in schema.get("properties", {}).values():
        if words := field.get("description"):
            field["description"] = gettext(words)


def resolved(schema: Schema, schemas: Mapping[str, Schema]) -> Schema:
    """What a reference refers to; any other schema as it is."""
    name = schema.get("$ref", "").removeprefix(REFERENCE)
    return {**schemas[name], **{key: value for key, value in schema.items() if key != "$ref"}} if name else schema


def example_of(schema: Schema, schemas: Mapping[str, Schema], depth: int = 0) -> Any:
    """A value the schema accepts: its own example, else its default, else one built of its parts."""
    schema = resolved(schema, schemas)
    if schema.get("examples"):
        return schema["examples"][0]
    for choice in (schema.get("const"), schema.get("default"), next(iter(schema.get("enum", ())), None)):
        if choice not in (None, "", []):
            return choice
    return _built(schema, schemas, depth) if depth < _DEEPEST else None


def _built(schema: Schema, schemas: Mapping[str, Schema], depth: int) -> Any:
    if "properties" in schema:
        return {name: example_of(field, schemas, depth + 1) for name, field in schema["properties"].items()}
    if schema.get("anyOf") or schema.get("oneOf"):
        return example_of((schema.get("anyOf") or schema["oneOf"])[0], schemas, depth + 1)
    if schema.get("type") == "array":
        items = schema.get("items") or (schema.get("prefixItems") or [{}])[0]
        return [example_of(items, schemas, depth + 1)]
    if schema.get("type") == "object":
        return {}
    return _OF_FORMAT.get(schema.get("format", ""), _OF_TYPE.get(schema.get("type", ""), None))


