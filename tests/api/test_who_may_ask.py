"""A token opens what its owner may see, as far as its scopes, its community and its life reach."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import leaving
from app.api import tokens
from app.core.errors import NotFound
from app.models import ApiToken, AuditEntry, Community, Scope, User
from tests.api.conftest import Program
from tests.browser import Visitor, sign_in
from tests.factories import Workspace

Maker = Callable[..., Program]


def test_a_token_lists_the_communities_of_its_owner_alone(program: Program, community: Community) -> None:
    answer = program.get("/communities")
    assert [row["id"] for row in answer.json["data"]] == [community.id]
    assert "Set-Cookie" not in answer.headers


def test_an_outsider_cannot_tell_that_a_community_exists(
    program_of: Maker, charlie: User, community: Community
) -> None:
    answer = program_of(charlie).get(f"/communities/{community.id}")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_a_token_for_one_community_opens_no_other(program_of: Maker, alice: User, workspace: Workspace) -> None:
    program = program_of(alice, community=workspace.community)
    assert program.get(f"/communities/{workspace.elsewhere.id}").status_code == 404
    assert [row["id"] for row in program.get("/communities").json["data"]] == [workspace.community.id]


def test_nobody_makes_a_token_for_a_community_of_others(program_of: Maker, bob: User, workspace: Workspace) -> None:
    with pytest.raises(NotFound):
        program_of(bob, community=workspace.elsewhere)


def test_a_token_without_the_scope_is_told_which_one_it_lacks(program_of: Maker, bob: User) -> None:
    answer = program_of(bob, Scope.EXPORT).get("/communities")
    assert (answer.status_code, answer.json["code"], answer.json["scope"]) == (403, "scope_missing", "read")
    assert 'scope="read"' in answer.headers["WWW-Authenticate"]


def test_without_a_token_the_way_to_one_is_told(program: Program) -> None:
    program.key = ""
    answer = program.get("/communities")
    assert (answer.status_code, answer.json["code"]) == (401, "token_missing")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert "API tokens" in answer.json["detail"]


@pytest.mark.parametrize("key", ["x", "qunbi_" + "a" * 32, "é" * 10, "a b", "x" * 500])
def test_a_guess_is_refused(program: Program, key: str) -> None:
    assert program.get("/communities", headers={"Authorization": f"Bearer {key}"}).status_code == 401


def test_an_expired_token_says_so(program_of: Maker, bob: User, now: datetime) -> None:
    answer = program_of(bob, expires_at=now - timedelta(seconds=1)).get("/communities")
    assert (answer.status_code, "expired" in answer.json["detail"]) == (401, True)
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_a_revoked_token_is_refused_at_once(program: Program, session: Session, bob: User, now: datetime) -> None:
    tokens.revoke(session, bob, session.scalars(select(ApiToken.id)).one(), now=now)
    assert program.get("/communities").status_code == 401


def test_a_closed_account_ends_its_tokens_for_good(
    program: Program, session: Session, bob: User, alice: User, now: datetime
) -> None:
    leaving.close(session, bob, None, actor=alice, now=now)
    assert program.get("/communities").status_code == 401
    leaving.reopen(session, session.merge(bob), actor=alice, now=now)
    assert program.get("/communities").status_code == 401


def test_a_cookie_opens_nothing(client: Visitor, alice: User) -> None:
    answer = sign_in(client, alice).get("/api/v1/communities")
    assert (answer.status_code, answer.headers.getlist("Set-Cookie")) == (401, [])


def test_the_last_use_is_noted_but_not_each_time(program: Program, session: Session) -> None:
    program.get("/communities")
    first = session.scalars(select(ApiToken.last_used_at)).one()
    program.get("/communities")
    assert first is not None
    assert session.scalars(select(ApiToken.last_used_at)).one() == first


def test_a_token_is_shown_once_and_only_its_hash_kept(client: Visitor, session: Session, bob: User) -> None:
    sent = {"name": "Nightly", "scopes": ["read", "export"], "community": "", "life": "90"}
    page = sign_in(client, bob).post("/profile/api-tokens", data=sent).text
    row = session.scalars(select(ApiToken)).one()
    key = page.partition('id="api-token">')[2].partition("<")[0]
    assert (row.token_hash, row.hint, row.scopes) == (tokens.hash_token(key), key[:10], ["read", "export"])
    assert key not in client.get("/profile/api-tokens").text
    trail = session.scalars(select(AuditEntry).where(AuditEntry.action == "api_token.create")).one()
    assert (trail.actor_id, key in str(trail.after)) == (bob.id, False)


@pytest.mark.parametrize("field", ["name", "scopes"])
def test_a_token_needs_a_name_and_a_scope(client: Visitor, session: Session, bob: User, field: str) -> None:
    sent = {"name": "Nightly", "scopes": ["read"], "community": "", "life": "90", field: ""}
    assert sign_in(client, bob).post("/profile/api-tokens", data=sent).status_code == 422
    assert session.scalars(select(ApiToken)).all() == []


def test_only_its_owner_revokes_a_token(
    client: Visitor, program: Program, session: Session, alice: User, bob: User
) -> None:
    number = session.scalars(select(ApiToken.id)).one()
    assert sign_in(client, alice).post(f"/profile/api-tokens/{number}/revoke").status_code == 404
    assert sign_in(client, bob).post(f"/profile/api-tokens/{number}/revoke").status_code == 303
    assert program.get("/communities").status_code == 401
