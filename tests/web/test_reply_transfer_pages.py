"""Import and share, as the pages show it."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.security import MAX_REQUEST_BYTES
from app.models import AuditEntry, ReplyImport, ReplyTemplate
from app.replies import service as replies
from app.replies.cards import Card
from content_calendar.content import Copy
from content_calendar.vocabulary import Scenario
from tests.browser import Visitor, sign_in
from tests.databases import KINDS
from tests.factories import Workspace, approved

TABLE = "分组,话术\n售后,[小名]，可以退。\n夸夸群,今天也要开心呀。\n"
CHOSEN = {"table": "0", "heading": "0", "persona": "1", "scenario": "", "above": "y", "c-0": "scenario", "c-1": "words"}


@pytest.fixture
def page(workspace: Workspace) -> str:
    return f"/c/{workspace.community.id}/replies/transfer"


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(ReplyTemplate)) or 0


def test_a_pasted_table_walks_to_the_library_and_back(editor: Visitor, session: Session, page: str) -> None:
    columns = editor.post(page, data={"pasted": TABLE}).location
    asked = editor.get(columns).text
    assert "夸夸群" in asked
    assert "小名" in asked
    said = CHOSEN | {"scenario-name": "夸夸群", "scenario-is": "closing", "blank-name": "小名", "blank-is": "text"}
    plan = editor.post(columns, data=said).location
    shown = editor.get(plan).text
    assert "{小名}" in shown
    assert count(session) == 0
    assert editor.post(plan, data={"new": "2-3"}).status_code == 303
    assert count(session) == 2
    assert "已在话术库" in editor.get(plan).text
    assert editor.post(plan, data={"new": "2-3"}).status_code == 409
    assert editor.post(f"{plan}/undo").location.endswith(page)
    assert "未导入" in editor.get(page).text


def test_columns_without_words_are_asked_for_again(editor: Visitor, page: str) -> None:
    columns = editor.post(page, data={"pasted": TABLE}).location
    answer = editor.post(columns, data=CHOSEN | {"c-1": "scenario", "persona": "999", "heading": "77", "table": "x"})
    assert answer.status_code == 422
    assert "哪一列是话术" in answer.text
    assert editor.get(f"{columns}?table=99&heading=-3").status_code == 200


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b'{"a"', b"\x00", "半".encode()[:2]])
def test_a_file_nobody_can_read_stands_at_its_field(
    editor: Visitor, session: Session, page: str, content: bytes
) -> None:
    answer = editor.post(page, data={"file": (BytesIO(content), "话术.csv")})
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text
    assert not session.scalars(select(ReplyImport)).all()


def test_more_than_a_request_may_carry_is_not_read(editor: Visitor, page: str) -> None:
    answer = editor.post(page, data={"pasted": "a" * MAX_REQUEST_BYTES})
    assert answer.status_code == 413
    assert "太大" in answer.text


def test_hostile_cells_are_shown_and_never_run(editor: Visitor, page: str) -> None:
    table = '<b>分组</b>,话术\n"<script>alert(1)</script>","<img src=x onerror=alert(1)>{{ 7*7 }}"\n'
    columns = editor.post(page, data={"pasted": table}).location
    plan = editor.post(columns, data=CHOSEN | {"scenario": "closing", "c-0": ""}).location
    for address in (columns, plan):
        text = editor.get(address).text
        assert "<script>alert(1)" not in text
        assert "<img src=x" not in text


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json", "zip"])
def test_files_are_for_editors_and_a_viewer_may_look(
    client: Visitor, workspace: Workspace, page: str, kind: str
) -> None:
    address = f"{page}/replies.{kind}"
    assert sign_in(client, workspace.vic).get(page).status_code == 200
    assert client.post(address).status_code == 403
    assert client.post(page, data={"pasted": TABLE}).status_code == 403
    made = sign_in(client, workspace.bob).post(address)
    assert made.status_code == 200
    assert "attachment" in made.headers["Content-Disposition"]
    assert client.post(address, csrf=False).status_code == 422
    assert client.get(address).status_code == 405
    assert sign_in(client, workspace.charlie).post(address).status_code == 404


@pytest.mark.parametrize("database", KINDS, indirect=True)
def test_a_library_that_left_stands_in_the_audit_trail(
    editor: Visitor, session: Session, workspace: Workspace, page: str, now: datetime
) -> None:
    copy, card = Copy(hook="欢迎来下午茶。", body="=1+1 想潜水看看也行。"), Card(scenario=Scenario.WELCOME)
    approved(session, workspace, replies.create(
        session, workspace.community, card, copy, actor=workspace.editor, now=now
    ), now)
    made = editor.post(f"{page}/replies.csv")
    assert "欢迎来下午茶。" in made.data.decode("utf-8-sig")
    told = session.scalars(select(AuditEntry).where(AuditEntry.action == "export.replies")).one()
    assert (told.actor_id, told.community_id) == (workspace.editor.user.id, workspace.community.id)
    assert told.after["row_count"] == 1
    assert told.after["filename"] in made.headers["Content-Disposition"]
    trail = sign_in(editor, workspace.alice).get(f"/c/{workspace.community.id}/audit?group=leaving").text
    assert "导出话术库" in trail


def test_a_file_of_another_community_is_not_there(editor: Visitor, workspace: Workspace, page: str) -> None:
    columns = editor.post(page, data={"pasted": TABLE}).location
    number = columns.split("/")[-2]
    sign_in(editor, workspace.charlie)
    assert editor.get(f"/c/{workspace.elsewhere.id}/replies/transfer/{number}").status_code == 404
