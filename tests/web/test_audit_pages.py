"""The owner reads all of the trail, an admin that of their community; refused attempts are in it."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.chain import entry_hash
from app.core.clock import now as moment
from app.models import AuditEntry, Membership
from content_calendar.workflow import Role
from tests.browser import Visitor, sign_in
from tests.factories import Workspace, in_review


def newest(session: Session) -> AuditEntry:
    return session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1)).one()


def noted(session: Session, workspace: Workspace, action: str, now: datetime, **fields: object) -> None:
    defaults: dict[str, object] = {
        "actor": workspace.bob, "community_id": workspace.community.id, "subject": "persona",
        "subject_id": workspace.persona.id,
        "before": {"summary": "第一次当妈妈，宝宝六个月到一岁，正在慢慢断奶的日子里"},
        "after": {"summary": "第一次当妈妈，宝宝六个月到两岁，正在慢慢断奶的日子里"},
    }
    audit.record(session, action, now=now, **defaults | fields)  # type: ignore[arg-type]  # fields of the call


def test_the_owner_reads_filters_and_follows_the_trail(
    client: Visitor, session: Session, workspace: Workspace, now: datetime
) -> None:
    for number in range(60):
        noted(session, workspace, "persona.change", now, actor=workspace.bob if number else None)
    elsewhere = workspace.elsewhere.id
    noted(session, workspace, "voice.delete", now, subject="voice", note="<b>小满</b>", community_id=elsewhere)
    sign_in(client, workspace.alice)
    page = client.get("/settings/audit").text
    assert "删除发言人设" in page
    assert "&lt;b&gt;小满&lt;/b&gt;" in page
    assert "<del>一</del><ins>两</ins>岁" in page
    older = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "删除发言人设" not in client.get(older).text
    for query in ("group=planning", "who=999", "until=2026-09-06", "item=1", "subject=voice&group=setup&community=99"):
        assert "没有符合条件的记录" in client.get(f"/settings/audit?{query}").text, query
    assert "系统自动</strong>" in client.get("/settings/audit?who=service&from=2026-09-07&until=2099-01-01").text
    here = client.get(f"/c/{workspace.community.id}/audit?group=setup").text
    assert "修改人群画像" in here
    assert "小满" not in here.partition('class="traces')[2]


def test_the_trail_leaves_as_lines_that_anybody_can_verify(
    client: Visitor, session: Session, workspace: Workspace, now: datetime
) -> None:
    for number in range(520):
        noted(session, workspace, "persona.change", now, note=f"=1+{number}")
    sign_in(client, workspace.alice)
    lines = [json.loads(line) for line in client.post("/settings/audit/export?format=jsonl").text.splitlines()]
    assert [line["number"] for line in lines] == list(range(len(lines), 0, -1))
    assert [(line["action"], line["actor"]) for line in lines[:2]] == [
        ("export.audit_trail", "Alice"), ("persona.change", "Bob"),
    ], "the file tells of itself first"
    for line, before in zip(lines, [*lines[1:], {"hash": ""}], strict=True):
        assert line["previous"] == before["hash"]
        assert entry_hash(line | {"created_at": datetime.fromisoformat(line["at"])}) == line["hash"]
    table = client.post(f"/c/{workspace.community.id}/audit/export?format=csv&group=setup").text
    assert "'=1+519" in table
    assert client.post("/settings/audit/export?format=exe").status_code == 404


@pytest.mark.parametrize(("who", "status"), [("rita", 403), ("bob", 403), ("charlie", 404)])
def test_only_admins_read_the_trail_of_their_community(
    client: Visitor, workspace: Workspace, who: str, status: int
) -> None:
    sign_in(client, getattr(workspace, who))
    for method, path in (("GET", "audit"), ("POST", "audit/export")):
        assert client.open(f"/c/{workspace.community.id}/{path}", method=method).status_code == status
        assert client.open(f"/settings/{path}", method=method).status_code == 403


def test_admins_are_offered_the_people_of_their_community_alone(client: Visitor, workspace: Workspace) -> None:
    page = sign_in(client, workspace.charlie).get(f"/c/{workspace.elsewhere.id}/audit").text
    assert f'<option value="{workspace.charlie.id}"' in page
    assert f'<option value="{workspace.bob.id}"' not in page


def test_refused_attempts_are_written_although_nothing_changed(
    client: Visitor, session: Session, workspace: Workspace
) -> None:
    item = in_review(session, workspace, workspace.item, moment())
    session.commit()
    known = newest(session).number
    path = f"/c/{workspace.community.id}/items/{item.id}/approve"
    sign_in(client, workspace.vic)
    assert client.post(path, data={"version": item.version}).status_code == 403
    sign_in(client, workspace.rita)
    assert client.post(path, data={"version": item.version + 7}).status_code in {409, 422}
    assert client.post(f"/c/{workspace.elsewhere.id}/items/{item.id}/approve").status_code == 404
    query = select(AuditEntry).where(AuditEntry.number > known, AuditEntry.action.contains("refused"))
    role, stale, elsewhere = session.scalars(query.order_by(AuditEntry.number))
    assert role.actor_id == workspace.vic.id
    assert (stale.subject, stale.subject_id, stale.origin) == ("content_item", item.id, "web")
    assert stale.note
    assert (elsewhere.action, elsewhere.community_id) == ("refused.not_found", workspace.elsewhere.id)
    assert session.scalars(select(Membership.role).where(Membership.user_id == workspace.vic.id)).one() is Role.VIEWER


def test_a_lockout_is_written_once(client: Visitor, session: Session, workspace: Workspace) -> None:
    client.post("/sign-in", data={"email": "Bob@example.com", "password": "not this one"})
    failed = newest(session)
    assert (failed.action, failed.subject_id, failed.actor_id) == ("account.sign_in_failed", workspace.bob.id, None)
    for _knock in range(13):
        answer = client.post("/sign-in", data={"email": "bob@example.com"})
    assert answer.status_code == 429
    (lockout,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "account.lockout"))
    assert (lockout.after, lockout.address) == ({"email": "b•••@example.com"}, "127.0.0.1")
