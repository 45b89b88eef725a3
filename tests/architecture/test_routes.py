"""Every route there is: marked, transactional, closed to outsiders and strangers, calm with any number."""

from __future__ import annotations

from datetime import datetime
from itertools import cycle, islice

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from walk import Address, addresses_of, fillings, methods, permission, rows_of, rules_of
from werkzeug.routing import Rule

from app.models import User
from tests.browser import UNSAFE, Visitor, sign_in
from tests.databases import POSTGRESQL, SQLITE
from tests.factories import Workspace, make_user

RANKS = ("viewer", "editor", "reviewer", "admin")
PERMISSIONS = {
    "public", "signed_in", "owner_only", *(f"{where}:{rank}" for where in ("community", "somewhere") for rank in RANKS)
}
HUGE = 10**20
QUESTIONS = (
    "persona", "page", "column", "run", "item", "seed", "from", "start", "end", "until", "date", "month", "view",
    "state", "value", "slot", "placed", "compare", "turn", "sort", "q", "language", "case", "before", "after",
)
NEEDED = {"calendar.feed": {"start": "2026-11-01T00:00:00Z", "end": "2026-12-01T00:00:00Z"}}
"""Questions a script asks with its address."""
BRIEFLY = {"Accept": "application/json"}
"""Refusals in a line, not on a page each: how the page looks is the same for all, and an outsider is shown it here."""


on_postgresql = pytest.mark.parametrize("database", [POSTGRESQL], indirect=True)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """Who may call what does not depend on the kind; what a page asks for does, and PostgreSQL is the stricter one."""
    return str(getattr(request, "param", SQLITE))


@pytest.fixture(scope="module")
def now(present: datetime) -> datetime:
    """Pages read the clock themselves."""
    return present


@pytest.fixture
def rules(app: Flask) -> list[Rule]:
    return rules_of(app)


@pytest.fixture
def arguments(session: Session, workspace: Workspace) -> dict[str, object]:
    return rows_of(session, workspace)


@pytest.fixture
def addresses(app: Flask, arguments: dict[str, object]) -> list[Address]:
    return addresses_of(app, arguments)


@pytest.fixture
def one_each(addresses: list[Address]) -> list[Address]:
    """One address for each route and method: who may call it does not depend on the words in the address."""
    return list({(address.endpoint, address.method): address for address in addresses}.values())


def test_every_route_says_who_may_call_it(app: Flask, rules: list[Rule]) -> None:
    assert {rule.endpoint for rule in rules if permission(app, rule) not in PERMISSIONS} == set()


def test_every_change_is_one_transaction(app: Flask, rules: list[Rule]) -> None:
    changing = {rule.endpoint for rule in rules if UNSAFE.intersection(rule.methods or ())}
    assert {name for name in changing if not app.view_functions[name].__dict__.get("is_transactional")} == set()


def test_no_address_both_reads_and_changes(rules: list[Rule]) -> None:
    assert [rule for rule in rules if UNSAFE.intersection(rule.methods or ()) and "GET" in (rule.methods or ())] == []


def test_a_community_in_the_address_is_guarded_by_its_roles(app: Flask, rules: list[Rule]) -> None:
    unguarded = {
        rule.endpoint for rule in rules
        if ("community_id" in rule.arguments) != permission(app, rule).startswith("community:")
    }
    assert unguarded == set()


def test_an_outsider_cannot_tell_that_a_community_exists(
    client: Visitor, charlie: User, addresses: list[Address]
) -> None:
    sign_in(client, charlie)
    answers = {
        (address.method, address.endpoint): client.open(address.path, method=address.method).status_code
        for address in addresses if address.permission.startswith("community:")
    }
    assert {key: status for key, status in answers.items() if status != 404} == {}


def test_who_belongs_to_no_community_finds_nothing_of_what_communities_share(
    client: Visitor, session: Session, now: datetime, addresses: list[Address]
) -> None:
    sign_in(client, make_user(session, "dora", now))
    shared = [address for address in addresses if address.permission.startswith("somewhere:")]
    assert {client.open(address.path, method=address.method).status_code for address in shared} == {404}


def test_a_stranger_is_sent_to_sign_in(client: Visitor, one_each: list[Address]) -> None:
    guarded = [address for address in one_each if address.permission != "public"]
    for address in guarded:
        answer = client.open(address.path, method=address.method)
        assert answer.status_code in {302, 303}, address
        assert answer.location.startswith("/sign-in"), address


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"Accept": "application/json"}], ids=["htmx", "json"])
def test_a_script_of_a_stranger_is_told_instead_of_redirected(
    client: Visitor, one_each: list[Address], headers: dict[str, str]
) -> None:
    for address in one_each:
        if address.permission != "public":
            answer = client.open(address.path, method=address.method, headers=headers)
            assert answer.status_code == 401 or "HX-Redirect" in answer.headers, address


@pytest.mark.parametrize("who", ["vic", "bob", "rita"])
def test_a_small_role_is_refused_and_told_so(
    client: Visitor, workspace: Workspace, one_each: list[Address], who: str
) -> None:
    rank = {"vic": 0, "bob": 1, "rita": 2}[who]
    sign_in(client, getattr(workspace, who))
    for address in one_each:
        asked = address.permission.partition(":")[2]
        if asked and RANKS.index(asked) > rank:
            assert client.open(address.path, method=address.method, headers=BRIEFLY).status_code == 403, address


def test_only_the_owner_does_what_only_owners_may(client: Visitor, rita: User, one_each: list[Address]) -> None:
    sign_in(client, rita)
    for address in one_each:
        if address.permission == "owner_only":
            assert client.open(address.path, method=address.method, headers=BRIEFLY).status_code == 403, address


@on_postgresql
def test_every_page_opens_for_the_owner(client: Visitor, alice: User, addresses: list[Address]) -> None:
    sign_in(client, alice)
    answers = {
        address.path: client.get(address.path, query_string=NEEDED.get(address.endpoint)).status_code
        for address in addresses if address.method == "GET" and address.permission != "public"
    }
    assert {path: status for path, status in answers.items() if status not in {200, 302, 303}} == {}


@on_postgresql
def test_an_empty_form_is_never_our_mistake(client: Visitor, alice: User, addresses: list[Address]) -> None:
    """Sent without any field: refused, or done where nothing needs to be said."""
    for address in addresses:
        if address.method in UNSAFE:
            sign_in(client, alice)
            assert client.open(address.path, method=address.method).status_code < 500, address


def test_no_number_is_too_large_for_an_address(
    app: Flask, client: Visitor, alice: User, rules: list[Rule], arguments: dict[str, object]
) -> None:
    sign_in(client, alice)
    for rule in rules:
        numbers = [name for name in rule.arguments if "Integer" in type(rule._converters[name]).__mro__[1].__name__]
        for name in numbers:
            _domain, path = rule.build(next(fillings(rule, arguments)) | {name: 987654321}, append_unknown=False)
            for method in methods(rule):
                for number in (HUGE, 2**31):
                    answer = client.open(path.replace("987654321", str(number)), method=method, headers=BRIEFLY)
                    assert answer.status_code in {404, 405}, (method, path, number)


@on_postgresql
def test_numbers_in_the_query_are_never_our_mistake(client: Visitor, alice: User, one_each: list[Address]) -> None:
    """A number too large for each, then the other odd values, which take turns from page to page."""
    sign_in(client, alice)
    for place, address in enumerate(one for one in one_each if one.method == "GET"):
        others = islice(cycle(("-1", "9999-12-31", "\x00")), place % 3, None)
        for query in (dict.fromkeys(QUESTIONS, str(HUGE)), dict(zip(QUESTIONS, others, strict=False))):
            assert client.get(address.path, query_string=query).status_code < 500, (address, query)
