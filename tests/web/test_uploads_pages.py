"""Two people at one uploaded file: nobody accepts rows that are read in another way than those they saw."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import ContentItem, PostStanding
from tests.browser import Visitor
from tests.factories import Workspace
from tests.web import test_feedback_import, test_imports_pages, test_reply_transfer_pages
from tests.web.test_imports_pages import HEAD, day

item = test_feedback_import.item


def seen_in(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found
    return found[1]


@pytest.fixture
def base(workspace: Workspace) -> str:
    return f"/c/{workspace.community.id}"


def imported(session: Session) -> int:
    return session.scalar(select(func.count()).where(ContentItem.import_key.is_not(None))) or 0


def test_posts_are_not_accepted_by_other_columns_than_those_somebody_saw(
    editor: Visitor, session: Session, base: str
) -> None:
    place = str(editor.post(f"{base}/import", data={"pasted": f"{HEAD}\n{day(5)},新手妈妈,一,正文\n"}).location)
    plan = str(editor.post(place, data=test_imports_pages.CHOICES).location)
    seen = seen_in(editor.get(plan).text)
    editor.post(place, data=test_imports_pages.CHOICES | {"c-2": "body", "c-3": "title"})
    answer = editor.post(plan, data={"which": "all", "ready": "2", "seen": seen})
    assert answer.status_code == 409
    assert "刚才有人改了列的含义" in answer.text
    assert imported(session) == 0
    again = seen_in(editor.get(plan).text)
    assert editor.post(plan, data={"which": "all", "ready": "2", "seen": again}).status_code == 303
    assert imported(session) == 1


def test_replies_are_not_accepted_by_other_columns_than_those_somebody_saw(
    editor: Visitor, session: Session, base: str
) -> None:
    chosen = test_reply_transfer_pages.CHOSEN | {"scenario-name": "夸夸群", "scenario-is": "closing"}
    place = str(editor.post(f"{base}/replies/transfer", data={"pasted": test_reply_transfer_pages.TABLE}).location)
    plan = str(editor.post(place, data=chosen).location)
    seen = seen_in(editor.get(plan).text)
    editor.post(place, data=chosen | {"scenario-is": "welcome"})
    assert editor.post(plan, data={"new": "2-3", "seen": seen}).status_code == 409
    assert imported(session) == 0
    assert editor.post(plan, data={"new": "2-3", "seen": seen_in(editor.get(plan).text)}).status_code == 303


def test_numbers_are_not_accepted_by_other_columns_than_those_somebody_saw(
    editor: Visitor, session: Session, base: str, item: ContentItem
) -> None:
    said = {"heading": "0", "c-0": "uid", "c-1": "views", "daily": "totals"}
    place = str(test_feedback_import.upload(editor, f"{base}/insights/import", f"编号,甲\n{item.uid},9\n").location)
    plan = str(editor.post(place, data=said).location)
    seen = seen_in(editor.get(plan).text)
    editor.post(place, data=said | {"c-1": "impressions"})
    assert editor.post(plan, data={"seen": seen}).status_code == 409
    assert session.get(PostStanding, item.id) is None
    assert editor.post(plan, data={"seen": seen_in(editor.get(plan).text)}).status_code == 303
    assert session.get_one(PostStanding, item.id).impressions == 9
