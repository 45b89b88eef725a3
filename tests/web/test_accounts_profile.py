"""One's own account: name, password, sessions, language; and what a stranger may learn at the door."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.accounts.routes import local_path
from app.models import User
from content_calendar.vocabulary import Language
from tests.browser import Visitor, sign_in

PASSWORD = "correct horse battery"


@pytest.mark.parametrize("name", ["", " ", "长" * 121, "a\x00b"])
def test_a_name_that_cannot_be_kept_comes_back_with_the_reason(client: Visitor, bob: User, name: str) -> None:
    answer = sign_in(client, bob).post("/profile", data={"name": name})
    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text
    assert bob.name == "Bob"


def test_a_new_password_keeps_this_session_and_ends_the_others(app: Flask, client: Visitor, bob: User) -> None:
    elsewhere = app.test_client()
    assert isinstance(elsewhere, Visitor)
    elsewhere.watcher = client.watcher
    sign_in(elsewhere, bob)
    sign_in(client, bob)
    assert client.post("/profile/password", data={"password": PASSWORD, "repeated": PASSWORD}).status_code == 303
    assert client.get("/profile").status_code == 200
    assert "/sign-in" in elsewhere.get("/profile").location


@pytest.mark.parametrize(
    ("password", "repeated"), [("tooshort7", "tooshort7"), ("x" * 201, "x" * 201), (PASSWORD, "other")]
)
def test_a_password_that_does_not_do_changes_nothing(
    client: Visitor, bob: User, password: str, repeated: str
) -> None:
    answer = sign_in(client, bob).post("/profile/password", data={"password": password, "repeated": repeated})
    assert answer.status_code == 422
    assert password not in answer.text
    assert bob.password_hash is None


def test_signing_out_elsewhere_keeps_this_session(client: Visitor, bob: User) -> None:
    sign_in(client, bob)
    before = bob.session_version
    assert client.post("/profile/sign-out-everywhere").status_code == 303
    assert bob.session_version > before
    assert client.get("/profile").status_code == 200


def test_a_stranger_learns_nothing_from_a_refusal(client: Visitor, session: Session, bob: User, vic: User) -> None:
    accounts.set_password(bob, PASSWORD)
    accounts.set_password(vic, PASSWORD)
    vic.active = False
    tries = [(bob.email, "wrong"), ("nobody@example.com", PASSWORD), (vic.email, PASSWORD), ("x" * 250, "y")]
    answers = [client.post("/sign-in", data={"email": email, "password": word}) for email, word in tries]
    assert {answer.status_code for answer in answers} == {422}
    assert all("邮箱和密码与任何可用账号都不匹配" in answer.text for answer in answers)


def test_too_many_attempts_are_told_to_wait(client: Visitor) -> None:
    answers = [client.post("/sign-in", data={"email": "a@example.com", "password": "x"}) for _ in range(11)]
    assert answers[-1].status_code == 429
    assert "请等一刻钟再试" in answers[-1].text


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(client: Visitor, bob: User) -> None:
    accounts.set_password(bob, PASSWORD)
    cookie = client.post("/sign-in", data={"email": bob.email, "password": PASSWORD}).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_signing_in_leads_back_to_the_page_that_was_asked_for(client: Visitor, bob: User) -> None:
    accounts.set_password(bob, PASSWORD)
    door = client.get("/settings?x=1").location
    answer = client.post(door, data={"email": bob.email, "password": PASSWORD})
    assert answer.location == "/settings?x=1"


@pytest.mark.parametrize(
    "target",
    ["https://example.com", "//example.com", "/\\example.com", "/\t/example.com", "javascript:alert(1)", "\\x", ""],
)
def test_no_address_sends_people_elsewhere(target: str) -> None:
    assert local_path(target) == "/"


def test_the_language_follows_the_person(client: Visitor, bob: User) -> None:
    sign_in(client, bob)
    assert client.post("/language", data={"language": "en", "next": "//example.com"}).location == "/"
    assert bob.language is Language.EN
    assert "Profile" in client.get("/profile").text
    assert client.post("/language", data={"language": "xx"}).status_code == 303
    assert bob.language is Language.EN
