"""Pages of webhooks: admins alone, secrets once, every message in the log, callbacks without a session."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Connection, User, WebhookDelivery, WebhookEndpoint, WebhookEvent
from tests.browser import Visitor, sign_in
from tests.factories import Workspace
from tests.statements import reads_of

ADDRESS = "https://warehouse.example.com/hook?token=geheim"


@pytest.fixture
def page(workspace: Workspace) -> str:
    return f"/c/{workspace.community.id}/webhooks"


@pytest.fixture
def admin(client: Visitor, alice: User) -> Visitor:
    return sign_in(client, alice)


def made(admin: Visitor, session: Session, page: str) -> WebhookEndpoint:
    answer = admin.post(page, data={"name": "仓库", "url": ADDRESS, "kinds": ["item.approved"]})
    assert "whsec_" in answer.text
    return session.scalars(select(WebhookEndpoint)).one()


def test_a_webhook_is_made_and_its_secret_shown_once(admin: Visitor, session: Session, page: str) -> None:
    endpoint = made(admin, session, page)
    shown = admin.get(f"{page}/{endpoint.id}").text + admin.get(page).text
    assert "whsec_" not in shown
    assert "warehouse.example.com" in shown
    assert "geheim" not in admin.get(page).text


@pytest.mark.parametrize(
    "url", ["", "ftp://x", "javascript:1", "http://", "https://a:b@c/", "http://x:0/", "http://a b"]
)
def test_an_address_nobody_can_call_is_refused(admin: Visitor, session: Session, page: str, url: str) -> None:
    assert admin.post(page, data={"name": "x", "url": url}).status_code == 422
    assert session.scalars(select(WebhookEndpoint)).all() == []


def test_a_test_message_stands_in_the_log_and_can_be_sent_again(admin: Visitor, session: Session, page: str) -> None:
    endpoint = made(admin, session, page)
    one = f"{page}/{endpoint.id}"
    assert admin.post(f"{one}/test").status_code == 303
    delivery = session.scalars(select(WebhookDelivery)).one()
    assert "webhook.test" in admin.get(one).text
    assert "webhook.test" in admin.get(f"{one}/messages/{delivery.id}").text
    assert admin.post(f"{one}/active", data={"active": "0"}).status_code == 303
    assert admin.post(f"{one}/active", data={"active": "1"}).status_code == 303
    assert admin.post(f"{one}/replay").status_code == 303
    session.refresh(delivery)
    assert delivery.status.value == "pending"
    assert admin.get(f"{one}/messages/999999").status_code == 404


def test_of_two_changes_at_once_the_later_is_told(admin: Visitor, session: Session, page: str) -> None:
    endpoint = made(admin, session, page)
    old = re.findall(r'name="version"[^>]*value="(\d+)"', admin.get(f"{page}/{endpoint.id}").text)[0]
    words = {"name": "另一个", "url": ADDRESS, "version": old}
    assert admin.post(f"{page}/{endpoint.id}", data=words).status_code == 303
    assert admin.post(f"{page}/{endpoint.id}", data=words | {"name": "第三个"}).status_code == 409
    assert "whsec_" in admin.post(f"{page}/{endpoint.id}/secret").text
    assert admin.post(f"{page}/{endpoint.id}/remove").status_code == 303
    assert session.scalars(select(WebhookEvent)).all() == []


def test_nobody_below_an_admin_sees_them(client: Visitor, page: str, bob: User, charlie: User) -> None:
    assert sign_in(client, bob).get(page).status_code == 403
    assert sign_in(client, charlie).get(page).status_code == 404


def test_a_callback_needs_no_session_and_a_right_signature(
    admin: Visitor, client: Visitor, session: Session, workspace: Workspace, page: str
) -> None:
    connection = Connection(
        community_id=workspace.community.id, created_by_id=workspace.admin.user.id, name="Postiz", target="postiz",
        base_url="https://example.com", created_at=workspace.item.created_at,
    )
    session.add(connection)
    session.commit()
    assert "whsec_" in admin.post(f"{page}/callers/{connection.id}/secret").text
    hook = f"/hooks/connections/{connection.id}"
    for body in (b"{}", b"\xff", b"x" * 70_000):
        answer = client.post(hook, data=body, headers={"webhook-id": "1", "webhook-timestamp": "1"})
        assert answer.status_code in {401, 413}
        assert "Set-Cookie" not in answer.headers
    assert client.post("/hooks/connections/999999", data=b"{}").status_code == 401
    assert admin.post(f"{page}/callers/{connection.id}/close").status_code == 303
    session.refresh(connection)
    assert connection.callback_secret == ""


def test_the_pages_ask_as_much_for_many_messages_as_for_one(admin: Visitor, session: Session, page: str) -> None:
    endpoint = made(admin, session, page)
    one = f"{page}/{endpoint.id}"
    admin.post(f"{one}/test")
    few = [reads_of(admin, address) for address in (page, one)]
    admin.post(page, data={"name": "第二个", "url": ADDRESS})
    for _ in range(3):
        admin.post(f"{one}/test")
    assert [reads_of(admin, address) for address in (page, one)] == few
