"""The people of a community, managed by its admins, who reach no further than their own community."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.core import clock
from app.models import Membership
from content_calendar.workflow import Role
from tests.browser import Visitor, sign_in
from tests.factories import Workspace

HOSTILE = "<script>alert(1)</script>{{ 7*7 }}"


@pytest.fixture
def people(workspace: Workspace) -> str:
    return f"/c/{workspace.elsewhere.id}/people"


@pytest.fixture
def charlie(client: Visitor, workspace: Workspace) -> Visitor:
    """The admin of the other community, signed in."""
    return sign_in(client, workspace.charlie)


def seat_of(session: Session, workspace: Workspace, email: str) -> Membership | None:
    user = accounts.require_user(session, email)
    return accounts.membership_of(session, user, workspace.elsewhere.id)


def link_in(page: str) -> str:
    """The path of the sign-in link a page shows."""
    return page[page.index("/sign-in/"):].partition('"')[0].partition("<")[0].strip()


def test_an_admin_invites_somebody_new_and_hands_over_the_link(
    charlie: Visitor, session: Session, workspace: Workspace, people: str
) -> None:
    role = f"role-{workspace.elsewhere.id}"
    fields = {"name": HOSTILE, "email": "zhou@example.com", "language": "en", role: "editor"}
    answer = charlie.post(people, data=fields)
    assert answer.status_code == 200
    assert "/sign-in/" in answer.text
    assert HOSTILE not in answer.text
    assert "&lt;script&gt;" in charlie.get(people).text
    seat = seat_of(session, workspace, "zhou@example.com")
    assert seat is not None
    assert seat.role is Role.EDITOR


def test_who_has_an_account_gets_a_role_and_no_link(
    charlie: Visitor, session: Session, workspace: Workspace, people: str
) -> None:
    role = f"role-{workspace.elsewhere.id}"
    fields = {"name": "Bob", "email": workspace.bob.email, "language": "zh", role: "viewer"}
    assert charlie.post(people, data=fields).status_code == 303
    assert seat_of(session, workspace, workspace.bob.email) is not None
    refused = charlie.post(people, data=fields)
    assert refused.status_code == 422
    assert "已经在社群里" in refused.text


@pytest.mark.parametrize("field", ["role-{other}", "company", "compliance-{other}"])
def test_an_invitation_reaches_no_other_community(
    charlie: Visitor, session: Session, workspace: Workspace, people: str, field: str
) -> None:
    fields = {"name": "小周", "email": "zhou@example.com", "language": "zh", f"role-{workspace.elsewhere.id}": "admin"}
    answer = charlie.post(people, data=fields | {field.format(other=workspace.community.id): "admin"})
    assert answer.status_code == 422
    assert "无权决定" in answer.text
    assert "zhou@example.com" in answer.text
    assert accounts.find_user(session, "zhou@example.com") is None


def test_an_admin_gives_roles_and_links_only_within_reach(
    charlie: Visitor, session: Session, workspace: Workspace, people: str
) -> None:
    bob, there = workspace.bob, workspace.elsewhere
    assert charlie.post(f"{people}/{bob.id}/link").status_code == 404
    accounts.grant_role(session, bob, there.id, Role.VIEWER, now=clock.now())
    assert charlie.post(f"{people}/{bob.id}/link").status_code == 403
    fields = {f"role-{there.id}": "reviewer", f"compliance-{there.id}": "1"}
    assert charlie.post(f"{people}/{bob.id}/roles", data=fields).status_code == 303
    seat = seat_of(session, workspace, bob.email)
    assert seat is not None
    assert (seat.role, seat.compliance) == (Role.REVIEWER, True)
    accounts.grant_role(session, bob, workspace.community.id, None, now=clock.now())
    assert charlie.post(f"{people}/{bob.id}/link").status_code == 200


def test_a_link_dies_once_it_would_open_what_its_maker_does_not_govern(
    charlie: Visitor, session: Session, workspace: Workspace, people: str
) -> None:
    fields = {"name": "小周", "email": "zhou@example.com", "language": "zh", f"role-{workspace.elsewhere.id}": "viewer"}
    link = link_in(charlie.post(people, data=fields).text)
    zhou = accounts.require_user(session, "zhou@example.com")
    assert charlie.get(link).status_code == 200
    accounts.grant_role(session, zhou, workspace.community.id, Role.EDITOR, now=clock.now())
    assert charlie.get(link).status_code == 410
    answer = charlie.post(link)
    assert answer.status_code == 410
    assert "账号权限在此期间有变动" in answer.text


def test_saving_the_same_roles_again_leaves_a_link_alone(
    charlie: Visitor, session: Session, workspace: Workspace, people: str
) -> None:
    seat = {f"role-{workspace.elsewhere.id}": "viewer"}
    link = link_in(charlie.post(people, data={"name": "小周", "email": "z@example.com", "language": "zh"} | seat).text)
    zhou = accounts.require_user(session, "z@example.com")
    assert charlie.post(f"{people}/{zhou.id}/roles", data=seat).status_code == 303
    assert charlie.get(link).status_code == 200
    assert charlie.post(f"{people}/{zhou.id}/roles", data={f"role-{workspace.elsewhere.id}": ""}).status_code == 303
    assert charlie.get(link).status_code == 410


def test_the_owner_is_shown_and_out_of_reach(charlie: Visitor, workspace: Workspace, people: str) -> None:
    assert workspace.alice.email in charlie.get(people).text
    assert charlie.post(f"{people}/{workspace.alice.id}/link").status_code == 404
    fields = {f"role-{workspace.elsewhere.id}": "viewer"}
    assert charlie.post(f"{people}/{workspace.alice.id}/roles", data=fields).status_code == 404


def test_an_admin_who_steps_down_is_led_away(
    charlie: Visitor, session: Session, workspace: Workspace, people: str
) -> None:
    role = f"role-{workspace.elsewhere.id}"
    own = f"{people}/{workspace.charlie.id}/roles"
    assert charlie.post(own, data={role: ""}).status_code == 409
    accounts.grant_role(session, workspace.bob, workspace.elsewhere.id, Role.ADMIN, now=clock.now())
    assert charlie.post(own, data={role: ""}).location == "/"
    assert charlie.get(people).status_code == 404


@pytest.mark.parametrize("act", ["", "/{}/roles", "/{}/link"])
def test_only_admins_manage_people(client: Visitor, workspace: Workspace, act: str) -> None:
    address = f"/c/{workspace.community.id}/people" + act.format(workspace.vic.id)
    for person, status in ((workspace.rita, 403), (workspace.charlie, 404)):
        assert sign_in(client, person).post(address).status_code == status
