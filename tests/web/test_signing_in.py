"""The way in, through the pages."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.accounts import sessions
from app.accounts.routes import local_path
from app.core import clock
from app.models import User
from tests.browser import Visitor, sign_in


@pytest.fixture
def link(session: Session, bob: User) -> str:
    """The path of an unspent sign-in link of bob."""
    return f"/sign-in/{accounts.issue_sign_in_link(session, bob, now=clock.now())}"


def test_a_link_signs_in_once(client: Visitor, link: str) -> None:
    first = client.post(link)
    second = client.post(link)
    assert (first.status_code, second.status_code) == (303, 410)


def test_looking_at_a_link_does_not_spend_it(client: Visitor, link: str) -> None:
    assert client.get(link).status_code == 200
    assert client.get(link).status_code == 200
    assert client.post(link).status_code == 303


def test_a_form_without_its_token_is_refused(client: Visitor, link: str) -> None:
    assert client.post(link, csrf=False).status_code == 422
    assert client.post(link).status_code == 303


def test_a_password_signs_in_and_a_wrong_one_keeps_the_address(client: Visitor, session: Session, bob: User) -> None:
    accounts.set_password(bob, "correct horse battery")
    wrong = client.post("/sign-in", data={"email": bob.email, "password": "not this one"})
    right = client.post("/sign-in", data={"email": bob.email.upper(), "password": "correct horse battery"})
    assert wrong.status_code == 422
    assert bob.email in wrong.text
    assert right.status_code == 303


def test_the_eleventh_attempt_at_one_account_has_to_wait(client: Visitor) -> None:
    attempts = [client.post("/sign-in", data={"email": "", "password": ""}).status_code for _ in range(11)]
    assert attempts == [422] * 10 + [429]


def test_signing_out_everywhere_ends_this_session_too(client: Visitor, session: Session, bob: User) -> None:
    sign_in(client, bob)
    assert client.post("/sign-out").location == "/sign-in"
    sign_in(client, bob)
    sessions.sign_out_everywhere(session, bob, now=clock.now())
    assert client.post("/sign-out").location == "/sign-in"


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com", "/\\example.com", "javascript:alert(1)"])
def test_no_address_sends_people_elsewhere(target: str) -> None:
    assert local_path(target) == "/"


def test_signing_in_leads_to_the_page_one_wanted() -> None:
    assert local_path("/c/1/calendar?persona=2") == "/c/1/calendar?persona=2"
