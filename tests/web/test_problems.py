"""How errors are told: in the reader's language, with a remedy, in the form the asker can read."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from app.core.security import MAX_FORM_BYTES
from app.models import ContentItem, User
from tests.browser import Visitor, sign_in
from tests.databases import make_app
from tests.factories import Workspace

LOST = "/c/999/library"


@pytest.mark.parametrize(("language", "words"), [("zh", "没有找到"), ("en", "Not found")])
def test_a_page_tells_it_in_the_language_of_the_reader(client: Visitor, bob: User, language: str, words: str) -> None:
    sign_in(client, bob)
    client.post("/language", data={"language": language})
    answer = client.get(LOST)
    assert answer.status_code == 404
    assert words in answer.text


def test_htmx_gets_a_fragment(client: Visitor, bob: User) -> None:
    answer = sign_in(client, bob).get(LOST, headers={"HX-Request": "true"})
    assert answer.status_code == 404
    assert "data-problem-text" in answer.text
    assert "<html" not in answer.text


def test_a_script_gets_problem_details(client: Visitor, bob: User) -> None:
    answer = sign_in(client, bob).get(LOST, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert answer.json is not None
    assert {"title", "status", "detail"} <= answer.json.keys()


def test_a_role_that_is_too_small_is_told_so(client: Visitor, vic: User, item: ContentItem) -> None:
    answer = sign_in(client, vic).post(f"/c/{item.community_id}/items/{item.id}/approve")
    assert answer.status_code == 403
    assert "请联系社群管理员" in answer.text


def test_a_step_that_is_not_possible_names_the_state(client: Visitor, bob: User, item: ContentItem) -> None:
    withdraw = f"/c/{item.community_id}/items/{item.id}/withdraw"
    answer = sign_in(client, bob).post(withdraw, data={"version": item.version})
    assert answer.status_code == 409
    assert "草稿" in answer.text


def test_a_form_from_elsewhere_is_told_what_to_do(client: Visitor, bob: User, item: ContentItem) -> None:
    answer = sign_in(client, bob).post(f"/c/{item.community_id}/items/{item.id}/archive", csrf=False)
    assert answer.status_code == 422
    assert "刷新页面" in answer.text


def test_looking_at_an_address_for_forms_is_told_in_plain_words(client: Visitor, bob: User, item: ContentItem) -> None:
    answer = sign_in(client, bob).get(f"/c/{item.community_id}/items/{item.id}/approve")
    assert answer.status_code == 405
    assert "请返回" in answer.text
    assert "Method" not in answer.text


def test_one_text_that_is_too_long_is_told_as_that(client: Visitor, bob: User, item: ContentItem) -> None:
    head, tail = b'--x\r\nContent-Disposition: form-data; name="note"\r\n\r\n', b"\r\n--x--\r\n"
    note = head + b"a" * (MAX_FORM_BYTES + 1) + tail
    answer = sign_in(client, bob).post(
        f"/c/{item.community_id}/items/{item.id}", data=note, content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code == 413
    assert "有一项文字太长" in answer.text


def test_a_lost_database_is_told_without_one(tmp_path: Path) -> None:
    app: Flask = make_app(tmp_path, f"sqlite:///{tmp_path}/without-tables")
    app.config["TESTING"] = False
    visitor = app.test_client()
    with visitor.session_transaction() as session:
        session["_user_id"] = "1.1"
    answer = visitor.get("/")
    assert answer.status_code == 503
    assert "数据库没有响应" in answer.text
    assert "The database does not answer" in answer.text


@pytest.mark.parametrize(
    ("referrer", "back"),
    [("http://localhost/c/1/library?q=x", 'href="/c/1/library?q=x"'), ("http://evil.example/c/1", None),
     ("http://localhost//evil.example", None), ("", None)],
)
def test_a_refused_form_leads_back_to_its_page_and_nowhere_else(
    editor: Visitor, workspace: Workspace, referrer: str, back: str | None
) -> None:
    address = f"/c/{workspace.community.id}/items/{workspace.item.id}/move"
    answer = editor.post(address, data={}, headers={"Referer": referrer})
    assert answer.status_code == 422
    assert (">返回<" in answer.text, "evil" in answer.text) == (back is not None, False)
    assert back is None or back in answer.text
