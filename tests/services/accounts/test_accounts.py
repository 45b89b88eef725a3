"""Accounts: links that work once, passwords that tell nothing, sessions that can be ended."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.accounts import sessions
from app.accounts.access import communities_of
from app.core.errors import Invalid
from app.core.transactions import transaction
from app.models import Membership, SignInLink, SignInSession, User
from content_calendar.vocabulary import Language
from content_calendar.workflow import Role
from tests.factories import Workspace, make_user
from tests.threads import at_once

PASSWORD = "correct horse battery"


def sign_in_of(session: Session, user: User, now: datetime) -> tuple[str, str]:
    """What the cookie of a new browser of theirs says."""
    token = sessions.begin(session, user, browser="Firefox · Linux", address="192.0.2.1", now=now)
    return user.get_id(), token


def test_a_link_signs_in_once(session: Session, bob: User, now: datetime) -> None:
    token = accounts.issue_sign_in_link(session, bob, now=now)
    assert accounts.redeem_sign_in_link(session, token, now=now) is bob
    with pytest.raises(accounts.LinkSpent):
        accounts.redeem_sign_in_link(session, token, now=now)


def test_of_two_who_open_a_link_at_once_one_gets_in(own_app: Flask, now: datetime) -> None:
    with own_app.app_context(), transaction() as session:
        token = accounts.issue_sign_in_link(session, make_user(session, "bob", now), now=now)

    def redeem(session: Session) -> str:
        return accounts.redeem_sign_in_link(session, token, now=now).name

    results = at_once(own_app, redeem, redeem)
    assert sorted(type(result).__name__ for result in results) == ["LinkSpent", "str"]


def test_a_link_expires(session: Session, bob: User, now: datetime) -> None:
    token = accounts.issue_sign_in_link(session, bob, now=now, lifetime=timedelta(hours=1))
    assert accounts.link_owner(session, token, now=now + timedelta(minutes=59)) is bob
    with pytest.raises(accounts.LinkSpent):
        accounts.redeem_sign_in_link(session, token, now=now + timedelta(hours=1))


def test_a_link_of_a_closed_account_is_worth_nothing(session: Session, bob: User, now: datetime) -> None:
    token = accounts.issue_sign_in_link(session, bob, now=now)
    bob.active = False
    session.flush()
    with pytest.raises(accounts.LinkSpent):
        accounts.redeem_sign_in_link(session, token, now=now)


def test_a_made_up_link_is_worth_nothing(session: Session, now: datetime) -> None:
    with pytest.raises(accounts.LinkSpent):
        accounts.redeem_sign_in_link(session, "a" * 32, now=now)


def test_the_database_does_not_know_the_token(session: Session, bob: User, now: datetime) -> None:
    token = accounts.issue_sign_in_link(session, bob, now=now)
    assert token not in session.scalars(select(SignInLink.token_hash)).one()


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords hashed with little work, so that tests stay quick."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(accounts, "_hasher", quick)
    monkeypatch.setattr(accounts, "_dummy_hash", quick.hash("nobody"))


@pytest.mark.usefixtures("hashed")
def test_a_password_signs_in_whatever_the_case_of_the_address(session: Session, bob: User) -> None:
    accounts.set_password(bob, PASSWORD)
    session.flush()
    assert accounts.authenticate(session, email=" BOB@example.com ", password=PASSWORD) is bob


@pytest.mark.usefixtures("hashed")
@pytest.mark.parametrize("case", ["unknown", "wrong", "closed", "none"])
def test_every_failed_sign_in_looks_the_same(session: Session, bob: User, alice: User, case: str) -> None:
    accounts.set_password(bob, PASSWORD)
    bob.active = case != "closed"
    session.flush()
    email = {"unknown": "nobody@example.com", "none": alice.email}.get(case, bob.email)
    with pytest.raises(accounts.SignInFailed) as failure:
        accounts.authenticate(session, email=email, password="wrong one here" if case == "wrong" else PASSWORD)
    assert type(failure.value) is accounts.SignInFailed


@pytest.mark.usefixtures("hashed")
@pytest.mark.parametrize("email", ["nobody@example.com", "alice@example.com"])
@pytest.mark.usefixtures("alice")
def test_an_unknown_account_takes_as_long_as_a_known_one(
    session: Session, monkeypatch: pytest.MonkeyPatch, email: str
) -> None:
    verified: list[str] = []

    class Listening(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # noqa: A002 - the name argon2 gave it
            verified.append(str(hash))
            return super().verify(hash, password)

    monkeypatch.setattr(accounts, "_hasher", Listening())
    with pytest.raises(accounts.SignInFailed):
        accounts.authenticate(session, email=email, password=PASSWORD)
    assert len(verified) == 1


@pytest.mark.parametrize("password", ["", "ninechars", "x" * 201])
def test_a_password_has_a_length(bob: User, password: str) -> None:
    with pytest.raises(Invalid):
        accounts.set_password(bob, password)


@pytest.mark.usefixtures("hashed")
def test_a_new_password_ends_every_session(session: Session, bob: User, now: datetime) -> None:
    cookie = sign_in_of(session, bob, now)
    assert sessions.signed_in_user(session, *cookie, now=now) is not None
    sessions.change_password(session, bob, PASSWORD, now=now)
    assert sessions.signed_in_user(session, *cookie, now=now) is None


def test_signing_out_everywhere_ends_every_session(session: Session, bob: User, now: datetime) -> None:
    cookie = sign_in_of(session, bob, now)
    sessions.sign_out_everywhere(session, bob, now=now)
    assert sessions.signed_in_user(session, *cookie, now=now) is None
    assert sessions.browsers_of(session, bob, cookie[1], now=now) == ()


def test_a_closed_account_has_no_session(session: Session, bob: User, now: datetime) -> None:
    cookie = sign_in_of(session, bob, now)
    bob.active = False
    session.flush()
    assert sessions.signed_in_user(session, *cookie, now=now) is None


def test_a_session_ends_after_thirty_days_without_a_change(session: Session, bob: User, now: datetime) -> None:
    cookie = sign_in_of(session, bob, now)
    assert sessions.signed_in_user(session, *cookie, now=now + timedelta(days=29)) is not None
    assert sessions.signed_in_user(session, *cookie, now=now + timedelta(days=30)) is None
    sign_in_of(session, bob, now + timedelta(days=30))
    assert session.scalar(select(func.count(SignInSession.id))) == 1


def test_a_session_is_noted_at_most_every_five_minutes(session: Session, bob: User, now: datetime) -> None:
    found = sessions.signed_in_user(session, *sign_in_of(session, bob, now), now=now)
    assert found is not None
    for minutes, seen in ((4, 0), (6, 6), (10, 6)):
        sessions.note_seen(found[1], address="192.0.2.7", now=now + timedelta(minutes=minutes))
        assert found[1].last_seen_at == now + timedelta(minutes=seen)


@pytest.mark.parametrize("name", ["", "1", "x.y", "1.", ".1", "-1.1", "{0}.2", "999.1"])
def test_a_planted_cookie_is_nobody(session: Session, bob: User, name: str, now: datetime) -> None:
    _own, token = sign_in_of(session, bob, now)
    assert sessions.signed_in_user(session, name.format(bob.id), token, now=now) is None
    assert sessions.signed_in_user(session, bob.get_id(), "", now=now) is None


def test_two_accounts_never_share_an_address(session: Session, bob: User, now: datetime) -> None:
    with pytest.raises(accounts.AddressTaken):
        accounts.create_user(session, email=" BOB@EXAMPLE.com", name="Bobby", language=Language.EN, now=now)


def test_a_role_is_given_changed_and_taken(session: Session, workspace: Workspace, now: datetime) -> None:
    charlie, community = workspace.charlie, workspace.community
    accounts.grant_role(session, charlie, community.id, Role.VIEWER, now=now)
    accounts.grant_role(session, charlie, community.id, Role.EDITOR, now=now)
    query = select(Membership.role).where(Membership.user_id == charlie.id, Membership.community_id == community.id)
    assert session.scalars(query).all() == [Role.EDITOR]
    accounts.grant_role(session, charlie, community.id, None, now=now)
    assert session.scalars(query).all() == []
    accounts.grant_role(session, charlie, community.id, None, now=now)


def test_people_see_their_communities_and_the_owner_all(workspace: Workspace) -> None:
    both = [workspace.community, workspace.elsewhere]
    seen = [communities_of(person) for person in (workspace.alice, workspace.bob, workspace.charlie)]
    assert seen == [both, both[:1], both[1:]]


def test_the_owner_is_made_once(session: Session, now: datetime) -> None:
    assert accounts.ensure_owner(session, now=now) is accounts.ensure_owner(session, now=now)
