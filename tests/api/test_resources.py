"""The API does what the pages do, with the same people, the same roles and the same gate."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.api.operations import OPERATIONS
from app.models import Connection, ContentItem, FeedbackRecord, Scope
from content_calendar.workflow import Role, State
from tests.api.conftest import Program
from tests.api.members import ROOT, Member
from tests.factories import COPY, Workspace, approved, make_item, published, write
from tests.replies import approved_reply


@pytest.fixture
def editor(program_of: Callable[..., Program], workspace: Workspace) -> Member:
    """bob's program."""
    return Member(program_of(workspace.bob), workspace.community.id)


@pytest.fixture
def reviewer(program_of: Callable[..., Program], workspace: Workspace) -> Member:
    """rita's program."""
    return Member(program_of(workspace.rita), workspace.community.id)


def test_a_post_goes_from_its_slot_to_an_archive(
    editor: Member, reviewer: Member, workspace: Workspace, now: datetime
) -> None:
    slot = now + timedelta(days=5)
    placed = editor.post("/items", {
        "slot_at": slot.isoformat(), "persona_id": workspace.persona.id, "column_id": workspace.column.id,
        "topic_title": "辅食",
    })
    item = f"/items/{placed['item']['id']}"
    assert (placed["item"]["state"], placed["item"]["topic_points"]) == ("planned", ["每天少一顿", "一周看一次状态"])

    words = {"hook": "辅食从哪一口开始", "body": "先一种，连吃三天，再换下一种。", "hashtags": ["#辅食", "辅食"]}
    written = editor.patch(f"{item}/words", words, version=placed["version"])
    assert (written["state"], written["revision"]["words"]["hashtags"]) == ("draft", ["辅食"])

    waiting = editor.post(f"{item}/submit", {}, version=written["version"])
    assert [each["id"] for each in reviewer.get("/review")["data"]] == [waiting["id"]]
    yes = reviewer.post(f"{item}/approve", {"fingerprint": waiting["fingerprint"]}, version=waiting["version"])
    assert (yes["state"], yes["is_approved"], yes["approved_by_id"]) == ("approved", True, workspace.rita.id)

    days = {"from": now.date().isoformat(), "to": (slot + timedelta(days=1)).date().isoformat()}
    plan = editor.get(f"/export-dry-run?target=generic_csv&from={days['from']}&to={days['to']}")
    made = editor.post("/exports", {"target": "generic_csv", **days, "digest": plan["digest"]})
    archive = editor.ask("GET", f"/exports/{made['id']}/content", headers={"Accept": "application/zip"})
    with zipfile.ZipFile(io.BytesIO(archive.data)) as files:
        assert words["hook"] in files.read("generic_csv.csv").decode("utf-8-sig")
    assert [step["action"] for step in editor.get(f"{item}/history")["data"]] == [
        "export", "approve", "submit", "edit"
    ]
    assert editor.ask("POST", "/exports", {"target": "generic_csv", **days}).status_code == 422, "nothing leaves twice"


def test_a_change_is_made_for_the_version_that_was_read(editor: Member, workspace: Workspace, now: datetime) -> None:
    item = f"/items/{workspace.item.id}"
    seen = editor.get(item)
    assert editor.ask("PATCH", item, {"slot_at": "2027-03-01T09:30:00+08:00"}).status_code == 428
    moved = editor.patch(item, {"slot_at": (now + timedelta(days=9)).isoformat()}, version=seen["version"])
    late = editor.ask("PATCH", f"{item}/words", {"hook": "x"}, version=seen["version"])
    assert (late.status_code, late.json["version"]) == (412, moved["version"])


def test_an_edit_voids_the_approval_and_a_yes_to_other_words_is_refused(
    session: Session, editor: Member, reviewer: Member, workspace: Workspace, now: datetime
) -> None:
    approved(session, workspace, workspace.item, now)
    item = f"/items/{workspace.item.id}"
    before = editor.get(item)
    edited = editor.patch(f"{item}/words", {"body": "改过的话。"}, version=before["version"])
    assert (edited["state"], edited["is_approved"]) == ("draft", False)
    waiting = editor.post(f"{item}/submit", {}, version=edited["version"])
    stale = reviewer.ask("POST", f"{item}/approve", {"fingerprint": before["fingerprint"]}, version=waiting["version"])
    assert (stale.status_code, stale.json["code"], stale.json["fingerprint"]) == (
        409, "other_words", waiting["fingerprint"]
    )


def test_nobody_approves_their_own_words_nor_above_their_role(
    program_of: Callable[..., Program], editor: Member, workspace: Workspace
) -> None:
    item = f"/items/{workspace.item.id}"
    waiting = editor.post(f"{item}/submit", {}, version=editor.get(item)["version"])
    assert editor.ask("POST", f"{item}/approve", {}, version=waiting["version"]).status_code == 403
    stranger = Member(program_of(workspace.charlie), workspace.community.id)
    assert stranger.ask("GET", item).status_code == 404


def test_a_reviewer_sends_back_with_reasons_and_people_talk(
    editor: Member, reviewer: Member, workspace: Workspace
) -> None:
    item = f"/items/{workspace.item.id}"
    waiting = editor.post(f"{item}/submit", {}, version=editor.get(item)["version"])
    back = reviewer.post(
        f"{item}/request-changes", {"reasons": ["too_long"], "reason": "短一点"}, version=waiting["version"]
    )
    again = reviewer.post(f"{item}/take-back", version=back["version"])
    assert (back["state"], again["state"]) == ("changes_requested", "in_review")
    said = editor.post(f"{item}/comments", {"body": "@Rita 好的"})
    assert said["mentions"] == [workspace.rita.id]
    assert [one["body"] for one in reviewer.get(f"{item}/comments")["data"]] == ["短一点", "@Rita 好的"]


def test_a_persona_keeps_what_a_change_leaves_out(editor: Member, reviewer: Member, workspace: Workspace) -> None:
    made = editor.post("/personas", {"name": "二胎妈妈", "tags": ["life:二胎"], "needs": ["learning"]})
    changed = editor.patch(f"/personas/{made['id']}", {"summary": "有经验", "fan_type": None}, version=made["version"])
    assert (changed["tags"], changed["needs"], changed["summary"]) == (["life:二胎"], ["learning"], "有经验")
    assert {one["key"] for one in editor.get("/personas")["data"]} == {"new-mother", made["key"]}
    taken = editor.ask("POST", "/personas", {"name": "又一个", "key": "new-mother"})
    assert taken.json["errors"][0]["pointer"] == "/key"
    assert reviewer.ask("POST", "/personas", {"name": "x"}).status_code == 403, "reviewers judge by what others set up"


def test_a_column_is_made_paused_and_resumed(editor: Member, workspace: Workspace) -> None:
    wish = {
        "name": "晚间问答", "persona_id": workspace.persona.id, "voice_id": workspace.voice.id, "value": "learning",
        "stage": "interaction", "form": "question", "rule": "FREQ=WEEKLY;BYDAY=WE", "at": "20:30",
        "topics": [{"title": "夜醒"}],
    }
    made = editor.post("/columns", wish)
    changed = editor.patch(f"/columns/{made['id']}", {"at": "21:00"}, version=made["version"])
    assert (changed["at"], changed["rule"], changed["topics"][0]["title"]) == ("21:00", made["rule"], "夜醒")
    rests = editor.post(f"/columns/{made['id']}/pause", {}, version=changed["version"])
    runs = editor.post(f"/columns/{made['id']}/resume", version=rests["version"])
    assert (rests["is_resting"], runs["is_resting"]) == (True, False)
    lost = editor.ask("POST", "/columns", {**wish, "voice_id": 99_999})
    assert (lost.status_code, lost.json["errors"][0]["pointer"]) == (422, "/voice_id")


def test_readings_are_judged_one_by_one_and_counted_once(
    session: Session, editor: Member, workspace: Workspace, now: datetime
) -> None:
    out = published(session, workspace, workspace.item, now - timedelta(days=5))
    readings = [
        {"item_id": out.id, "views": 100, "likes": 7}, {"uid": "nobody", "views": 1}, {"uid": out.uid, "views": -1},
    ]
    first = editor.post("/feedback", {"readings": readings})
    assert [row["verdict"] for row in first["rows"]] == ["accepted", "refused", "refused"]
    same = editor.post("/feedback", {"readings": [{"item_id": out.id, "views": 100, "likes": 7}]})
    fallen = editor.post("/feedback", {"readings": [{"item_id": out.id, "views": 90, "likes": 7}]})
    assert (same["known"], fallen["held"], fallen["taken"]) == (1, 1, 0)
    assert [row.views for row in session.scalars(select(FeedbackRecord))] == [100]
    assert editor.get("/feedback")["data"][0]["source"] == "api"
    place = editor.get("/ranking/published")["data"][0]
    assert (place["item_id"], place["counters"]["likes"], place["low"] < place["mean"] < place["high"]) == (
        out.id, 7, True
    )
    shown = editor.get("/feedback")["data"][0]
    assert (shown["likes"], shown["clicks"]) == (7, None), "what nobody told is not zero"
    assert (place["counters"]["clicks"], place["outcomes"]["act"], place["outcomes"]["engage"]) == (None, None, 7)


def test_a_reply_template_takes_no_readings(
    session: Session, editor: Member, workspace: Workspace, now: datetime
) -> None:
    reply = approved_reply(session, workspace, now)
    readings = [{"item_id": reply.id, "views": 100, "likes": 7}, {"uid": reply.uid, "views": 5}]
    answer = editor.post("/feedback", {"readings": readings, "held_too": True})
    assert [row["verdict"] for row in answer["rows"]] == ["refused", "refused"]
    assert reply.state is State.APPROVED
    assert editor.get("/feedback")["data"] == []


def test_a_reading_is_corrected_and_taken_out(
    session: Session, editor: Member, workspace: Workspace, now: datetime
) -> None:
    out = published(session, workspace, workspace.item, now - timedelta(days=5))
    editor.post("/feedback", {"readings": [{"item_id": out.id, "views": 100, "likes": 7}]})
    wrong = editor.get("/feedback")["data"][0]["id"]
    right = editor.post(f"/feedback/{wrong}/correct", {"reason": "另一篇的数", "views": 90, "likes": 6})
    assert [(one["id"], one["views"]) for one in editor.get("/feedback")["data"]] == [(right["id"], 90)]
    assert editor.ask("POST", f"/feedback/{wrong}/correct", {"reason": "x", "views": 1}).status_code == 409
    assert editor.ask("DELETE", f"/feedback/{right['id']}").status_code == 422, "a reason is needed"
    assert editor.ask("DELETE", f"/feedback/{right['id']}?reason=x").status_code == 204
    assert editor.get("/feedback")["data"] == []
    assert editor.ask("DELETE", "/feedback/999999?reason=x").status_code == 404


def test_a_batch_has_at_most_ten_thousand_readings(editor: Member) -> None:
    refused = editor.ask("POST", "/feedback", {"readings": [{}] * 10_001})
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/readings")


def test_drafts_are_estimated_ordered_and_called_off(
    session: Session, editor: Member, workspace: Workspace, now: datetime
) -> None:
    planned = make_item(session, workspace.column, now)
    estimate = editor.get(f"/drafting-estimate?persona_id={workspace.persona.id}")
    assert estimate["item_ids"] == [planned.id]
    answer = editor.ask("POST", "/drafting-runs", {"item_ids": [planned.id], "variants": 2})
    assert (answer.status_code, answer.json["total"]) == (202, 2)
    run = f"/drafting-runs/{answer.json['id']}"
    assert editor.get(run)["tasks"][0]["status"] == "pending"
    assert editor.post(f"{run}/pause")["hold"] == "paused"
    assert editor.post(f"{run}/resume")["hold"] is None
    called_off = editor.post(f"{run}/cancel")
    assert (called_off["is_over"], editor.get(f"/items/{planned.id}")["state"]) == (True, "planned")
    assert editor.post(f"{run}/retry")["failed"] == 0
    assert [one["id"] for one in editor.get("/drafting-runs")["data"]] == [answer.json["id"]]


def test_an_approved_item_is_pushed_once(
    session: Session, editor: Member, workspace: Workspace, now: datetime
) -> None:
    connection = Connection(
        community_id=workspace.community.id, created_by_id=workspace.alice.id, name="我们的收件处", target="webhook",
        base_url="https://example.com/hook", created_at=now,
    )
    session.add(connection)
    session.flush()
    wish = {"item_id": workspace.item.id, "connection_id": connection.id}
    assert editor.ask("POST", "/pushes", wish).status_code == 409, "not approved"
    approved(session, workspace, workspace.item, now)
    pushes = [editor.ask("POST", "/pushes", wish) for _ in range(2)]
    assert [one.status_code for one in pushes] == [202, 202]
    assert pushes[0].json["id"] == pushes[1].json["id"]
    dropped = editor.post(f"/pushes/{pushes[0].json['id']}/resolve", {"resolution": "drop"})
    assert dropped["status"] == "cancelled"
    assert editor.get("/connections")["data"][0]["id"] == connection.id
    assert [one["id"] for one in editor.get("/pushes?status=cancelled")["data"]] == [dropped["id"]]


def test_a_prompt_is_read_and_another_version_proposed(editor: Member) -> None:
    keys = [one["key"] for one in editor.get(f"{ROOT}/prompts?language=zh")["data"]]
    key = next(each for each in keys if each.startswith("posts/"))
    found = editor.get(f"{ROOT}/prompts/{key}")
    text = found["versions"][-1]["text"]
    same = editor.ask("POST", f"{ROOT}/prompts/{key}/versions", {"text": text, "newest": 0})
    faulty = editor.ask("POST", f"{ROOT}/prompts/{key}/versions", {"text": "---\nname: x\n", "newest": 0})
    assert (same.status_code, faulty.json["errors"][0]["pointer"]) == (422, "/text")
    made = editor.post(f"{ROOT}/prompts/{key}/versions", {"text": f"{text}\n再短一点。\n", "newest": 0, "note": "更短"})
    assert (made["number"], made["state"], editor.get(f"{ROOT}/prompts/{key}")["newest"]) == (1, "proposed", 1)


def test_an_item_is_changed_put_away_restored_and_said_to_be_out(
    session: Session, editor: Member, workspace: Workspace, now: datetime
) -> None:
    planned = make_item(session, workspace.column, now)
    place = f"/items/{planned.id}"
    changed = editor.patch(place, {"value": "viewpoint", "topic_title": "辅食"}, version=editor.get(place)["version"])
    assert (changed["item"]["value"], changed["item"]["slot_at"][:10]) == (
        "viewpoint", planned.slot_at.date().isoformat()
    )
    away = editor.post(f"{place}/archive", version=changed["version"])
    assert editor.post(f"{place}/restore", version=away["version"])["state"] == "planned"
    foreign = editor.ask("PATCH", place, {"column_id": 99_999}, version=editor.get(place)["version"])
    assert foreign.json["errors"][0]["pointer"] == "/column_id"

    ready = approved(session, workspace, write(
        session, make_item(session, workspace.column, now), COPY, workspace.editor, now
    ), now)
    out = editor.post(f"/items/{ready.id}/publish", {"url": "https://example.com/1"}, version=ready.version)
    assert (out["state"], session.get_one(ContentItem, ready.id).state) == ("published", State.PUBLISHED)


def test_an_older_version_is_used_again(editor: Member, workspace: Workspace) -> None:
    item = f"/items/{workspace.item.id}"
    edited = editor.patch(f"{item}/words", {"hook": "另一个开头"}, version=editor.get(item)["version"])
    newest, oldest = editor.get(f"{item}/revisions")["data"]
    assert newest["words"]["hook"] == "另一个开头"
    back = editor.post(f"{item}/words/choose", {"revision_id": oldest["id"]}, version=edited["version"])
    assert back["revision"]["words"]["hook"] == COPY.hook


@pytest.mark.usefixtures("app")  # which knows every operation
def test_who_only_looks_changes_nothing_and_reviewers_alone_decide() -> None:
    changing = [operation for operation in OPERATIONS if operation.changes]
    assert {one.name for one in changing if one.role is None or not one.role.covers(Role.EDITOR)} == set()
    assert {one.name for one in changing if one.role is Role.REVIEWER} == {
        "approve_item", "request_changes", "take_decision_back",
    }
    assert {one.name for one in changing if one.scope is Scope.REVIEW} == {
        "approve_item", "request_changes", "take_decision_back", "add_comment",
    }


def test_a_number_no_table_can_hold_is_an_address_that_does_not_exist(editor: Member) -> None:
    far = f"/items/{2**31}"
    assert {editor.ask(method, far).status_code for method in ("GET", "PATCH")} == {404}
    known = editor.ask("PUT", "/items")
    assert (known.status_code, known.json["code"]) == (405, "method_unknown")
