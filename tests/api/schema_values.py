"""Values a schema of the document describes, and some nobody would describe; and whether an answer is as described."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from app.api.schemas import Schema, resolved

Schemas = Mapping[str, Schema]
Known = Mapping[str, list[int]]
Values = st.SearchStrategy[Any]

_TOO_BIG = "@1e400@"
"""Stands for a number no float holds, which `json` would not write."""
_DEEP: Any = []
for _level in range(200):
    _DEEP = [_DEEP]

HOSTILE = st.sampled_from([
    None, "", " ", "\x00", "a\x00b", "\ud800", "\U0001f469\u200d\U0001f467", "\u202etxet", "=1+1", "9" * 400,
    "x" * 20_000,
    "2027-02-30", "0000-00-00", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+14:00", "24:00", "T", "-",
    "FREQ=SECONDLY;COUNT=999999999", "%s{0}{{7*7}}", True, 0, -1, 2**31, 2**63, 10**400, 1.5, _TOO_BIG, [], {}, [[]],
    [None], {"": {}}, _DEEP,
])
_DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
_MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))
_FORMATS: Mapping[str, Values] = {
    "date": _DAYS.map(str), "date-time": _MOMENTS.map(datetime.isoformat),
    "clock": st.times().map(lambda at: f"{at:%H:%M}"),
}
_PLAIN: Mapping[str, Values] = {"boolean": st.booleans(), "null": st.none(), "string": st.text(max_size=12)}


def often(values: Values, hostile: Values = HOSTILE) -> Values:
    """`values`, but one time in twelve what nobody asked for."""
    return st.integers(0, 11).flatmap(lambda lot: hostile if lot == 7 else values)


def values_of(schema: Schema, schemas: Schemas, known: Known, name: str = "") -> Values:
    """What the schema describes, with numbers of rows that exist where the name says whose they are."""
    schema = resolved(schema, schemas)
    if "enum" in schema:
        return often(st.sampled_from(schema["enum"]))
    if "anyOf" in schema:
        return st.one_of(*(values_of(one, schemas, known, name) for one in schema["anyOf"]))
    if name in known and schema.get("type") != "array":
        return often(st.sampled_from(known[name]))
    examples = [st.sampled_from(schema["examples"])] if schema.get("examples") else []
    return often(st.one_of(*examples, _of_type(schema, schemas, known, name)))


def _of_type(schema: Schema, schemas: Schemas, known: Known, name: str) -> Values:
    kind = schema["type"]
    if kind == "object":
        return _objects(schema, schemas, known)
    if kind == "array":
        return st.lists(values_of(schema["items"], schemas, known, name.removesuffix("s")), max_size=3)
    if kind == "integer":
        return st.integers(schema.get("minimum", -5), min(schema.get("maximum", 5_000), 5_000))
    return _FORMATS.get(schema.get("format", ""), _PLAIN[kind])


def _objects(schema: Schema, schemas: Schemas, known: Known) -> Values:
    fields = {name: values_of(field, schemas, known, name) for name, field in schema.get("properties", {}).items()}
    needed = set(schema.get("required", ()))
    return st.fixed_dictionaries(
        {name: values for name, values in fields.items() if name in needed},
        optional={name: values for name, values in fields.items() if name not in needed},
    )


def written(value: object) -> bytes:
    """The value as JSON."""
    return json.dumps(value).replace(f'"{_TOO_BIG}"', "1e400").encode()


def misfit(value: object, schema: Schema, schemas: Schemas, place: str = "") -> str:
    """Where an answer is not as its schema says; "" when it is."""
    schema = resolved(schema, schemas)
    if "anyOf" in schema:
        found = [misfit(value, one, schemas, place) for one in schema["anyOf"]]
        return "" if "" in found else found[0]
    if "enum" in schema and value not in schema["enum"]:
        return f"{place}: {value!r}"
    if not isinstance(value, _TYPES[schema.get("type", "string")]):
        return f"{place}: {value!r} is no {schema.get('type')}"
    if isinstance(value, str) and not _AS_SAID.get(schema.get("format", ""), _ANYTHING).fullmatch(value):
        return f"{place}: {value!r} is no {schema['format']}"
    return next(filter(None, _inside(value, schema, schemas, place)), "")


_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "integer": (int,), "number": (int, float), "boolean": (bool,),
    "null": (type(None),), "string": (str,),
}


_DAY, _CLOCK = r"\d{4}-\d\d-\d\d", r"\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
_AS_SAID = {"date": re.compile(_DAY), "time": re.compile(_CLOCK), "date-time": re.compile(f"{_DAY}T{_CLOCK}")}
"""RFC 3339, which JSON Schema means by these formats."""
_ANYTHING = re.compile(".*", re.DOTALL)


def _inside(value: object, schema: Schema, schemas: Schemas, place: str) -> list[str]:
    if isinstance(value, list):
        return [misfit(one, schema["items"], schemas, f"{place}/{at}") for at, one in enumerate(value)]
    if not isinstance(value, dict) or "properties" not in schema:
        return []
    fields = schema["properties"]
    strange = sorted(set(schema.get("required", ())) - value.keys()) + sorted(value.keys() - fields.keys())
    return [f"{place}: {name}" for name in strange if schema.get("additionalProperties") is False] + [
        misfit(one, fields[name], schemas, f"{place}/{name}") for name, one in value.items() if name in fields
    ]
