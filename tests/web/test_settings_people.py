"""People: invited with a link that is shown once, given roles, closed and opened again."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.core import clock
from app.models import Membership, User
from content_calendar.workflow import Role
from tests.browser import Visitor, sign_in
from tests.factories import Workspace, make_user
from tests.statements import reads_of

PEOPLE = "/settings/people"
LINK = re.compile(r"/sign-in/[\w-]{32}")
SANE = {"name": "小周", "email": "zhou@example.com", "language": "zh"}


@pytest.fixture
def owner(client: Visitor, workspace: Workspace) -> Visitor:
    """alice, signed in."""
    return sign_in(client, workspace.alice)


def role_of(session: Session, user: User, workspace: Workspace) -> Role | None:
    return session.scalar(
        select(Membership.role).where(Membership.user_id == user.id, Membership.community_id == workspace.community.id)
    )


def test_an_invitation_shows_its_link_once_and_it_signs_in(owner: Visitor, session: Session) -> None:
    answer = owner.post(PEOPLE, data=SANE)
    (link,) = set(LINK.findall(answer.text))
    assert answer.headers["Cache-Control"] == "no-store"
    assert link not in owner.get(PEOPLE).text
    sign_in(owner, None)
    assert owner.post(link).status_code == 303
    assert "小周" in owner.get("/profile").text
    assert accounts.find_user(session, "zhou@example.com") is not None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", "长" * 121), ("name", "a\x00b"), ("email", ""), ("email", "nobody"),
        ("email", "a@" + "b" * 300 + ".com"), ("email", "BOB@example.com "), ("language", "fr"),
    ],
)
def test_an_invitation_that_cannot_be_made_keeps_what_was_typed(
    owner: Visitor, session: Session, field: str, value: str
) -> None:
    before = accounts.count_users(session)
    answer = owner.post(PEOPLE, data=SANE | {field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert all(kept in answer.text for name, kept in SANE.items() if name not in (field, "language"))
    assert accounts.count_users(session) == before


def test_roles_change_where_the_form_names_them(owner: Visitor, session: Session, workspace: Workspace) -> None:
    address = f"{PEOPLE}/{workspace.bob.id}/roles"
    field = f"role-{workspace.community.id}"
    assert owner.post(address, data={field: "reviewer"}).status_code == 303
    assert role_of(session, workspace.bob, workspace) is Role.REVIEWER
    assert owner.post(address, data={}).status_code == 303
    assert role_of(session, workspace.bob, workspace) is Role.REVIEWER
    assert owner.post(address, data={field: "emperor"}).status_code == 422
    assert role_of(session, workspace.bob, workspace) is Role.REVIEWER
    assert owner.post(address, data={field: ""}).status_code == 303
    assert role_of(session, workspace.bob, workspace) is None


def test_a_closed_account_is_signed_out_and_gets_no_link(
    owner: Visitor, session: Session, workspace: Workspace
) -> None:
    token = accounts.issue_sign_in_link(session, workspace.bob, now=clock.now())
    assert owner.post(f"{PEOPLE}/{workspace.bob.id}/active", data={"active": "0"}).status_code == 303
    assert owner.post(f"{PEOPLE}/{workspace.bob.id}/link").status_code == 409
    sign_in(owner, None)
    assert owner.post(f"/sign-in/{token}").status_code == 422
    sign_in(owner, workspace.alice)
    assert owner.post(f"{PEOPLE}/{workspace.bob.id}/active", data={"active": "1"}).status_code == 303
    assert owner.post(f"{PEOPLE}/{workspace.bob.id}/link").status_code == 200


def test_an_open_session_ends_when_its_account_is_closed(
    client: Visitor, workspace: Workspace
) -> None:
    accounts.set_active(workspace.bob, active=True, actor=workspace.alice)
    sign_in(client, workspace.bob)
    assert client.get("/").status_code == 200
    accounts.set_active(workspace.bob, active=False, actor=workspace.alice)
    assert "/sign-in" in client.get("/").location


def test_owners_cannot_lock_themselves_out(owner: Visitor, workspace: Workspace) -> None:
    assert owner.post(f"{PEOPLE}/{workspace.alice.id}/active", data={"active": "0"}).status_code == 422
    assert workspace.alice.active


@pytest.mark.parametrize("act", ["roles", "link", "active"])
def test_people_who_do_not_exist_are_not_found(owner: Visitor, act: str) -> None:
    assert owner.post(f"{PEOPLE}/999999/{act}").status_code == 404
    assert owner.post(f"{PEOPLE}/{10**20}/{act}").status_code == 404


@pytest.mark.parametrize("act", ["", "/{}/roles", "/{}/link", "/{}/active"])
def test_only_the_owner_changes_people(client: Visitor, workspace: Workspace, act: str) -> None:
    for person in (workspace.rita, workspace.charlie):
        address = PEOPLE + act.format(workspace.bob.id)
        assert sign_in(client, person).post(address, data=SANE).status_code == 403


def test_settings_never_show_a_key(owner: Visitor) -> None:
    page = owner.get("/settings").text
    assert "离线模板" in page
    assert "secret" not in page.lower()


def test_a_large_team_costs_no_more_than_a_small_one(owner: Visitor, session: Session) -> None:
    few = reads_of(owner, PEOPLE)
    for number in range(40):
        make_user(session, f"p{number}", clock.now())
    assert reads_of(owner, PEOPLE) == few <= 8
