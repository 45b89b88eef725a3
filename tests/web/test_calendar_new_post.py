"""Placing a post by hand and changing what a planned one is about."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import ContentItem, User
from content_calendar.vocabulary import Form, Stage, Value
from content_calendar.workflow import State
from tests.browser import Visitor, sign_in
from tests.factories import Workspace, make_column, make_item, make_persona

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def address(workspace: Workspace) -> str:
    return f"/c/{workspace.community.id}/calendar/new"


@pytest.fixture
def entered(workspace: Workspace, now: datetime) -> dict[str, object]:
    slot = (now.astimezone(ZONE) + timedelta(days=20)).replace(hour=11, minute=30)
    chosen = {"persona": workspace.persona.id, "column": workspace.column.id}
    return {**chosen, "slot": f"{slot:%Y-%m-%dT%H:%M}", "topic_title": "断奶"}


def placed(session: Session, workspace: Workspace) -> ContentItem:
    return session.scalars(select(ContentItem).order_by(ContentItem.id.desc())).first() or workspace.item


def test_a_column_brings_what_was_left_open(
    editor: Visitor, session: Session, workspace: Workspace, address: str, entered: dict[str, object]
) -> None:
    answer = editor.post(address, data=entered)
    item = placed(session, workspace)
    assert answer.status_code == 303
    assert (item.value, item.stage, item.form) == (Value.LEARNING, Stage.OUTPUT, Form.POST)
    assert (item.voice_id, item.product_id) == (workspace.voice.id, workspace.product.id)
    assert item.topic == {"title": "断奶", "points": ["每天少一顿", "一周看一次状态"]}


def test_a_free_post_names_its_own_value_stage_and_form(
    editor: Visitor, session: Session, workspace: Workspace, address: str, entered: dict[str, object]
) -> None:
    own = {"value": "benefit", "stage": "fission", "form": "poll", "topic_points": "一\n\n二\n"}
    free = entered | own | {"version": "", "column": ""}
    assert editor.post(address, data=free).status_code == 303
    item = placed(session, workspace)
    assert (item.column_id, item.value, item.stage, item.form) == (None, Value.BENEFIT, Stage.FISSION, Form.POLL)
    assert item.topic["points"] == ["一", "二"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"column": ""}, "不选栏目时"),
        ({"slot": ""}, "请填写日期和时间"),
        ({"slot": "tomorrow"}, "不是日期时间"),
        ({"slot": "1999-01-01T10:00"}, "2000"),
        ({"slot": "2020-01-01T10:00"}, "已经过去"),
        ({"topic_title": "", "topic_points": "一"}, "请填写选题"),
        ({"topic_title": "断\x07奶"}, "U+0007"),
        ({"topic_title": "长" * 121}, "121"),
        ({"topic_points": "\n".join("x" * 101)}, "101"),
        ({"persona": "999"}, ""),
        ({"persona": "<script>"}, ""),
        ({"value": "nonsense"}, ""),
        ({"event": "7" * 5000}, ""),
    ],
)
def test_what_cannot_be_accepted_is_named_and_kept(
    editor: Visitor, session: Session, workspace: Workspace, address: str, entered: dict[str, object],
    change: dict[str, str], said: str,
) -> None:
    answer = editor.post(address, data=entered | change)
    assert answer.status_code == 422
    assert said in answer.text
    assert placed(session, workspace).id == workspace.item.id
    if "topic_title" not in change:
        assert 'value="断奶"' in answer.text


def test_a_column_of_another_persona_is_refused_by_name(
    editor: Visitor, session: Session, workspace: Workspace, address: str, entered: dict[str, object], now: datetime
) -> None:
    other = make_persona(session, workspace.community, now, key="other", name="老粉")
    column = make_column(session, other, workspace.voice, now, key="other")
    answer = editor.post(address, data=entered | {"column": column.id})
    assert answer.status_code == 422
    assert "「老粉」" in answer.text


def test_choices_of_another_community_are_not_choices(
    editor: Visitor, session: Session, workspace: Workspace, address: str, entered: dict[str, object], now: datetime
) -> None:
    stranger = make_persona(session, workspace.elsewhere, now, key="stranger")
    assert editor.post(address, data=entered | {"persona": stranger.id}).status_code == 422


def test_only_editors_place_posts(
    client: Visitor, address: str, vic: User, charlie: User, entered: dict[str, object]
) -> None:
    statuses = [sign_in(client, person).post(address, data=entered).status_code for person in (vic, charlie)]
    statuses += [sign_in(client, person).get(address).status_code for person in (vic, charlie)]
    assert statuses == [403, 404, 403, 404]


def test_the_form_opens_on_the_day_that_was_clicked(editor: Visitor, address: str) -> None:
    assert 'value="2031-05-06T10:00"' in editor.get(f"{address}?date=2031-05-06").text
    assert 'value="2031-05-06T18:30"' in editor.get(f"{address}?slot=2031-05-06T18:30:00").text
    assert editor.get(f"{address}?date=x&slot=y&persona=z").status_code == 200


def test_details_are_edited_in_the_same_form(
    editor: Visitor, session: Session, workspace: Workspace, entered: dict[str, object], now: datetime
) -> None:
    item = make_item(session, workspace.column, now)
    address = f"/c/{workspace.community.id}/calendar/items/{item.id}/details"
    page = editor.get(address)
    assert page.status_code == 200
    assert "每天少一顿" in page.text
    changed = entered | {"version": item.version, "topic_title": "夜醒", "form": "question"}
    assert editor.post(address, data=changed).status_code == 303
    assert (item.topic["title"], item.form) == ("夜醒", Form.QUESTION)


def test_a_stale_form_keeps_what_was_typed_and_shows_what_is_newer(
    editor: Visitor, session: Session, workspace: Workspace, entered: dict[str, object], now: datetime
) -> None:
    item = make_item(session, workspace.column, now, topic={"title": "别人改过的", "points": []})
    address = f"/c/{workspace.community.id}/calendar/items/{item.id}/details"
    typed = entered | {"version": item.version - 1, "topic_title": "我写的"}
    conflict = editor.post(address, data=typed)
    assert conflict.status_code == 409
    assert "我写的" in conflict.text
    assert "别人改过的" in conflict.text
    assert item.topic["title"] == "别人改过的"
    assert editor.post(address, data=typed | {"version": item.version}).status_code == 303
    assert item.topic["title"] == "我写的"


def test_a_reviewed_post_is_not_replanned(
    client: Visitor, workspace: Workspace, bob: User, charlie: User, item: ContentItem, entered: dict[str, object]
) -> None:
    item.state = State.IN_REVIEW
    address = f"/c/{workspace.community.id}/calendar/items/{item.id}/details"
    assert sign_in(client, bob).get(address).status_code == 409
    assert client.post(address, data=entered | {"version": item.version}).status_code == 409
    assert sign_in(client, charlie).get(address).status_code == 404
    assert client.post(address, data=entered).status_code == 404
