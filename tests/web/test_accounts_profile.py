"""One's own account: name, password, sessions, language; and what a stranger may learn at the door."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import reset
from app.accounts import service as accounts
from app.accounts.routes import local_path
from app.core import clock
from app.models import Channel, SignInSession, User
from content_calendar.vocabulary import Language
from tests.browser import Visitor, sign_in

PASSWORD = "correct horse battery"


SANE = {"name": "Bob", "language": "zh"}


@pytest.mark.parametrize("name", ["", " ", "长" * 121, "a\x00b"])
def test_a_name_that_cannot_be_kept_comes_back_with_the_reason(client: Visitor, bob: User, name: str) -> None:
    answer = sign_in(client, bob).post("/profile", data=SANE | {"name": name})
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


@pytest.mark.parametrize("act", ["password", "sign-out-everywhere"])
def test_links_made_before_a_new_password_open_nothing(
    client: Visitor, session: Session, bob: User, act: str
) -> None:
    link = f"/sign-in/{accounts.issue_sign_in_link(session, bob, now=clock.now())}"
    assert client.get(link).status_code == 200
    sign_in(client, bob).post(f"/profile/{act}", data={"password": PASSWORD, "repeated": PASSWORD})
    assert client.get(link).status_code == 410
    assert client.post(link).status_code == 410


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


def test_a_new_password_needs_the_present_one_unless_a_link_led_here(
    client: Visitor, session: Session, bob: User
) -> None:
    accounts.set_password(bob, PASSWORD)
    fresh = {"password": "another long one", "repeated": "another long one"}
    refused = sign_in(client, bob).post("/profile/password", data=fresh | {"old": "guessed"})
    assert refused.status_code == 422
    assert 'id="old-error"' in refused.text
    token = accounts.issue_sign_in_link(session, bob, now=clock.now())
    assert client.post(f"/sign-in/{token}?next=/profile").location == "/profile"
    assert client.post("/profile/password", data=fresh).status_code == 303
    assert client.post("/profile/password", data=fresh | {"old": fresh["password"]}).status_code == 303


def test_browsers_are_listed_in_words_and_ended_one_by_one(app: Flask, client: Visitor, bob: User, vic: User) -> None:
    accounts.set_password(bob, PASSWORD)
    phone = app.test_client()
    assert isinstance(phone, Visitor)
    phone.watcher = client.watcher
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1 <script>"
    phone.post("/sign-in", data={"email": bob.email, "password": PASSWORD}, headers={"User-Agent": agent})
    page = sign_in(client, bob).get("/profile").text
    assert "Safari · iPhone" in page
    assert "<script>" not in page.partition("</head>")[2]
    (address,) = re.findall(r"/profile/sessions/\d+/end", page)
    assert sign_in(client, vic).post(address).status_code == 404
    assert phone.get("/profile").status_code == 200
    assert sign_in(client, bob).post(address).status_code == 303
    assert "/sign-in" in phone.get("/profile").location
    assert client.get("/profile").status_code == 200


def test_a_cookie_without_a_browser_signs_in_anew(client: Visitor, bob: User) -> None:
    sign_in(client, bob)
    with client.session_transaction() as cookie:
        del cookie["browser"]
    assert "/sign-in" in client.get("/profile").location


def test_looking_at_pages_writes_nothing_and_a_change_notes_the_browser(
    client: Visitor, session: Session, bob: User
) -> None:
    sign_in(client, bob)
    row = session.scalars(select(SignInSession)).one()
    row.last_seen_at = before = clock.now() - timedelta(hours=1)
    assert client.get("/profile").status_code == 200
    assert row.last_seen_at == before
    assert client.post("/profile", data=SANE).status_code == 303
    assert row.last_seen_at > before


@pytest.mark.parametrize("email", ["bob@example.com", "nobody@example.com", "x" * 250])
def test_a_forgotten_password_is_answered_alike_for_everybody(client: Visitor, bob: User, email: str) -> None:
    answers = [client.post("/forgotten-password", data={"email": email}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert "如果联系得到你" in answers[0].text
    assert email not in answers[0].text
    assert bob.name not in answers[0].text


def test_a_link_goes_to_ones_own_mail_and_to_no_group(session: Session, bob: User) -> None:
    def letter() -> reset.Letter | None:
        return reset.letter_for(session, bob.id, address="https://qunbi.example", now=clock.now())

    robot, mail = (
        Channel(user_id=bob.id, name=kind, service=kind, address=kind, created_at=clock.now())
        for kind in ("wecom", "email")
    )
    session.add(robot)
    session.flush()
    assert letter() is None
    session.add(mail)
    session.flush()
    sent = letter()
    assert sent is not None
    assert sent.addresses == ("email",)
    assert "https://qunbi.example/sign-in/" in sent.text
    bob.active = False
    assert letter() is None
