"""A community at a glance, its own form, its tags, and who may see or change what."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now as real_now
from app.core.database import db
from app.models import Community, Persona, Tag
from content_calendar.vocabulary import Platform
from tests.browser import Visitor, sign_in
from tests.factories import Workspace, make_column, make_persona

FILE = """\
workspace:
  version: 1
  people: [{key: mei, email: mei@example.com, name: 小梅, roles: {book: editor}}]
  communities:
    - {key: book, name: 读书群, brand: 半日闲, kind: interest, platform: qq_group, goal: insight,
       founded_on: 2026-10-01}
"""


def community_form(**fields: Any) -> dict[str, Any]:
    shares = {"information": "40", "benefit": "20", "viewpoint": "10", "learning": "10", "connection": "20"}
    return {
        "name": "读书群", "brand": "半日闲", "purpose": "一起读完一本书", "platform": "qq_group", "kind": "interest",
        "goal": "insight", "founded_on": "2026-08-01", "timezone": "Asia/Tokyo", "daily_cap": "3", "weekly_cap": "9",
        "min_gap_minutes": "60", "quiet_from": "23:00", "quiet_until": "07:00",
        **{f"value_shares-{name}": share for name, share in shares.items()}, **fields,
    }


def test_the_owner_makes_a_community(client: Visitor, session: Session, workspace: Workspace) -> None:
    answer = sign_in(client, workspace.alice).post("/communities/new", data=community_form())
    made = session.scalar(select(Community).where(Community.name == "读书群"))
    assert answer.status_code == 303
    assert made is not None
    assert (made.platform, made.timezone, made.founded_on) == (Platform.QQ_GROUP, "Asia/Tokyo", date(2026, 8, 1))
    assert made.value_shares["information"] == 40
    assert client.get(f"/c/{made.id}/community").status_code == 200


@pytest.mark.parametrize(("fields", "problem"), [
    ({"value_shares-learning": "11"}, "各项之和是 101，应为 100"),
    ({"value_shares-learning": "ten"}, "“ten”不是整数"),
    ({"value_shares-learning": ""}, "各项之和是 90"),
    ({"timezone": "Mars/Base"}, "没有名为“Mars/Base”的时区"),
    ({"daily_cap": ""}, "不是整数"),
    ({"daily_cap": "51"}, "超出范围"),
    ({"platform": ""}, "缺少必填项"),
    ({"founded_on": "31.12.2026"}, "不是日期"),
    ({"key": "Not A Key"}, "不能作标识"),
    ({"key": "tea"}, "标识“tea”已被“下午茶 tea”使用"),
])
def test_a_community_says_what_is_wrong(
    client: Visitor, workspace: Workspace, fields: dict[str, str], problem: str
) -> None:
    answer = sign_in(client, workspace.alice).post("/communities/new", data=community_form(**fields))
    assert answer.status_code == 422
    assert problem in answer.text
    assert 'value="半日闲"' in answer.text


def test_an_admin_changes_a_community_and_a_stale_form_does_not(
    client: Visitor, session: Session, workspace: Workspace, community: Community
) -> None:
    path, version = f"/c/{community.id}/community/edit", community.version
    sign_in(client, workspace.alice)
    fields = community_form(key=community.key, version=version)
    assert client.post(path, data=fields).status_code == 303
    assert community.name == "读书群"
    stale = client.post(path, data=fields | {"name": "另一个名字"})
    assert stale.status_code == 409
    assert 'value="另一个名字"' in stale.text
    assert community.name == "读书群"


def test_a_community_with_anything_in_it_cannot_be_deleted(
    client: Visitor, session: Session, workspace: Workspace
) -> None:
    sign_in(client, workspace.alice)
    full, empty_id = workspace.community.id, workspace.elsewhere.id
    assert client.post(f"/c/{full}/community/delete").status_code == 409
    assert client.post(f"/c/{empty_id}/community/delete").status_code == 303
    assert session.get(Community, empty_id) is None


def test_the_page_tells_the_age_the_rhythm_and_the_tags(
    client: Visitor, session: Session, workspace: Workspace
) -> None:
    workspace.community.founded_on = real_now().date() - timedelta(days=30)
    text = sign_in(client, workspace.vic).get(f"/c/{workspace.community.id}/community").text
    assert "每周一、四 10:00" in text
    assert "还没有发过互动内容" in text
    assert "照护小课" in text
    assert "标签不到三类" in text


def test_a_young_community_is_not_warned_about(client: Visitor, session: Session, workspace: Workspace) -> None:
    workspace.community.founded_on = real_now().date() - timedelta(days=3)
    text = sign_in(client, workspace.vic).get(f"/c/{workspace.community.id}/community").text
    assert "互动内容" not in text


def test_a_new_community_shows_how_to_begin(client: Visitor, workspace: Workspace) -> None:
    text = sign_in(client, workspace.charlie).get(f"/c/{workspace.elsewhere.id}/community").text
    assert "还不知道对谁说" in text


def test_the_page_asks_as_many_questions_for_twenty_columns_as_for_one(
    client: Visitor, session: Session, workspace: Workspace
) -> None:
    path = f"/c/{workspace.community.id}/community"
    sign_in(client, workspace.vic)
    few = count_queries(client, path)
    for number in range(20):
        persona = make_persona(session, workspace.community, real_now(), key=f"p{number}")
        make_column(session, persona, workspace.voice, real_now())
    assert count_queries(client, path) == few


def count_queries(client: Visitor, path: str) -> int:
    asked: list[str] = []
    engine = db.engine

    def listen(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    client.get(path)
    sql_event.listen(engine, "before_cursor_execute", listen)
    try:
        assert client.get(path).status_code == 200
    finally:
        sql_event.remove(engine, "before_cursor_execute", listen)
    return sum(statement.startswith("SELECT") for statement in asked)


def test_renaming_a_tag_renames_it_on_its_personas(client: Visitor, session: Session, workspace: Workspace) -> None:
    path = f"/c/{workspace.community.id}/community/tags/rename"
    sign_in(client, workspace.bob)
    assert client.post(path, data={"old": "阶段:断奶", "new": "阶段：离乳"}).status_code == 303
    assert workspace.persona.tags == ["阶段:离乳"]
    assert [str(tag) for tag in session.scalars(select(Tag))] == ["阶段:离乳"]


def test_renaming_to_a_tag_that_exists_merges_the_two(
    client: Visitor, session: Session, workspace: Workspace
) -> None:
    both = make_persona(session, workspace.community, real_now(), key="both", tags=["a:one", "阶段:断奶"])
    sign_in(client, workspace.bob).post(
        f"/c/{workspace.community.id}/community/tags/rename", data={"old": "阶段:断奶", "new": "a:one"}
    )
    assert (both.tags, workspace.persona.tags) == (["a:one"], ["a:one"])


def test_a_name_that_is_no_tag_is_refused_in_place(client: Visitor, workspace: Workspace) -> None:
    answer = sign_in(client, workspace.bob).post(
        f"/c/{workspace.community.id}/community/tags/rename", data={"old": "阶段:断奶", "new": "<b>无类别"}
    )
    assert answer.status_code == 422
    assert 'value="&lt;b&gt;无类别"' in answer.text
    assert workspace.persona.tags == ["阶段:断奶"]


def test_a_tag_goes_only_when_nobody_carries_it(client: Visitor, session: Session, workspace: Workspace) -> None:
    session.add(Tag(community_id=workspace.community.id, namespace="a", name="one", created_at=real_now()))
    path = f"/c/{workspace.community.id}/community/tags/delete"
    sign_in(client, workspace.bob)
    assert client.post(path, data={"old": "阶段:断奶"}).status_code == 409
    assert client.post(path, data={"old": "a:one"}).status_code == 303
    assert session.scalars(select(Tag)).all() == []


def test_a_file_is_looked_at_before_it_is_loaded(client: Visitor, session: Session, workspace: Workspace) -> None:
    sign_in(client, workspace.alice)
    file = (BytesIO(FILE.encode()), "workspace.yaml")
    looked = client.post("/communities/import", data={"file": file, "look": "1"})
    assert looked.status_code == 200
    assert "读书群" in looked.text
    assert session.scalar(select(Community).where(Community.key == "book")) is None
    assert client.post("/communities/import", data={"text": FILE, "confirm": "1"}).status_code == 303
    assert session.scalar(select(Community).where(Community.key == "book")) is not None


def test_a_faulty_file_is_told_line_by_line_and_kept(client: Visitor, workspace: Workspace) -> None:
    faulty = FILE.replace("qq_group", "pigeon")
    answer = sign_in(client, workspace.alice).post("/communities/import", data={"text": faulty, "confirm": "1"})
    assert answer.status_code == 422
    assert "第 5 行" in answer.text
    assert "pigeon" in answer.text
    assert "name: 读书群" in answer.text


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"\x00", b"- &a [*a]", b"{" * 5000, b"workspace: 3"])
def test_a_file_that_is_none_is_no_error_of_ours(client: Visitor, workspace: Workspace, content: bytes) -> None:
    answer = sign_in(client, workspace.alice).post("/communities/import", data={"file": (BytesIO(content), "w.yaml")})
    assert answer.status_code == 422


READING = ("", "/tags", "/columns/preview")
WRITING_PAGES = ("/personas/new", "/columns/new", "/personas/{persona}", "/columns/{column}")
WRITING = (
    "/personas/new", "/personas/{persona}", "/personas/{persona}/delete", "/columns/{column}/pause",
    "/tags/rename", "/tags/delete",
)


def path_of(workspace: Workspace, path: str) -> str:
    ids = {"persona": workspace.persona.id, "column": workspace.column.id}
    return f"/c/{workspace.community.id}/community{path.format(**ids)}"


@pytest.mark.parametrize("path", [*READING, *WRITING_PAGES, "/edit"])
def test_an_outsider_finds_nothing(client: Visitor, workspace: Workspace, path: str) -> None:
    assert sign_in(client, workspace.charlie).get(path_of(workspace, path)).status_code == 404


@pytest.mark.parametrize("path", [*WRITING, "/edit", "/delete"])
def test_an_outsider_changes_nothing(client: Visitor, workspace: Workspace, path: str) -> None:
    assert sign_in(client, workspace.charlie).post(path_of(workspace, path)).status_code == 404


@pytest.mark.parametrize("name", ["vic", "rita"])
def test_viewers_and_reviewers_look_and_do_not_touch(client: Visitor, workspace: Workspace, name: str) -> None:
    sign_in(client, getattr(workspace, name))
    assert {client.get(path_of(workspace, path)).status_code for path in READING} == {200}
    assert {client.get(path_of(workspace, path)).status_code for path in WRITING_PAGES} == {403}
    assert {client.post(path_of(workspace, path)).status_code for path in WRITING} == {403}
    assert "/personas/new" not in client.get(path_of(workspace, "")).text


def test_an_editor_does_not_change_the_community_itself(client: Visitor, workspace: Workspace) -> None:
    sign_in(client, workspace.bob)
    assert client.get(path_of(workspace, "/edit")).status_code == 403
    assert client.post(path_of(workspace, "/delete")).status_code == 403


@pytest.mark.parametrize("path", ["/communities/new", "/communities/import"])
def test_only_the_owner_adds_communities(client: Visitor, workspace: Workspace, path: str) -> None:
    sign_in(client, workspace.bob)
    assert client.get(path).status_code == 403
    assert client.post(path, data=community_form()).status_code == 403
    assert client.get("/communities").status_code == 200


def test_everybody_sees_their_own_communities_side_by_side(client: Visitor, workspace: Workspace) -> None:
    text = sign_in(client, workspace.charlie).get("/communities").text
    assert workspace.elsewhere.name in text
    assert workspace.community.name not in text


def test_personas_of_the_page_are_those_of_the_community(session: Session, workspace: Workspace) -> None:
    rows = session.scalars(select(Persona).where(Persona.community_id == workspace.community.id)).all()
    assert rows == [workspace.persona]
