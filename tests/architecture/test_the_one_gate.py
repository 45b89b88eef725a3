"""Every path that could let words out of the house, found in the code and in the running service, and what it does."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from typing import Any

import pytest
from flask import Flask
from source_code import modules
from sqlalchemy import select, text
from sqlalchemy.orm import Session
from walk import Address, addresses_of, rows_of

from app.api import tokens
from app.core.schedule import PERIODIC
from app.models import ContentItem, Scope
from app.review.jobs import review_item
from content_calendar.workflow import OUT, State
from tests.browser import UNSAFE, Visitor, sign_in
from tests.databases import SQLITE
from tests.factories import COPY, Workspace, approved, in_review, make_item, write

YES = frozenset({
    "approved_fingerprint", "approved_revision_id", "approved_slot_at", "approved_at", "approved_by_id",
    "editorial_fingerprint", "editorial_by_id",
})
Place = tuple[str, str]

GATE = "app/library/approval.py"
STATE_IS_SET_IN = {
    ("app/library/steps.py", "take_state"), ("app/library/first_texts.py", "take_in"),
    ("app/library/moving_back.py", "move_back"),
}
PROMPTS = "app/prompt_library/service.py"
"""Versions of prompts have states of their own."""
YES_IS_GIVEN_IN = {
    ("app/review/service.py", "approve"), ("app/review/service.py", "approve_clean_reply"),
    ("app/library/moving_back.py", "_approved_again"),
}
OUT_IS_SAID_IN = {
    ("app/library/publishing.py", "mark_published"), ("app/exports/ledger.py", "leave"),
    ("app/review/service.py", "approve"), ("app/review/service.py", "approve_clean_reply"),
}
WORDS_LEAVE_IN = {
    ("app/exports/dry_run.py", "_rows"), ("app/exports/feeds.py", "entries_of"),
    ("app/connections/work.py", "_request"), ("app/connections/outlook.py", "_hindrance"),
}
APPROVING = {"review.approve", "review.approve_several"}
APPROVING_OPERATION = "approve_item"


@dataclass(frozen=True, slots=True)
class Deeds:
    """What one outermost function or method does: attributes it stores, what it calls, terms it hands to a step."""

    stores: frozenset[str]
    calls: frozenset[str]
    says: frozenset[str]


@cache
def deeds() -> dict[Place, Deeds]:
    found = {}
    for path, tree in modules().items():
        bodies = [tree.body, *(node.body for node in tree.body if isinstance(node, ast.ClassDef))]
        if path.startswith("app/") and not path.startswith("app/migrations"):
            found |= {(path, each.name): _deeds(each) for body in bodies for each in body
                      if isinstance(each, ast.FunctionDef)}
    return found


def _deeds(function: ast.FunctionDef) -> Deeds:
    nodes = list(ast.walk(function))
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    stores = {node.attr for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)}
    for call in calls:
        if _called(call) in {"setattr", "values"}:
            stores |= {str(word.value) for word in call.args if isinstance(word, ast.Constant)}
            stores |= {word.arg for word in call.keywords if word.arg}
    said = {_term(given) for call in calls if _called(call) in {"advance", "step", "ContentItem"}
            for given in (*call.args, *(word.value for word in call.keywords))}
    return Deeds(frozenset(stores), frozenset(map(_called, calls)), frozenset(said))


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _term(node: ast.expr) -> str:
    """`Action.APPROVE`, or the name of a variable."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return getattr(node, "id", "")


def calling(name: str) -> set[Place]:
    return {place for place, done in deeds().items() if name in done.calls}


def saying(*terms: str) -> set[Place]:
    """Functions that hand one of these terms, or a variable called `yes`, to a step or to a new item."""
    return {place for place, done in deeds().items() if done.says & {*terms, "yes"}}


def test_a_yes_is_written_at_the_gate_and_nowhere_else() -> None:
    assert {path for (path, _name), done in deeds().items() if done.stores & YES} == {GATE}
    assert calling("grant_approval") == YES_IS_GIVEN_IN
    assert calling("grant_first_yes") == {("app/review/service.py", "approve")}


def test_states_are_set_by_the_workflow_and_nowhere_else() -> None:
    setting = {place for place, done in deeds().items() if "state" in done.stores}
    assert {place for place in setting if place[0] != PROMPTS} == STATE_IS_SET_IN
    assert saying("State.APPROVED", "State.EXPORTED", "State.PUBLISHED") == saying()


def test_who_says_that_something_is_out_is_known_by_name() -> None:
    assert saying("Action.APPROVE", "Action.EXPORT", "Action.PUBLISH") == OUT_IS_SAID_IN
    assert calling("entry_of") == WORDS_LEAVE_IN


@pytest.fixture
def database() -> str:
    """Which paths there are does not depend on the kind."""
    return SQLITE


@pytest.fixture(scope="module")
def now(present: datetime) -> datetime:
    """Pages read the clock themselves."""
    return present


@pytest.fixture
def waiting(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    return in_review(session, workspace, workspace.item, now)


def out(session: Session) -> set[int]:
    return set(session.scalars(select(ContentItem.id).where(ContentItem.state.in_(OUT))))


def test_of_all_addresses_only_those_of_the_desk_approve_and_none_lets_out_what_waits(
    app: Flask, client: Visitor, session: Session, workspace: Workspace, waiting: ContentItem
) -> None:
    known = rows_of(session, workspace)
    before, found = out(session), set()
    visitor = sign_in(client, workspace.rita)
    for address in _changing(app, known):
        visitor.open(address.path, method=address.method, data=_everything(waiting) | _forged(waiting))
        assert out(session) == before, f"a forger came through {address}"
        visitor.open(address.path, method=address.method, data=_everything(waiting))
        if out(session) - before:
            found.add(address.endpoint)
        _wait_again(session, waiting)
    assert found == APPROVING


def _changing(app: Flask, known: dict[str, object]) -> list[Address]:
    """Each way to change something of the community, once."""
    ways = (way for way in addresses_of(app, known) if way.method in UNSAFE and way.permission.startswith("community:"))
    return list({way.endpoint: way for way in ways}.values())


def _everything(item: ContentItem) -> dict[str, object]:
    """What all the pages send that may act on a post."""
    return {
        "version": item.version, "item": item.id, "items": item.id, "ids": item.id,
        "chosen": f"{item.id}.{item.version}", "act": "export", "reason": "慢慢来",
        "reasons": "too_long", "hook": COPY.hook, "body": COPY.body,
        "slot": (item.slot_at + timedelta(days=1)).isoformat(), "again": "1", "target": "generic_csv",
        f"n-{item.id}-views": "5", "which": "all",
    }


def _forged(item: ContentItem) -> dict[str, object]:
    return {"state": "published", "status": "approved", "role": "admin", "approved_fingerprint": item.fingerprint()}


def test_of_all_operations_of_the_api_only_the_yes_of_a_reviewer_approves(
    client: Visitor, session: Session, workspace: Workspace, waiting: ContentItem, now: datetime
) -> None:
    """Each is asked for the text that waits, by its own example, with and without what only the service decides."""
    known = rows_of(session, workspace) | {"item_ids": [waiting.id], "fingerprint": None}
    wish = tokens.Wish("gate", tuple(Scope), None, None)
    headers = {"Authorization": f"Bearer {tokens.issue(session, workspace.rita, wish, now=now)}", "If-Match": "*"}
    before, found = out(session), set()
    for operation, method, path in _operations(client):
        body, address = _for_what_waits(operation, known), f"/api/v1{path.format_map(defaultdict(lambda: 1, known))}"
        client.open(address, method=method, json=body | _forged(waiting), headers=headers, csrf=False)
        assert out(session) == before, f"a forger came through {path}"
        client.open(address, method=method, json=body, headers=headers, csrf=False)
        if out(session) - before:
            found.add(operation["operationId"])
        _wait_again(session, waiting)
    assert found == {APPROVING_OPERATION}


def _operations(client: Visitor) -> list[tuple[dict[str, Any], str, str]]:
    """Those that change something; what makes words one's own, which nobody approves, comes last."""
    paths = client.get("/api/v1/openapi.json").json["paths"]
    ways = ((each, method.upper(), path) for path, methods in paths.items() for method, each in methods.items())
    return sorted((way for way in ways if way[1] in UNSAFE), key=lambda way: "/words" in way[2])


def _for_what_waits(operation: dict[str, Any], known: dict[str, object]) -> dict[str, Any]:
    """The body of the operation's example, about rows that exist."""
    content = operation.get("requestBody", {"content": {"application/json": {"example": {}}}})["content"]
    return _about(content["application/json"]["example"], known)


def _about(example: Any, known: dict[str, object]) -> Any:
    if isinstance(example, list):
        return [_about(each, known) for each in example]
    if not isinstance(example, dict):
        return example
    return {name: known[name] if name in known else _about(each, known) for name, each in example.items()}


def _wait_again(session: Session, item: ContentItem) -> None:
    session.execute(text(
        "UPDATE content_item SET state = 'in_review', approved_fingerprint = NULL, approved_revision_id = NULL, "
        f"approved_slot_at = NULL WHERE id = {item.id}"
    ))
    session.commit()
    session.expire_all()


def test_no_job_lets_out_what_waits(
    session: Session, workspace: Workspace, waiting: ContentItem, now: datetime
) -> None:
    session.commit()
    for periodic in PERIODIC:
        module, _dot, name = periodic.function.rpartition(".")
        getattr(import_module(module), name)()
    review_item(waiting.id)
    assert out(session) == set()


def test_an_approval_of_other_words_opens_no_way_out(
    client: Visitor, session: Session, workspace: Workspace, now: datetime
) -> None:
    item = approved(session, workspace, write(session, make_item(session, workspace.column, now), COPY,
                                              workspace.editor, now), now)
    item.approved_fingerprint = "0" * 64
    session.flush()
    visitor, place = sign_in(client, workspace.bob), f"/c/{workspace.community.id}"
    visitor.post(f"{place}/items/{item.id}/publish", data={"version": item.version})
    visitor.post(f"{place}/exports", data=_everything(item))
    visitor.post(f"{place}/library/bulk", data=_everything(item))
    assert item.state is State.APPROVED
