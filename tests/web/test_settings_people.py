"""People: invited with a link that is shown once, given roles, closed and opened again."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import leaving
from app.accounts import service as accounts
from app.accounts.access import Actor
from app.core import clock
from app.library import service as library
from app.library.service import hands_in, keeper_of
from app.models import AuditEntry, Membership, Notice, NoticeKind, SavedFilter, User
from app.review import service as review
from content_calendar.workflow import Role
from tests.browser import Visitor, sign_in
from tests.factories import COPY, Workspace, approved, in_review, make_item, make_user, write
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


def newest(session: Session) -> AuditEntry:
    """What was recorded last."""
    return session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1)).one()


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
    assert owner.post(address, data={field: ""}).status_code == 303
    assert role_of(session, workspace.bob, workspace) is None


@pytest.mark.parametrize(
    "forged",
    [
        {"role-{c}": "emperor"}, {"role-{c}": "admin", "role-999": "admin"}, {"role-{c}": "admin", "more": "1"},
        {"role-{c}": "<b>"},
    ],
)
def test_a_forged_role_is_refused_changes_nothing_and_is_kept(
    owner: Visitor, session: Session, workspace: Workspace, forged: dict[str, str]
) -> None:
    fields = {name.format(c=workspace.community.id): value for name, value in forged.items()}
    answer = owner.post(f"{PEOPLE}/{workspace.bob.id}/roles", data=fields)
    assert answer.status_code == 422
    assert "notice-bad" in answer.text
    assert role_of(session, workspace.bob, workspace) is Role.EDITOR
    entry = newest(session)
    assert (entry.action, entry.actor_id, entry.subject_id) == (
        "membership.change.refused", workspace.alice.id, workspace.bob.id
    )
    assert entry.note


def test_who_may_not_change_people_leaves_a_line_in_the_audit_trail(
    client: Visitor, session: Session, workspace: Workspace
) -> None:
    fields = {f"role-{workspace.community.id}": "admin"}
    for place in ("/settings", f"/c/{workspace.community.id}"):
        address = f"{place}/people/{workspace.vic.id}/roles"
        assert sign_in(client, workspace.vic).post(address, data=fields).status_code == 403
        assert (newest(session).action, newest(session).actor_id) == ("refused.forbidden", workspace.vic.id)
    assert role_of(session, workspace.vic, workspace) is Role.VIEWER


def test_an_invitation_gives_roles_and_the_compliance_step(
    owner: Visitor, session: Session, workspace: Workspace
) -> None:
    seat = {f"role-{workspace.community.id}": "reviewer", f"compliance-{workspace.community.id}": "1"}
    assert owner.post(PEOPLE, data=SANE | seat).status_code == 200
    user = accounts.require_user(session, SANE["email"])
    (membership,) = session.scalars(select(Membership).where(Membership.user_id == user.id))
    assert (membership.role, membership.compliance) == (Role.REVIEWER, True)


def test_the_last_admin_of_a_community_stays_until_there_is_another(
    owner: Visitor, session: Session, workspace: Workspace
) -> None:
    charlie, there = workspace.charlie, workspace.elsewhere
    for address, fields in (
        (f"{PEOPLE}/{charlie.id}/roles", {f"role-{there.id}": "viewer"}),
        (f"{PEOPLE}/{charlie.id}/close", {"heir": ""}),
    ):
        answer = owner.post(address, data=fields)
        assert answer.status_code == 409
        assert "最后一位管理员" in answer.text
    accounts.grant_role(session, workspace.bob, there.id, Role.ADMIN, now=clock.now())
    assert owner.post(f"{PEOPLE}/{charlie.id}/close", data={"heir": ""}).status_code == 303


def test_a_closed_account_is_signed_out_and_gets_no_link(
    owner: Visitor, session: Session, workspace: Workspace
) -> None:
    token = accounts.issue_sign_in_link(session, workspace.bob, now=clock.now())
    assert owner.post(f"{PEOPLE}/{workspace.bob.id}/close", data={"heir": ""}).status_code == 303
    assert owner.post(f"{PEOPLE}/{workspace.bob.id}/link").status_code == 409
    sign_in(owner, workspace.alice)
    assert owner.post(f"{PEOPLE}/{workspace.bob.id}/open").status_code == 303
    assert owner.post(f"{PEOPLE}/{workspace.bob.id}/link").status_code == 200
    sign_in(owner, None)
    assert owner.post(f"/sign-in/{token}").status_code == 410


def test_an_open_session_ends_when_its_account_is_closed(
    client: Visitor, session: Session, workspace: Workspace
) -> None:
    sign_in(client, workspace.bob)
    assert client.get("/").status_code == 200
    leaving.close(session, workspace.bob, None, actor=workspace.alice, now=clock.now())
    assert "/sign-in" in client.get("/").location


def test_what_somebody_leaves_is_counted_and_handed_over(
    owner: Visitor, session: Session, workspace: Workspace
) -> None:
    item, bob, rita = in_review(session, workspace, workspace.item, clock.now()), workspace.bob, workspace.rita
    accounts.grant_role(session, workspace.vic, item.community_id, Role.REVIEWER, now=clock.now())
    item.assigned_to_id = item.claimed_by_id = rita.id
    item.claimed_until = clock.now() + timedelta(minutes=5)
    filters = [
        SavedFilter(community_id=item.community_id, user_id=who, name="待我看", query="", created_at=clock.now())
        for who in (rita.id, workspace.vic.id)
    ]
    session.add_all(filters)
    session.flush()
    page = owner.get(f"{PEOPLE}/{rita.id}/close").text
    assert re.findall(r'stat-value">(\d+)', page) == ["1", "1", "0", "0", "1"]
    assert owner.post(f"{PEOPLE}/{rita.id}/close", data={"heir": str(workspace.vic.id)}).status_code == 303
    session.refresh(item)
    assert [item.assigned_to_id, item.claimed_by_id] == [workspace.vic.id, None]
    assert [(each.user_id, each.name) for each in filters] == [
        (workspace.vic.id, "待我看 (Rita)"), (workspace.vic.id, "待我看")
    ]
    assert session.scalars(select(Notice.kind).where(Notice.user_id == workspace.vic.id)).all() == ["handed_over"]
    assert owner.post(f"{PEOPLE}/{bob.id}/close", data={"heir": str(rita.id)}).status_code == 422


def test_unfinished_texts_go_to_the_heir_and_stay_the_words_of_who_wrote_them(
    owner: Visitor, session: Session, workspace: Workspace
) -> None:
    bob, rita, item = workspace.bob, workspace.rita, workspace.item
    done = make_item(session, workspace.column, clock.now(), slot_at=clock.now() + timedelta(days=9))
    approved(session, workspace, write(session, done, COPY, workspace.editor, clock.now()), clock.now())
    item_id, mine = item.id, f"/c/{item.community_id}/library?mine=1"
    assert owner.post(f"{PEOPLE}/{bob.id}/close", data={"heir": str(rita.id)}).status_code == 303
    session.refresh(item)
    assert (item.keeper_id, done.keeper_id) == (rita.id, None)
    assert hands_in(item) == {bob.id}
    kept = select(AuditEntry.subject_id).where(AuditEntry.action == "item.hand_over")
    assert session.scalars(kept).all() == [item_id]
    assert f"/items/{item_id}" in sign_in(owner, rita).get(mine).text
    assert f"/items/{item_id}" not in sign_in(owner, workspace.alice).get(mine).text


def test_a_text_taken_over_is_looked_after_until_somebody_else_writes(
    owner: Visitor, session: Session, workspace: Workspace
) -> None:
    item, rita, moment = workspace.item, workspace.rita, clock.now()
    owner.post(f"{PEOPLE}/{workspace.bob.id}/close", data={"heir": str(rita.id)})
    session.refresh(item)
    in_review(session, workspace, item, moment)
    item.slot_at = moment - timedelta(minutes=1)
    session.flush()
    review.expire_missed(session, now=moment)
    told = select(Notice.user_id).where(Notice.kind == NoticeKind.EXPIRED)
    assert session.scalars(told).all() == [rita.id]
    library.edit_copy(
        session, item, replace(COPY, body="换一种说法。"), version=item.version,
        actor=Actor(workspace.alice, Role.ADMIN), now=moment,
    )
    assert (item.keeper_id, keeper_of(item)) == (None, workspace.alice.id)


def test_who_leaves_after_taking_over_hands_it_on(owner: Visitor, session: Session, workspace: Workspace) -> None:
    accounts.grant_role(session, workspace.vic, workspace.community.id, Role.EDITOR, now=clock.now())
    owner.post(f"{PEOPLE}/{workspace.bob.id}/close", data={"heir": str(workspace.rita.id)})
    assert re.findall(r'stat-value">(\d+)', owner.get(f"{PEOPLE}/{workspace.rita.id}/close").text)[2] == "1"
    owner.post(f"{PEOPLE}/{workspace.rita.id}/close", data={"heir": str(workspace.vic.id)})
    session.refresh(workspace.item)
    assert workspace.item.keeper_id == workspace.vic.id


def test_owners_cannot_lock_themselves_out(owner: Visitor, workspace: Workspace) -> None:
    assert owner.post(f"{PEOPLE}/{workspace.alice.id}/close", data={"heir": ""}).status_code == 422
    assert workspace.alice.active


@pytest.mark.parametrize("act", ["roles", "link", "close", "open"])
def test_people_who_do_not_exist_are_not_found(owner: Visitor, act: str) -> None:
    assert owner.post(f"{PEOPLE}/999999/{act}").status_code == 404
    assert owner.post(f"{PEOPLE}/{10**20}/{act}").status_code in {404, 405}


@pytest.mark.parametrize("act", ["", "/{}/roles", "/{}/link", "/{}/close", "/{}/open"])
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
    session.commit()
    assert reads_of(owner, PEOPLE) == few <= 8
