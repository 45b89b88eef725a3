"""Typing numbers in, post by post."""

from __future__ import annotations

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.exports.feeds import KEPT
from app.models import ContentItem, FeedbackRecord
from content_calendar.workflow import State
from tests.browser import Visitor
from tests.factories import COPY, Workspace, approved, make_item, write


@pytest.fixture
def page(workspace: Workspace) -> str:
    return f"/c/{workspace.community.id}/insights/numbers"


@pytest.fixture
def items(session: Session, workspace: Workspace) -> list[ContentItem]:
    """Two approved posts whose time has passed."""
    made = []
    before = clock.now() - KEPT
    for days in (2, 1):
        item = make_item(session, workspace.column, before, slot_at=clock.now() - timedelta(days=days))
        made.append(approved(session, workspace, write(session, item, COPY, workspace.editor, before), before))
    return made


def fields(text: str) -> dict[str, str]:
    """Every field of the grid as the page offers it."""
    pairs = re.findall(r'<input[^>]*? name="([nb]-[^"]+)" value="([^"]*)"', text)
    when = re.search(r'<input[^>]*name="observed_at"[^>]*>', text)
    assert when
    moment = re.search(r'value="([^"]+)"', when[0])
    assert moment
    return dict(pairs) | {"observed_at": moment[1]}


def records(session: Session) -> list[FeedbackRecord]:
    return list(session.scalars(select(FeedbackRecord).order_by(FeedbackRecord.id)))


def test_a_changed_row_is_saved_and_an_untouched_one_is_not(
    editor: Visitor, session: Session, page: str, items: list[ContentItem]
) -> None:
    form = fields(editor.get(page).text)
    form |= {f"n-{items[0].id}-views": "1,234", f"n-{items[0].id}-likes": "５６"}
    assert editor.post(page, data=form).status_code == 303
    (record,) = records(session)
    assert (record.item_id, record.views, record.likes, record.source) == (items[0].id, 1234, 56, "manual")
    assert [item.state for item in items] == [State.PUBLISHED, State.APPROVED]


@pytest.mark.usefixtures("items")
def test_the_latest_slot_stands_first(editor: Visitor, page: str, items: list[ContentItem]) -> None:
    text = editor.get(page).text
    assert text.index(f"n-{items[1].id}-views") < text.index(f"n-{items[0].id}-views")


def test_sending_the_same_page_twice_makes_one_reading(
    editor: Visitor, session: Session, page: str, items: list[ContentItem]
) -> None:
    form = fields(editor.get(page).text) | {f"n-{items[0].id}-views": "10"}
    for _ in range(2):
        assert editor.post(page, data=form).status_code == 303
    assert len(records(session)) == 1
    assert editor.post(page, data=fields(editor.get(page).text)).status_code == 303
    assert len(records(session)) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"views": "=1+1"}, "=1+1"), ({"views": "many"}, "many"), ({"views": "-3"}, "-3"), ({"views": "1.5"}, "1.5"),
        ({"views": "9" * 40}, "99999"), ({"views": "3000000000"}, "20 亿"), ({"views": "10", "likes": "11"}, "点赞"),
        ({"views": "<b>1</b>"}, "&lt;b&gt;"), ({"views": "\u202e12"}, "不是整数"),
    ],
)
def test_a_wrong_row_keeps_what_was_typed_and_the_right_one_is_saved(
    editor: Visitor, session: Session, page: str, items: list[ContentItem], typed: dict[str, str], said: str
) -> None:
    wrong, right = items
    form = fields(editor.get(page).text) | {f"n-{right.id}-views": "10"}
    form |= {f"n-{wrong.id}-{counter}": text for counter, text in typed.items()}
    answer = editor.post(page, data=form)
    assert answer.status_code == 422
    assert said in answer.text
    assert [record.item_id for record in records(session)] == [right.id]
    kept = fields(answer.text)[f"n-{wrong.id}-views"]
    assert kept.replace("&lt;", "<").replace("&gt;", ">") == typed["views"]


@pytest.mark.parametrize("moment", [
    "yesterday", "2099-01-01T00:00", "0000-00-00T99:99", "0001-01-01", "0001-01-01T00:00", "0001-01-01T00:00+14:00",
    "9999-12-31T23:59-12:00", "1999-12-31T23:59", "2101-01-01",
])
def test_a_wrong_moment_keeps_every_number(
    editor: Visitor, session: Session, page: str, items: list[ContentItem], moment: str
) -> None:
    form = fields(editor.get(page).text) | {f"n-{items[0].id}-views": "77", "observed_at": moment}
    answer = editor.post(page, data=form)
    assert answer.status_code == 422
    assert fields(answer.text)[f"n-{items[0].id}-views"] == "77"
    assert records(session) == []


def test_saving_leads_back_to_this_community_whatever_stands_in_the_address(
    editor: Visitor, workspace: Workspace, page: str, items: list[ContentItem]
) -> None:
    form = fields(editor.get(page).text) | {f"n-{items[0].id}-views": "10"}
    hostile = "community_id=2&endpoint=x&_anchor=y&_external=1&_scheme=ftp&values=z"
    answer = editor.post(f"{page}?{hostile}&persona={workspace.persona.id}&page=2", data=form)
    assert answer.status_code == 303
    assert answer.location == f"{page}?page=2&persona={workspace.persona.id}"


@pytest.mark.parametrize("state", [State.APPROVED, State.EXPORTED])
def test_a_post_whose_slot_is_ahead_is_listed_once_it_is_marked_as_published(
    editor: Visitor, session: Session, workspace: Workspace, page: str, state: State
) -> None:
    item = approved(session, workspace, workspace.item, clock.now())
    item.state = state
    session.flush()
    template = page.replace("numbers", "import/template.csv")
    assert f"n-{item.id}-views" not in editor.get(page).text
    assert item.uid not in editor.get(template).text
    forced = {f"n-{item.id}-views": "5", f"b-{item.id}-views": "", "observed_at": ""}
    assert editor.post(page, data=forced).status_code == 422
    assert (records(session), item.state) == ([], state)
    marked = editor.post(f"/c/{item.community_id}/items/{item.id}/publish", data={"version": item.version})
    assert marked.status_code == 303
    assert f"n-{item.id}-views" in editor.get(page).text
    assert item.uid in editor.get(template).text
    assert editor.post(page, data=forced).status_code == 303
    assert [record.views for record in records(session)] == [5]


def test_a_reading_older_than_the_post_keeps_every_number_and_names_its_time(
    editor: Visitor, session: Session, workspace: Workspace, page: str, items: list[ContentItem]
) -> None:
    early, late = items
    assert early.slot_at
    assert late.slot_at
    moment = f"{late.slot_at.astimezone(ZoneInfo(workspace.community.timezone)) - timedelta(minutes=1):%Y-%m-%dT%H:%M}"
    form = fields(editor.get(page).text) | {f"n-{item.id}-views": "7" for item in items}
    answer = editor.post(page, data=form | {"observed_at": moment})
    assert answer.status_code == 422
    assert "数据时间早于这条内容" in answer.text
    assert fields(answer.text)[f"n-{late.id}-views"] == "7"
    assert f"{late.slot_at.astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%d %H:%M} (Asia/Shanghai)" in answer.text
    assert [record.item_id for record in records(session)] == [early.id]


def test_a_post_of_another_community_is_not_touched(
    editor: Visitor, session: Session, workspace: Workspace, page: str, items: list[ContentItem]
) -> None:
    items[0].community_id = workspace.elsewhere.id
    session.flush()
    form = {f"n-{items[0].id}-views": "5", f"b-{items[0].id}-views": "", "observed_at": ""}
    assert editor.post(page, data=form).status_code == 422
    assert records(session) == []


def test_what_was_approved_in_other_words_takes_no_numbers(
    editor: Visitor, session: Session, page: str, items: list[ContentItem]
) -> None:
    form = fields(editor.get(page).text) | {f"n-{items[0].id}-views": "5"}
    items[0].approved_fingerprint = "0" * 64
    session.flush()
    assert editor.post(page, data=form).status_code == 422
    assert (records(session), items[0].state) == ([], State.APPROVED)
