"""Fields of rank sent to forms that ask for none: refused with the reason, kept in the trail, and nothing changes."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import AuditEntry, Community, ContentItem, User, Voice
from content_calendar.workflow import State
from tests.browser import Visitor, sign_in
from tests.databases import SQLITE
from tests.factories import Workspace

FORGED = "refused.field_forged"


@pytest.fixture
def database() -> str:
    """What a form may name does not depend on the kind."""
    return SQLITE


def entries(session: Session) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).where(AuditEntry.action == FORGED).order_by(AuditEntry.number)))


@pytest.mark.parametrize(
    "field",
    ["role", "roles", "Role", "role[]", "role-1", "compliance", "is_owner", "owner", "author", "author_id", "user_id",
     "approved_by_id", "approved_fingerprint", "editorial_by_id", "state", "status", "session_version", " role "],
)
def test_a_profile_that_names_a_rank_is_refused_and_kept(
    client: Visitor, session: Session, bob: User, field: str
) -> None:
    answer = sign_in(client, bob).post("/profile", data={"name": "大老板", "language": "zh", field: "admin"})
    assert answer.status_code == 422
    assert f"表单里的“{field}”你无权决定" in answer.text
    assert bob.name != "大老板"
    (entry,) = entries(session)
    assert (entry.actor_id, entry.after["attempt"]) == (bob.id, "accounts.save_profile")
    assert field.strip() in entry.note


def test_an_approval_that_names_its_own_giver_gives_none(
    client: Visitor, session: Session, workspace: Workspace, item: ContentItem
) -> None:
    sign_in(client, workspace.rita)
    place = f"/c/{item.community_id}"
    client.post(f"{place}/items/{item.id}/submit", data={"version": item.version})
    forged = {"version": item.version, "approved_by_id": workspace.alice.id}
    assert client.post(f"{place}/items/{item.id}/approve", data=forged).status_code == 422
    assert (item.state, item.approved_fingerprint) == (State.IN_REVIEW, None)
    (entry,) = entries(session)
    assert (entry.subject, entry.subject_id, entry.community_id) == ("content_item", item.id, item.community_id)


def test_what_a_script_sends_is_read_the_same_way(client: Visitor, bob: User, item: ContentItem) -> None:
    before = item.slot_at
    body = {"version": item.version, "slot": "2099-01-01T12:00", "approved_fingerprint": item.fingerprint()}
    answer = sign_in(client, bob).post(
        f"/c/{item.community_id}/items/{item.id}/move", json=body,
        headers={"Accept": "application/json", "Accept-Language": "en"},
    )
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert item.slot_at == before


def test_the_reason_is_given_in_the_readers_language(client: Visitor, session: Session, bob: User) -> None:
    sign_in(client, bob).post("/language", data={"language": "en"})
    answer = client.post("/profile", data={"name": "Bob", "language": "en", "role": "admin"})
    assert "The form names “role”" in answer.text


def test_a_voice_has_a_role_of_its_own_and_a_persona_has_none(
    client: Visitor, session: Session, bob: User, community: Community, voice: Voice
) -> None:
    sign_in(client, bob)
    fields = {"name": "阿禾", "role": "选品师", "language": "zh"}
    assert client.post(f"/c/{community.id}/community/voices/new", data=fields).status_code == 303
    assert client.post(f"/c/{community.id}/community/personas/new", data=fields).status_code == 422
    assert [entry.after["attempt"] for entry in entries(session)] == ["communities.create_part"]


def test_a_people_form_decides_about_seats_and_about_nothing_else(
    client: Visitor, session: Session, workspace: Workspace
) -> None:
    bob = workspace.bob
    address = f"/settings/people/{bob.id}/roles"
    fields = {f"role-{workspace.community.id}": "admin", "is_owner": "1"}
    assert sign_in(client, workspace.alice).post(address, data=fields).status_code == 422
    assert not bob.is_owner
    assert [mine.role for mine in bob.memberships] == ["editor"]
    assert [(entry.subject, entry.subject_id) for entry in entries(session)] == [("user", bob.id)]


def test_what_another_service_sends_in_words_of_its_own_is_not_taken_for_a_form(
    client: Visitor, session: Session, alice: User
) -> None:
    client.post("/sign-in", json={"status": "published", "email": alice.email})
    assert entries(session) == []


def test_an_outsider_learns_nothing_from_it(
    client: Visitor, session: Session, charlie: User, item: ContentItem
) -> None:
    answer = sign_in(client, charlie).post(f"/c/{item.community_id}/items/{item.id}", data={"role": "admin"})
    assert answer.status_code == 404
    assert entries(session) == []


def test_a_stranger_is_kept_once_in_a_quarter_of_an_hour(client: Visitor, session: Session, alice: User) -> None:
    for _ in range(3):
        fields = {"email": alice.email, "password": "x", "is_owner": "1"}
        assert client.post("/sign-in", data=fields).status_code == 422
    assert [entry.actor_id for entry in entries(session)] == [None]
