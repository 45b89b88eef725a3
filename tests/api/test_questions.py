"""What is asked of the API, and what it cannot make sense of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.api.pace import Pace
from app.api.refusals import TooOften
from app.models import Column, Community, ContentItem, User
from tests.api.conftest import Program
from tests.browser import Visitor
from tests.databases import KINDS
from tests.factories import Workspace, make_item


@pytest.fixture
def items(session: Session, column: Column, now: datetime) -> list[ContentItem]:
    return [make_item(session, column, now) for _ in range(6)]


@pytest.mark.parametrize("database", KINDS, indirect=True)
@pytest.mark.parametrize("sort", ["id", "slot", "updated"])
def test_pages_follow_one_another_while_new_rows_come(
    program: Program, session: Session, items: list[ContentItem], column: Column, now: datetime, sort: str
) -> None:
    path = f"/communities/{column.persona.community_id}/items?limit=3&sort={sort}"
    first = program.get(path)
    known = [row["id"] for row in first.json["data"]]
    make_item(session, column, now)
    assert first.headers["Link"] == f'</api/v1{path}&cursor={first.json["next"]}>; rel="next"'
    cursor = first.json["next"]
    while cursor:
        page = program.get(f"{path}&cursor={cursor}").json
        known += [row["id"] for row in page["data"]]
        cursor = page["next"]
    assert len(known) == len(set(known))
    assert {item.id for item in items} <= set(known)


@pytest.mark.parametrize(
    ("question", "parameter"),
    [
        ("limit=0", "limit"), ("limit=201", "limit"), ("limit=many", "limit"), ("persona_id=99999999999", "persona_id"),
        ("from=tomorrow", "from"), ("state=lost", "state"), ("cursor=WyJpZCIsIDFd1", "cursor"),
        ("cursor=%00", "cursor"),
        ("cursor=WyJzbG90IiwgMV0", "cursor"), ("updated_since=2027-01-01T00:00:00", "updated_since"), ("foo=1", "foo"),
        (f"updated_since=2027-01-01T00:00:00.{'1' * 500}Z", "updated_since"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(
    program: Program, community: Community, question: str, parameter: str
) -> None:
    answer = program.get(f"/communities/{community.id}/items?{question}")
    assert answer.status_code == 422
    assert parameter in answer.json["errors"][0]["parameter"]
    assert answer.json["errors"][0]["detail"]


def test_filters_take_several_states(program: Program, item: ContentItem) -> None:
    path = f"/communities/{item.community_id}/items?state=approved&state="
    assert [row["id"] for row in program.get(path + "draft").json["data"]] == [item.id]
    assert program.get(path + "planned").json["data"] == []


def test_who_has_the_version_gets_304(program: Program, community: Community) -> None:
    path = f"/communities/{community.id}"
    tag = program.get(path).headers["ETag"]
    for known in (tag, tag.replace('"', ':gzip"', 2).replace(":gzip", "", 1), f'"x", {tag}'):
        assert program.get(path, headers={"If-None-Match": known}).status_code == 304
    assert program.get(path, headers={"If-None-Match": '"999"'}).status_code == 200


@pytest.mark.parametrize(("language", "words"), [("zh", "没有找到"), ("en", "Not found")])
@pytest.mark.parametrize("path", ["/nothing", "/communities/999999", "/communities/99999999999999999999"])
def test_what_is_not_there_is_told_in_the_language_asked_for(
    program: Program, path: str, language: str, words: str
) -> None:
    answer = program.get(path, headers={"Accept-Language": language})
    assert (answer.status_code, answer.mimetype, answer.json["title"]) == (404, "application/problem+json", words)


def test_a_method_that_is_not_known_names_those_that_are(program: Program) -> None:
    answer = program.ask("DELETE", "/communities")
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert "GET" in answer.headers["Allow"]


def test_who_reads_no_json_is_told(program: Program) -> None:
    assert program.get("/communities", headers={"Accept": "text/html"}).status_code == 406
    assert program.get("/communities", headers={"Accept": "application/*"}).status_code == 200


def test_a_token_that_asks_too_often_is_told_how_long_to_wait(now: datetime) -> None:
    pace = Pace()
    for _ in range(3):
        pace.count("a", 3, now)
    with pytest.raises(TooOften) as refused:
        pace.count("a", 3, now)
    assert 1 <= int(refused.value.headers["Retry-After"]) <= 60
    pace.count("b", 3, now)
    pace.count("a", 3, now.replace(year=now.year + 1))


def test_the_limit_is_that_of_the_settings(program: Program, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = app.extensions["qunbi-settings"].model_copy(update={"api_requests_per_minute": 1})
    monkeypatch.setitem(app.extensions, "qunbi-settings", settings)
    answers = [program.get("/communities") for _ in range(3)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_the_document_names_every_operation_and_is_not_sent_twice(client: Visitor) -> None:
    answer = client.get("/api/v1/openapi.json")
    assert answer.json["openapi"] == "3.1.0"
    assert "/communities/{community_id}/items" in answer.json["paths"]
    again = client.get("/api/v1/openapi.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(("language", "words"), [("zh", "社群列表"), ("en", "List communities")])
def test_the_page_about_the_api_speaks_both_languages(client: Visitor, language: str, words: str) -> None:
    page = client.get("/api/v1/docs", headers={"Accept-Language": language}).text
    assert words in page
    assert "curl -H &#34;Authorization: Bearer $QUNBI_TOKEN&#34;" in page


def test_a_community_is_as_its_page_shows_it(
    program_of: Callable[..., Program], alice: User, workspace: Workspace
) -> None:
    shown = program_of(alice).get(f"/communities/{workspace.community.id}").json
    assert (shown["key"], shown["version"]) == (workspace.community.key, workspace.community.version)
