"""Every operation of the API: guarded, transactional, sent twice without harm, described."""

from __future__ import annotations

from contextvars import Context
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from walk import fillings, methods, operations_of, permission, rows_of
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.api import tokens
from app.api.operations import OPERATIONS, Operation
from app.api.tokens import Wish
from app.core import clock
from app.models import Scope, User
from tests.browser import UNSAFE, Visitor, sign_in
from tests.databases import SQLITE
from tests.factories import Workspace

ROOT = "/api/v1"


@pytest.fixture
def database() -> str:
    return SQLITE


@pytest.fixture(scope="module")
def now() -> datetime:
    return clock.now()


@pytest.fixture
def rules(app: Flask) -> list[Rule]:
    return operations_of(app)


@pytest.fixture
def paths(rules: list[Rule], session: Session, workspace: Workspace) -> list[tuple[str, str, Rule]]:
    """Method and path of every operation, filled with rows that exist."""
    known = rows_of(session, workspace)
    return [
        (method, rule.build(next(fillings(rule, known)), append_unknown=False)[1], rule)
        for rule in rules for method in methods(rule)
    ]


def _operation(app: Flask, rule: Rule) -> Operation:
    found: Any = app.view_functions[rule.endpoint]
    while "operation" not in found.__dict__:
        found = found.__wrapped__
    operation: Operation = found.operation
    return operation


def _ask(app: Flask, method: str, path: str, key: str, **headers: str) -> TestResponse:
    sent = {"Authorization": f"Bearer {key}", **headers} if key else headers
    return Context().run(FlaskClient(app, use_cookies=False).open, path, method=method, headers=sent, buffered=True)


def _key(session: Session, user: User, now: datetime, *scopes: Scope) -> str:
    key = tokens.issue(session, user, Wish("walk", scopes or tuple(Scope), None, None), now=now)
    session.commit()
    return key


def test_everything_under_the_root_is_an_operation_or_tells_about_them(app: Flask, rules: list[Rule]) -> None:
    others = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith("/api")}
    assert others - {rule.endpoint for rule in rules} == {
        "api_room.api_document.openapi", "api_room.api_document.docs",
    }
    assert len(rules) == len(OPERATIONS)


def test_every_operation_names_its_scope(app: Flask, rules: list[Rule]) -> None:
    assert {permission(app, rule).removeprefix("api:") for rule in rules} <= {scope.value for scope in Scope}


def test_every_change_is_one_transaction(app: Flask, rules: list[Rule]) -> None:
    changing = {rule.endpoint for rule in rules if UNSAFE.intersection(rule.methods or ())}
    assert {name for name in changing if not app.view_functions[name].__dict__.get("is_transactional")} == set()


def test_only_reading_needs_no_more_than_the_scope_to_read(app: Flask, rules: list[Rule]) -> None:
    wrong = [one.name for one in (_operation(app, rule) for rule in rules) if one.changes and one.scope is Scope.READ]
    assert wrong == []


def test_every_change_of_something_known_names_the_version_it_was_made_for(app: Flask, rules: list[Rule]) -> None:
    operations = [_operation(app, rule) for rule in rules]
    assert [one.name for one in operations if one.method in {"PUT", "PATCH"} and not one.conditional] == []


def test_no_operation_opens_without_a_token_or_with_a_cookie(
    client: Visitor, app: Flask, alice: User, paths: list[tuple[str, str, Rule]]
) -> None:
    sign_in(client, alice)
    for method, path, _rule in paths:
        assert _ask(app, method, path, "").status_code == 401, path
        assert client.open(path, method=method).status_code == 401, path


def test_an_outsider_finds_no_community(
    app: Flask, session: Session, charlie: User, now: datetime, paths: list[tuple[str, str, Rule]]
) -> None:
    key = _key(session, charlie, now)
    inside = [(method, path) for method, path, rule in paths if "community_id" in rule.arguments]
    assert {(method, path): _ask(app, method, path, key).status_code for method, path in inside} == dict.fromkeys(
        inside, 404
    )


def test_a_token_without_the_scope_is_refused_everywhere(
    app: Flask, session: Session, alice: User, now: datetime, paths: list[tuple[str, str, Rule]]
) -> None:
    keys = {scope: _key(session, alice, now, *(other for other in Scope if other is not scope)) for scope in Scope}
    for method, path, rule in paths:
        answer = _ask(app, method, path, keys[_operation(app, rule).scope])
        assert (answer.status_code, answer.json["code"]) == (403, "scope_missing"), path


def test_every_post_may_be_sent_again_under_a_key(
    app: Flask, session: Session, alice: User, now: datetime, paths: list[tuple[str, str, Rule]]
) -> None:
    """A key nobody can keep is noticed before anything is done: whoever refuses it looks at keys."""
    key = _key(session, alice, now)
    for method, path, _rule in paths:
        if method == "POST":
            answer = _ask(app, method, path, key, **{"Idempotency-Key": "not fit"})
            assert (answer.status_code, answer.json["code"]) == (400, "key_unfit"), path


def test_what_is_sent_empty_is_never_our_mistake(
    app: Flask, session: Session, alice: User, now: datetime, paths: list[tuple[str, str, Rule]]
) -> None:
    key = _key(session, alice, now)
    for method, path, _rule in paths:
        for headers in ({}, {"If-Match": '"1"', "Content-Type": "application/json"}):
            assert _ask(app, method, path, key, **headers).status_code < 500, (method, path)


def test_the_document_describes_every_operation_with_an_example(client: Visitor) -> None:
    document = client.get(f"{ROOT}/openapi.json").json
    described = {one["operationId"]: one for path in document["paths"].values() for one in path.values()}
    assert described.keys() == {operation.name for operation in OPERATIONS}
    for name, one in described.items():
        assert one["summary"], name
        assert {"401", "403", "429"} <= one["responses"].keys(), name
        for holder in (one.get("requestBody", {}), next(iter(one["responses"].values()))):
            content = holder.get("content", {}).get("application/json", {"example": True})
            assert content["example"], name
