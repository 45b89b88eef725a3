"""Playbooks in the browser: nothing typed is lost, nothing unapproved leaves."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.library import service as library
from app.models import AuditEntry, ContentItem, Playbook
from app.replies import playbooks, service
from app.replies.cards import Card
from app.replies.playbooks import Outline, Step
from content_calendar.content import Copy
from content_calendar.vocabulary import MemberState, Scenario
from tests.browser import Visitor, sign_in
from tests.databases import KINDS
from tests.factories import Workspace, approved


@pytest.fixture
def address(workspace: Workspace) -> str:
    return f"/c/{workspace.community.id}/replies/playbooks"


@pytest.fixture
def welcome(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    copy, card = Copy(hook="欢迎来下午茶。", body="想潜水看看也行。"), Card(scenario=Scenario.WELCOME)
    made = service.create(session, workspace.community, card, copy, actor=workspace.editor, now=now)
    return approved(session, workspace, made, now)


@pytest.fixture
def made(session: Session, workspace: Workspace, welcome: ContentItem, now: datetime) -> Playbook:
    outline = Outline("新人欢迎", MemberState.NEWCOMER, steps=(Step(welcome.id, 0, "先打招呼"),))
    return playbooks.create(session, workspace.community, outline, now=now)


def typed(item: ContentItem, *days: str, **more: object) -> dict[str, object]:
    steps = {"step-item": [item.id] * len(days), "step-day": list(days), "step-note": ["看情况"] * len(days)}
    return {"name": "新人", "members": "newcomer", "active": "y", "save": "1"} | steps | more


def test_a_playbook_is_begun_from_a_preset_and_saved(
    editor: Visitor, session: Session, address: str, welcome: ContentItem
) -> None:
    assert "欢迎来下午茶" in editor.get(f"{address}/new?preset=welcome").text
    assert editor.get(address).status_code == 200
    answer = editor.post(f"{address}/new", data=typed(welcome, "0", "3"))
    assert answer.status_code == 303, answer.text
    playbook = session.scalars(select(Playbook)).one()
    assert [(step.day, step.note) for step in playbook.steps] == [(0, "看情况"), (3, "看情况")]
    assert editor.get(answer.location).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"name": " "}, 422), ({"name": "x" * 10_000}, 422), ({"step-day": ["明天", "3"]}, 422),
        ({"step-day": ["-1", "3"]}, 422), ({"step-note": ["x" * 600, ""]}, 422), ({"members": "nobody"}, 422),
        ({"step-item": [999_999, 999_999]}, 404), ({"step-day": ["0", "0", "0"]}, 422), ({"q": "欢迎"}, 200),
    ],
)
def test_what_cannot_be_saved_keeps_what_was_typed(
    editor: Visitor, session: Session, address: str, welcome: ContentItem, wrong: dict[str, object], status: int
) -> None:
    days = wrong.get("step-day", ["0", "3"])
    assert isinstance(days, list)
    answer = editor.post(f"{address}/new", data=typed(welcome, *days) | wrong)
    assert answer.status_code == status
    assert "step-note" in answer.text
    assert session.scalars(select(Playbook)).all() == []


@pytest.mark.parametrize("database", KINDS, indirect=True)
@pytest.mark.parametrize(
    ("wrong", "status"), [({"q": "\x00%_"}, 200), ({"step-note": ["a\x00b", ""]}, 422), ({"name": "\x00"}, 422)]
)
def test_characters_no_database_keeps_are_refused_where_they_stand(
    editor: Visitor, session: Session, address: str, welcome: ContentItem, wrong: dict[str, object], status: int
) -> None:
    answer = editor.post(f"{address}/new", data=typed(welcome, "0", "3") | wrong)
    assert answer.status_code == status
    assert session.scalars(select(Playbook)).all() == []


def test_buttons_add_move_and_drop_steps_without_saving(
    editor: Visitor, session: Session, address: str, made: Playbook, welcome: ContentItem
) -> None:
    way = f"{address}/{made.id}"
    page = editor.post(way, data=typed(welcome, "0", add=welcome.id, version=1)).text
    assert 'name="step-day" value="3"' in page
    for act, number in (("up", "2"), ("down", "1"), ("drop", "1"), ("drop", "99"), ("up", "x")):
        assert editor.post(way, data=typed(welcome, "0", "3", **{act: number, "version": 1})).status_code in {200, 303}
    assert editor.post(way, data=typed(welcome, "5", version=99)).status_code == 409


def test_a_file_carries_approved_words_and_stops_at_others(
    editor: Visitor, session: Session, workspace: Workspace, address: str, made: Playbook, welcome: ContentItem,
    now: datetime,
) -> None:
    for kind in ("csv", "md", "wecom"):
        answer = editor.post(f"{address}/{made.id}/take/{kind}")
        assert answer.status_code == 200
        assert "欢迎来下午茶" in answer.data.decode("utf-8-sig")
    assert editor.post(f"{address}/{made.id}/take/exe").status_code == 404
    copy = Copy(hook="还没人看过的新话。", body="看公告。")
    library.edit_copy(session, welcome, copy, version=welcome.version, actor=workspace.editor, now=now)
    answer = editor.post(f"{address}/{made.id}/take/csv")
    assert answer.status_code == 409
    assert "step-day" in editor.get(f"{address}/{made.id}").text
    query = select(AuditEntry).where(AuditEntry.action == "export.playbook").order_by(AuditEntry.number)
    told = list(session.scalars(query))
    stem = f"{workspace.community.key}-playbook-{made.id}"
    assert [entry.after["filename"] for entry in told] == [f"{stem}.csv", f"{stem}.md", f"{stem}-wecom.csv"]
    assert {(entry.actor_id, entry.subject_id, entry.after["row_count"]) for entry in told} == {
        (workspace.editor.user.id, made.id, 1)
    }


def test_others_may_look_or_know_nothing(
    editor: Visitor, session: Session, workspace: Workspace, address: str, made: Playbook
) -> None:
    viewer = sign_in(editor, workspace.vic)
    assert viewer.get(f"{address}/{made.id}").status_code == 200
    assert viewer.post(f"{address}/{made.id}/take/csv").status_code == 403
    stranger = sign_in(editor, workspace.charlie)
    for way in (address, f"{address}/new", f"{address}/{made.id}"):
        assert stranger.get(way).status_code == 404
    assert stranger.post(f"{address}/{made.id}/take/md").status_code == 404
    assert sign_in(editor, workspace.bob).post(f"{address}/{made.id}/remove").status_code == 303
    assert session.scalars(select(Playbook)).all() == []
