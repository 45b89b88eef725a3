"""How anything is changed through the API, tried on operations of the tests' own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.accounts.access import Actor
from app.api import once, tokens
from app.api.call import Call
from app.api.endpoint import offer, operation_of
from app.api.operations import Operation
from app.api.shapes import Created, Sent, Shown
from app.api.tokens import Wish
from app.core.database import db
from app.core.errors import Conflict
from app.core.text_fields import Name
from app.core.transactions import transaction
from app.models import AuditEntry, Community, RememberedAnswer, Scope, Tag
from content_calendar.workflow import Role
from tests.api.conftest import Program
from tests.databases import KINDS, Databases, dispose, make_app
from tests.factories import make_workspace

TAGS = "/api/v1/communities/<int:community_id>/tags"
NAME = "/api/v1/communities/<int:community_id>/name"


class Place(Sent):
    shelf: Name


class TagSent(Sent):
    name: Name
    places: tuple[Place, ...] = ()


class TagShown(Shown):
    id: int
    name: str


class NameSent(Sent):
    name: Name


class NameShown(Shown):
    name: str
    version: int


def add_tag(call: Call, community: Community, body: TagSent) -> Created[TagShown]:
    row = Tag(community_id=community.id, namespace="test", name=body.name, created_at=call.now)
    call.session.add(row)
    call.session.flush()
    if body.name == "refused":
        raise Conflict("no", "not")
    return Created(TagShown(id=row.id, name=row.name), at=f"/api/v1/tags/{row.id}")


def rename(call: Call, community: Community, actor: Actor, body: NameSent) -> NameShown:
    call.expect(community.version)
    community.name = body.name
    call.session.flush()
    return NameShown(name=community.name, version=community.version)


def careless(community: Community, body: NameSent) -> NameShown:
    community.name = body.name
    return NameShown(name=community.name, version=community.version)


OPERATIONS: tuple[Operation, ...] = (
    operation_of(add_tag, "POST", TAGS, scope=Scope.PLAN, role=Role.EDITOR, summary=""),
    operation_of(rename, "PATCH", NAME, scope=Scope.PLAN, role=Role.EDITOR, summary=""),
    operation_of(careless, "PUT", NAME, scope=Scope.PLAN, role=Role.EDITOR, summary=""),
)


@pytest.fixture(scope="module", params=KINDS)
def workshop(request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory,
             now: datetime) -> Iterator[Program]:
    """bob's program in an application of its own, whose operations are those above; what it commits stays."""
    folder: Path = tmp_path_factory.mktemp("workshop")
    app: Flask = make_app(folder, databases.make(request.param))
    for operation in OPERATIONS:
        offer(operation, app)
    with app.app_context():
        with transaction() as session:
            workspace = make_workspace(session, now)
            key = tokens.issue(session, workspace.bob, Wish("robot", tuple(Scope), None, None), now=now)
        yield Program(app, db.session, key)
    dispose(app)


@pytest.fixture
def session(workshop: Program) -> Session:
    return workshop.session


def add(workshop: Program, body: Any = None, **headers: str) -> TestResponse:
    sent = body if isinstance(body, str | bytes) else json.dumps({"name": "new"} if body is None else body)
    kind = headers.pop("kind", "application/json")
    return workshop.ask("POST", "/communities/1/tags", data=sent, content_type=kind, headers=headers)


def named(workshop: Program, name: str, match: str | None, method: str = "PATCH") -> TestResponse:
    headers = {"If-Match": match} if match is not None else {}
    return workshop.ask(method, "/communities/1/name", json={"name": name}, headers=headers)


def count(session: Session, table: type[Any], **where: Any) -> int:
    return session.scalar(select(func.count()).select_from(table).filter_by(**where)) or 0


@pytest.mark.parametrize(
    ("body", "pointer", "words"),
    [
        ({}, "/name", "required"), ({"name": 3}, "/name", "text is expected"),
        ({"name": "a", "x": 1}, "/x", "name, places"),
        ({"name": "a", "places": [{"shelf": "b"}, {"shelf": "b", "y/z": 1}]}, "/places/1/y~1z", "use one of: shelf"),
        ({"name": "a\0b"}, "/name", "control character"), ({"name": "a" * 121}, "/name", "at most 120"),
        ([], "", "expected"), ("null", "", "expected"),
    ],
)
def test_every_flaw_is_told_with_its_place(workshop: Program, body: Any, pointer: str, words: str) -> None:
    answer = add(workshop, body)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer)
    assert words in answer.json["errors"][0]["detail"]


@pytest.mark.parametrize(
    "body", ["", "{", "nope", b"\xff\xfe", '{"name": "\\ud800"}', "[" * 10_000, '{"name": "a"} trailing', "'a'"]
)
def test_what_is_no_json_is_told_where(workshop: Program, body: str | bytes) -> None:
    answer = add(workshop, body)
    assert (answer.status_code, answer.json["code"]) == (400, "not_json")


def test_another_kind_of_body_is_refused(workshop: Program) -> None:
    assert add(workshop, "name=a", kind="application/x-www-form-urlencoded").status_code == 415


def test_too_large_a_body_is_refused_with_the_limit(workshop: Program) -> None:
    answer = add(workshop, {"name": "a" * 1_100_000})
    assert (answer.status_code, "1024 KiB" in answer.json["detail"]) == (413, True)


def test_something_new_has_an_address_and_is_traced_to_the_api(workshop: Program, session: Session) -> None:
    answer = add(workshop, {"name": "traced"})
    assert (answer.status_code, answer.headers["Location"]) == (201, f"/api/v1/tags/{answer.json['id']}")
    of_tags = select(AuditEntry).where(AuditEntry.subject == "tag").order_by(AuditEntry.id.desc())
    trail = session.scalars(of_tags).first()
    assert trail is not None
    assert (trail.origin, trail.actor_id is not None) == ("api", True)


def test_a_request_sent_twice_takes_effect_once(workshop: Program, session: Session) -> None:
    first, second = (add(workshop, {"name": "once"}, **{"Idempotency-Key": "k-once"}) for _ in range(2))
    assert (first.status_code, first.data) == (second.status_code, second.data)
    assert first.headers["Location"] == second.headers["Location"]
    assert ("Idempotency-Replayed" in first.headers, second.headers["Idempotency-Replayed"]) == (False, "true")
    assert count(session, Tag, name="once") == 1


def test_a_key_for_another_request_is_refused(workshop: Program) -> None:
    add(workshop, {"name": "one"}, **{"Idempotency-Key": "k-other"})
    answer = add(workshop, {"name": "two"}, **{"Idempotency-Key": "k-other"})
    assert (answer.status_code, answer.json["code"]) == (422, "key_reused")


def test_a_refused_request_leaves_nothing_and_may_be_mended(workshop: Program, session: Session) -> None:
    for body, status in (({"name": "refused"}, 409), ({}, 422), ({"name": "mended"}, 201)):
        assert add(workshop, body, **{"Idempotency-Key": "k-mended"}).status_code == status
    assert (count(session, Tag, name="refused"), count(session, Tag, name="mended")) == (0, 1)


@pytest.mark.parametrize("key", ["", " ", "a" * 256, "with blank"])
def test_a_key_nobody_can_keep_is_refused(workshop: Program, key: str) -> None:
    assert add(workshop, **{"Idempotency-Key": key}).status_code == 400


def test_a_request_still_at_work_is_told_to_come_back(workshop: Program, session: Session, now: datetime) -> None:
    add(workshop, {"name": "slow"}, **{"Idempotency-Key": "k-slow"})
    row = session.scalars(select(RememberedAnswer).where(RememberedAnswer.key == "k-slow")).one()
    row.status = None
    answer = add(workshop, {"name": "slow"}, **{"Idempotency-Key": "k-slow"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (409, "2")


def test_answers_are_forgotten_after_a_day(workshop: Program, session: Session, now: datetime) -> None:
    add(workshop, {"name": "forgotten"}, **{"Idempotency-Key": "k-old"})
    session.rollback()
    with transaction():
        assert once.forget(session, now=now) == 0
        assert once.forget(session, now=now + once.KEPT * 2) > 0
    assert count(session, RememberedAnswer, key="k-old") == 0


def test_a_change_needs_the_version_it_was_made_for(workshop: Program, session: Session) -> None:
    version = session.get_one(Community, 1).version
    assert named(workshop, "A", None).status_code == 428
    stale = named(workshop, "A", f'"{version - 1}"')
    assert (stale.status_code, stale.json["version"], stale.headers["ETag"]) == (412, version, f'"{version}"')
    assert named(workshop, "A", "nonsense").status_code == 412
    changed = named(workshop, "B", f'"{version}:gzip"')
    assert (changed.status_code, changed.headers["ETag"]) == (200, f'"{changed.json["version"]}"')
    assert session.get_one(Community, 1).name == "B"


def test_an_operation_that_forgets_the_version_changes_nothing(workshop: Program, session: Session) -> None:
    assert named(workshop, "careless", '"1"', method="PUT").status_code == 500
    assert session.get_one(Community, 1).name != "careless"


def test_a_small_role_is_refused(workshop: Program, session: Session, now: datetime) -> None:
    from app.models import User

    vic = session.scalars(select(User).where(User.name == "Vic")).one()
    key = tokens.issue(session, vic, Wish("robot", tuple(Scope), None, None), now=now)
    answer = add(Program(workshop.app, session, key))
    assert (answer.status_code, answer.json["code"]) == (403, "forbidden")
