"""Connections and pushes in the pages: who may do what, keys that are never shown, words that are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_network

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.connections import jobs
from app.core import clock
from app.models import AuditEntry, Connection, ContentItem, Push, PushStatus
from tests.browser import Visitor, sign_in
from tests.factories import COPY, Workspace, approved
from tests.vendors.postiz import PostizServer
from tests.vendors.server import Fault


@pytest.fixture
def postiz(app: Flask) -> Iterator[PostizServer]:
    settings = app.extensions["qunbi-settings"]
    networks = (ip_network("127.0.0.0/8"),)
    app.extensions["qunbi-settings"] = settings.model_copy(update={"target_networks": networks})
    with PostizServer() as server:
        yield server
    app.extensions["qunbi-settings"] = settings


@pytest.fixture
def home(workspace: Workspace) -> str:
    return f"/c/{workspace.community.id}"


@pytest.fixture
def admin(client: Visitor, workspace: Workspace) -> Visitor:
    return sign_in(client, workspace.alice)


def filled(url: str, key: str, **changes: str) -> dict[str, str]:
    return {
        "name": "门店 Postiz", "base_url": url, "credential": key, "persona": "0",
        "option_accounts": "*=chan-1", "option_as_draft": "y", "version": "0", **changes,
    }


@pytest.fixture
def connection(admin: Visitor, session: Session, home: str, postiz: PostizServer) -> Connection:
    """Made before anybody knew the ids of the accounts there, which a test lists."""
    nameless = filled(postiz.url, postiz.key, option_accounts="")
    assert admin.post(f"{home}/connections/new/postiz", data=nameless).status_code == 303
    made = session.scalars(select(Connection)).one()
    assert "chan-1" in admin.post(f"{home}/connections/{made.id}/test").text
    named = filled(postiz.url, "", version=str(made.version))
    assert admin.post(f"{home}/connections/{made.id}", data=named).status_code == 303
    return made


def test_a_connection_is_set_up_tested_and_changed_without_its_key_being_seen(
    admin: Visitor, session: Session, home: str, postiz: PostizServer, connection: Connection
) -> None:
    page = f"{home}/connections/{connection.id}"
    tested = admin.post(f"{page}/test")
    assert "可以用" in tested.text
    assert "chan-2" in tested.text
    assert re.search(r'<input [^>]*checked[^>]*name="option_as_draft"', tested.text)
    renamed = filled(postiz.url, "", name="总店", version=str(connection.version))
    assert admin.post(page, data=renamed).status_code == 303
    assert (connection.name, connection.active) == ("总店", True)
    trail = session.scalars(select(AuditEntry).where(AuditEntry.subject == "connection")).all()
    seen = [admin.get(page).text, admin.get(f"{home}/connections").text, tested.text, str([row.after for row in trail])]
    assert trail
    assert not any(postiz.key in text for text in seen)
    assert admin.post(page, data=filled(postiz.url, postiz.key, version="0")).status_code == 409
    postiz.integrations.pop("chan-1")
    assert "chan-1" in admin.post(f"{page}/test").text
    postiz.key = "changed"
    assert "密钥" in admin.post(f"{page}/test").text


REJECTED = [
    ("base_url", "javascript:alert(1)", "https://"), ("base_url", "https://me:secret@example.com", "密码"),
    ("name", " ", "名称"), ("credential", "", "对方"), ("credential", "two words", "空格"),
    ("option_accounts", "微博 1", "平台=账号编号"),
    ("option_accounts", "x=" + "长" * 5000, "最多"), ("option_accounts", "<script>=1\0", "控制字符"),
]


def test_a_rejected_form_names_the_field_and_keeps_what_was_typed(admin: Visitor, home: str) -> None:
    typed = filled("https://postiz.example", "key-nobody-sees")
    for field, value, told in REJECTED:
        answer = admin.post(f"{home}/connections/new/postiz", data={**typed, "name": "留下来", field: value})
        assert answer.status_code == 422, field
        assert told in answer.text, field
        assert "留下来" in answer.text or field == "name"
        assert "key-nobody-sees" not in answer.text
        assert "<script>=1" not in answer.text


def test_a_stored_key_is_not_sent_to_another_address(
    admin: Visitor, home: str, postiz: PostizServer, connection: Connection
) -> None:
    changes = filled("https://elsewhere.example", "", version=str(connection.version))
    assert admin.post(f"{home}/connections/{connection.id}", data=changes).status_code == 422
    assert connection.base_url == postiz.url


def test_an_editor_pushes_by_hand_and_settles_what_ended_unknown(
    admin: Visitor, session: Session, workspace: Workspace, home: str, postiz: PostizServer, connection: Connection
) -> None:
    item = approved(session, workspace, workspace.item, clock.now())
    editor = sign_in(admin, workspace.bob)
    seen = editor.get(f"{home}/pushes/new?items={item.id},999,x")
    assert COPY.hook in seen.text
    fields = {"items": str(item.id), "connection": str(connection.id)}
    assert editor.post(f"{home}/pushes/new", data=fields).status_code == 303
    assert "同样的文字已推送过" in editor.get(f"{home}/pushes/new?items={item.id}").text
    postiz.faults.append(Fault.CUT)
    jobs.push_due(connection.id)
    page = editor.get(f"{home}/pushes").text
    assert "结果不明" in page
    push = session.scalars(select(Push)).one()
    assert "连接在答复之前中断" in editor.get(f"{home}/pushes/{push.id}").text
    there = {"resolution": "there", "link": "https://postiz.example/p/1"}
    assert editor.post(f"{home}/pushes/{push.id}/resolve", data={**there, "link": "javascript:x"}).status_code == 422
    assert editor.post(f"{home}/pushes/{push.id}/resolve", data=there).status_code == 303
    assert (push.status, push.external_url) == (PushStatus.DELIVERED, "https://postiz.example/p/1")
    assert editor.post(f"{home}/pushes/{push.id}/resolve", data=there).status_code == 409
    assert session.get_one(ContentItem, item.id).state == "exported"


def test_who_may_do_what(
    admin: Visitor, session: Session, workspace: Workspace, home: str, postiz: PostizServer, connection: Connection
) -> None:
    item = approved(session, workspace, workspace.item, clock.now())
    admin.post(f"{home}/pushes/new", data={"items": str(item.id), "connection": str(connection.id)})
    push = session.scalars(select(Push)).one()
    seen = [f"{home}/connections", f"{home}/pushes", f"{home}/pushes/{push.id}"]
    written = [
        (f"{home}/connections/new/postiz", filled(postiz.url, "k")),
        (f"{home}/connections/{connection.id}", filled(postiz.url, "k")),
        (f"{home}/connections/{connection.id}/test", {}), (f"{home}/connections/{connection.id}/active", {}),
    ]
    by_editors = [(f"{home}/pushes/new", {}), (f"{home}/pushes/{push.id}/resolve", {"resolution": "drop"})]
    expected = {
        workspace.charlie: (404, 404, 404), workspace.vic: (200, 403, 403), workspace.rita: (200, 403, None),
        workspace.bob: (200, 403, None),
    }
    for person, (reads, sets_up, orders) in expected.items():
        visitor = sign_in(admin, person)
        assert {visitor.get(page).status_code for page in seen} == {reads}
        assert {visitor.post(page, data=data).status_code for page, data in written} == {sets_up}
        if orders:
            assert {visitor.post(page, data=data).status_code for page, data in by_editors} == {orders}
    elsewhere = f"/c/{workspace.elsewhere.id}"
    owner = sign_in(admin, workspace.charlie)
    assert owner.get(f"{elsewhere}/connections/{connection.id}").status_code == 404
    assert owner.post(f"{elsewhere}/pushes/{push.id}/resolve", data={"resolution": "drop"}).status_code == 404
    fields = {"items": str(item.id), "connection": str(connection.id)}
    assert owner.post(f"{elsewhere}/pushes/new", data=fields).status_code == 404


def test_staff_who_confirmed_are_ticked_off_by_name_and_the_tick_can_be_taken_back(
    admin: Visitor, session: Session, workspace: Workspace, home: str, connection: Connection
) -> None:
    item = approved(session, workspace, workspace.item, clock.now())
    connection.target = "wecom_moments"
    push = Push(
        community_id=item.community_id, connection_id=connection.id, item_id=item.id, ordered_by_id=workspace.bob.id,
        revision_id=item.current_revision_id, fingerprint="f", uid="push-1", status=PushStatus.DELIVERED,
        slot_at=item.slot_at, available_at=item.slot_at, created_at=clock.now(),
        confirmations=[{"sender": name, "by": None, "at": None} for name in ("li.na", "wang.wei")],
    )
    session.add(push)
    session.flush()
    editor = sign_in(admin, workspace.bob)
    page = f"{home}/pushes/{push.id}"
    assert "等待员工确认" in editor.get(f"{home}/pushes").text
    assert "请在企业微信里确认" in editor.get(page).text
    for name in ("li.na", "wang.wei"):
        assert push.confirmed_at is None
        assert editor.post(f"{page}/confirm", data={"sender": name, "back": "list"}).status_code == 303
    assert push.confirmed_at
    assert f"由 {workspace.bob.name} 勾选" in editor.get(page).text
    assert "等待员工确认" not in editor.get(f"{home}/pushes").text
    assert editor.post(f"{page}/confirm", data={"sender": "li.na", "done": "0"}).status_code == 303
    assert push.confirmed_at is None
    assert editor.post(f"{page}/confirm", data={"sender": "<b>nobody"}).status_code == 404
    assert sign_in(editor, workspace.vic).post(f"{page}/confirm", data={"sender": "li.na"}).status_code == 403
    push.status = PushStatus.CANCELLED
    session.flush()
    assert sign_in(editor, workspace.bob).post(f"{page}/confirm", data={"sender": "li.na"}).status_code == 409


def test_a_wecom_connection_is_asked_for_what_it_needs(
    admin: Visitor, session: Session, home: str, postiz: PostizServer
) -> None:
    fields = {
        "name": "企微群", "base_url": postiz.url, "credential": "secret", "persona": "0", "version": "0",
        "option_corp_id": "ww0", "option_to": "group", "option_sender": "li.na", "option_chats": "",
        "option_quota": "week",
    }
    refused = admin.post(f"{home}/connections/new/wecom_mass", data=fields)
    assert (refused.status_code, "请至少填一个客户群" in refused.text) == (422, True)
    many = "\n".join(f"wr{number:030}=群{number}" for number in range(2000))
    assert admin.post(f"{home}/connections/new/wecom_mass", data=fields | {"option_chats": many}).status_code == 303
    made = session.scalars(select(Connection)).one()
    assert (len(made.options["chats"]), made.options["quota"]) == (2000, "week")
    assert "=群1999" in admin.get(f"{home}/connections/{made.id}").text
    wrong = admin.post(f"{home}/connections/new/wecom_mass", data=fields | {"option_to": "everybody"})
    assert wrong.status_code == 422
