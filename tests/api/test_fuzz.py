"""Whatever is sent to the API, valid or not, is answered as its own document says, and never with our mistake."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from tests.api.conftest import Program
from tests.api.rows import known_rows, new_items
from tests.api.schema_values import HOSTILE, Known, Schemas, Values, misfit, often, values_of, written
from tests.factories import Workspace

EACH = int(os.environ.get("FUZZ_EXAMPLES", "6"))
"""Requests for each operation; some thousands when somebody looks for faults by hand."""
_BODIES = st.sampled_from([
    b"", b"{", b"null", b"[]", b'"x"', b"\xff\xfe", b"{}" * 2, b"[" * 50_000, b'{"a":' * 2_000, b'{"\\ud800": 1}',
    b"NaN", b"9" * 5_000, b'{"x": 1, "x": 2}',
])
_CURSORS = st.sampled_from([
    "x", "=", "%00", "9" * 500, *(base64.urlsafe_b64encode(inside).decode() for inside in (
        b"[]", b"{}", b'["id"]', b'["id", null]', b'["id", 1e400]', b'["id", "\\u0000"]', b'["slot", "9999-12-31", 1]',
        b'["updated", "0001-01-01T00:00:00+14:00", 1]', b"[" * 300,
    )),
])
_VERSIONS = st.sampled_from(["", "x", 'W/"1"', '"0"', '"99999999999999999999"', '"1", "2"', "*, *"])


@dataclass(frozen=True, slots=True)
class Request:
    path: str
    headers: dict[str, str]
    body: bytes | None


def _text(value: object) -> str:
    return value if isinstance(value, str) else written(value).decode()


def _quoted(value: object) -> str:
    return quote(_text(value)[:2_000].encode("utf-8", "surrogatepass"), safe="")


@st.composite
def requests(draw: st.DrawFn, path: str, operation: dict[str, Any], schemas: Schemas, known: Known) -> Request:
    """A request for one operation, mostly as the document has it."""
    asked, headers = [], {}
    for one in operation["parameters"]:
        name, values = one["name"], values_of(one["schema"], schemas, known, one["name"])
        if one["in"] == "path":
            path = path.replace(f"{{{name}}}", _quoted(draw(often(_places(name, values, known)))))
        elif one["in"] == "query" and (one["required"] or draw(st.booleans())):
            found = draw(_CURSORS | st.just("") if name == "cursor" else values)
            each = found if isinstance(found, list) else [found]
            asked += [f"{name}={_quoted(value)}" for value in each]
        elif name == "If-Match":
            headers[name] = draw(often(st.just("*"), _VERSIONS))
    body = _body(draw, operation, schemas, known)
    if body is not None:
        headers["Content-Type"] = draw(often(st.just("application/json"), st.just("text/plain")))
    return Request(f"{path}?{'&'.join(asked)}", headers, body)


def _places(name: str, values: Values, known: Known) -> Values:
    return st.sampled_from(known[name]) if name in known else values


def _body(draw: st.DrawFn, operation: dict[str, Any], schemas: Schemas, known: Known) -> bytes | None:
    sent = operation.get("requestBody")
    if sent is None:
        return None
    schema = sent["content"]["application/json"]["schema"]
    return draw(often(values_of(schema, schemas, known).map(written), _BODIES | HOSTILE.map(written)))


def test_whatever_is_sent_is_answered_as_the_document_says(
    session: Session, program_of: Callable[..., Program], workspace: Workspace, now: datetime
) -> None:
    known = known_rows(session, workspace, now)
    program = program_of(workspace.alice)
    document = program.get("/openapi.json").json
    schemas = document["components"]["schemas"]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method != "get" and "item" in f"{path}{operation.get('requestBody')}":
                known["item_id"] = new_items(session, workspace, now)
            _ask_often(program, method.upper(), operation, requests(path, operation, schemas, known), schemas)


def _ask_often(
    program: Program, method: str, operation: dict[str, Any], asked: st.SearchStrategy[Request], schemas: Schemas
) -> None:
    @settings(
        max_examples=EACH, derandomize=EACH < 100, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(asked)
    def ask(request: Request) -> None:
        answer = program.ask(method, request.path, headers=request.headers, data=request.body)
        flaw = _flaw(answer, operation, schemas)
        assert not flaw, f"{flaw}: {method} {request} {answer.get_data(as_text=True)[:300]}"

    ask()


def _flaw(answer: Any, operation: dict[str, Any], schemas: Schemas) -> str:
    """What is wrong with an answer; an address that is none of ours is 404 or 405 by the framework's own rules."""
    described = operation["responses"].get(str(answer.status_code))
    if described is None:
        return "" if answer.status_code in {404, 405} else f"{operation['operationId']} never said {answer.status_code}"
    content = described.get("content", {}).get("application/json")
    if answer.status_code >= 400:
        return "" if answer.mimetype == "application/problem+json" and answer.json["detail"] else "no problem details"
    return misfit(answer.json, content["schema"], schemas) if content else ""
