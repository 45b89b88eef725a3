"""Giving a post another time, by drag, by keyboard and by form; and putting it away."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from app.core.sent_json import MAX_JSON_BYTES
from app.models import Community, ContentItem, User
from content_calendar.workflow import State
from tests.browser import Visitor, sign_in
from tests.factories import Workspace, approved

ZONE = ZoneInfo("Asia/Shanghai")
JSON = {"Accept": "application/json"}


@pytest.fixture
def address(community: Community, item: ContentItem) -> str:
    return f"/c/{community.id}/items/{item.id}/move"


@pytest.fixture
def noon(now: datetime) -> datetime:
    """Noon of the community, ten days ahead, as its clocks show it."""
    return (now.astimezone(ZONE) + timedelta(days=10)).replace(hour=12, minute=0, second=0, microsecond=0, tzinfo=None)


def test_a_drag_moves_and_answers_with_the_new_version(
    editor: Visitor, address: str, item: ContentItem, noon: datetime
) -> None:
    version = item.version
    answer = editor.post(address, json={"version": version, "slot": f"{noon:%Y-%m-%dT%H:%M}"})
    assert answer.status_code == 200
    assert answer.json["version"] > version
    assert answer.json["start"] == f"{noon:%Y-%m-%dT%H:%M}"
    assert "Asia/Shanghai" in answer.json["said"]
    assert item.slot_at == noon.replace(tzinfo=ZONE)


def test_undo_sends_the_instant_back(
    editor: Visitor, address: str, item: ContentItem, noon: datetime
) -> None:
    before = item.slot_at
    assert before is not None
    moved = editor.post(address, json={"version": item.version, "slot": f"{noon:%Y-%m-%dT%H:%M}"}).json
    minute = before.replace(second=0, microsecond=0)
    back = editor.post(address, json={"version": moved["version"], "slot": minute.isoformat()})
    assert back.status_code == 200
    assert item.slot_at == minute


def test_undo_brings_back_the_time_the_approval_and_the_freedom_to_be_planned(
    editor: Visitor, session: Session, workspace: Workspace, address: str, noon: datetime, now: datetime
) -> None:
    item = approved(session, workspace, workspace.item, now)
    before = item.slot_at
    assert before is not None
    moved = editor.post(address, json={"version": item.version, "slot": f"{noon:%Y-%m-%dT%H:%M}"}).json
    body = {"version": moved["version"], "slot": before.isoformat(), "pinned": ""}
    assert editor.post(moved["back"], json={**body, "slot": f"{noon:%Y-%m-%dT%H:%M}"}).status_code == 422
    back = editor.post(moved["back"], json=body)
    assert back.status_code == 200, back.text
    assert (item.slot_at, item.pinned) == (before, False)


def test_somebody_elses_change_is_a_conflict_that_says_so(
    editor: Visitor, address: str, item: ContentItem, noon: datetime
) -> None:
    stale, before = item.version - 1, item.slot_at
    answer = editor.post(address, json={"version": stale, "slot": f"{noon:%Y-%m-%dT%H:%M}"}, headers=JSON)
    assert answer.status_code == 409
    assert answer.json["detail"]
    assert answer.json["version"] == item.version
    assert item.slot_at == before


def test_the_past_is_refused(editor: Visitor, address: str, item: ContentItem) -> None:
    answer = editor.post(address, json={"version": item.version, "slot": "2020-01-01T10:00"}, headers=JSON)
    assert answer.status_code == 422
    assert "已经过去" in answer.json["detail"] or "already passed" in answer.json["detail"]


def test_a_warning_travels_with_the_move(
    editor: Visitor, address: str, item: ContentItem, noon: datetime
) -> None:
    late = noon.replace(hour=23)
    answer = editor.post(address, json={"version": item.version, "slot": f"{late:%Y-%m-%dT%H:%M}"})
    assert any("免打扰" in note for note in answer.json["notes"])


def test_moving_what_was_approved_says_that_it_went_back(
    editor: Visitor, session: Session, workspace: Workspace, address: str, noon: datetime, now: datetime
) -> None:
    item = approved(session, workspace, workspace.item, now)
    answer = editor.post(address, json={"version": item.version, "slot": f"{noon:%Y-%m-%dT%H:%M}"})
    assert answer.status_code == 200, answer.text
    assert answer.json["state"] == "draft"
    assert any("退回草稿" in note for note in answer.json["notes"])


def test_the_form_moves_too_and_returns_to_that_month(
    editor: Visitor, address: str, item: ContentItem, noon: datetime
) -> None:
    answer = editor.post(address, data={"version": item.version, "slot": f"{noon:%Y-%m-%dT%H:%M}"})
    assert answer.status_code == 303
    assert f"date={noon.date()}" in answer.headers["Location"]


@pytest.mark.parametrize(
    "body",
    [
        [], 7, None, {}, {"version": None, "slot": []}, {"version": "x", "slot": "soon"},
        {"version": 1, "slot": "9999-12-31T10:00"},
    ],
)
def test_a_move_that_cannot_be_read_is_refused_and_nothing_moves(
    editor: Visitor, address: str, item: ContentItem, body: object
) -> None:
    before = item.slot_at
    answer = editor.post(address, json=body, headers=JSON)
    assert answer.status_code == 422
    assert item.slot_at == before


@pytest.mark.parametrize("body", ["[" * 60_000, "[" * 100_000, '{"version": 1, "slot": "x', "", '"\\ud800', "\x00"])
def test_a_move_in_broken_json_is_refused_and_nothing_moves(
    editor: Visitor, address: str, item: ContentItem, body: str
) -> None:
    before = item.slot_at
    answer = editor.post(address, data=body, content_type="application/json", headers=JSON)
    assert answer.status_code == 422
    assert answer.json["detail"]
    assert item.slot_at == before


def test_a_move_that_comes_with_far_too_much_is_refused(
    editor: Visitor, address: str, item: ContentItem, noon: datetime
) -> None:
    before = item.slot_at
    body = {"version": item.version, "slot": f"{noon:%Y-%m-%dT%H:%M}", "more": "x" * MAX_JSON_BYTES}
    assert editor.post(address, json=body, headers=JSON).status_code == 422
    assert item.slot_at == before


def test_only_editors_of_the_community_move(
    client: Visitor, address: str, vic: User, charlie: User, item: ContentItem, noon: datetime
) -> None:
    body = {"version": item.version, "slot": f"{noon:%Y-%m-%dT%H:%M}"}
    statuses = [sign_in(client, person).post(address, json=body).status_code for person in (vic, charlie)]
    assert statuses == [403, 404]


def test_archive_and_restore_go_by_the_version_that_was_seen(
    client: Visitor, community: Community, bob: User, charlie: User, item: ContentItem
) -> None:
    base = f"/c/{community.id}/calendar/items/{item.id}"
    assert sign_in(client, charlie).post(f"{base}/archive", data={"version": item.version}).status_code == 404
    sign_in(client, bob)
    assert client.post(f"{base}/archive", data={"version": item.version - 1}).status_code == 409
    assert client.post(f"{base}/archive", data={}).status_code == 422
    assert client.post(f"{base}/archive", data={"version": item.version}).status_code == 303
    assert item.state is State.ARCHIVED
    assert client.post(f"{base}/restore", data={"version": item.version}).status_code == 303
    assert item.state is State.DRAFT
