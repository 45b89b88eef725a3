"""What came in, the readings behind a post's numbers, and putting right what was wrong."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.feedback.service import Reading, record_feedback
from app.models import ContentItem, FeedbackBatch, FeedbackRecord, PostStanding
from content_calendar.vocabulary import Counter
from tests.browser import Visitor, sign_in
from tests.factories import Workspace, published


@pytest.fixture
def base(workspace: Workspace) -> str:
    return f"/c/{workspace.community.id}/insights"


@pytest.fixture
def post(session: Session, workspace: Workspace, present: datetime) -> ContentItem:
    """A post with one reading."""
    day = present - timedelta(days=3)
    item = published(session, workspace, workspace.item, day)
    reading = Reading({Counter.VIEWS: 400, Counter.LIKES: 30}, day + timedelta(days=1), "manual")
    record_feedback(session, item, reading, actor=workspace.editor, now=present)
    session.commit()
    return item


def views(session: Session, post: ContentItem) -> int | None:
    return session.scalar(select(PostStanding.views).where(PostStanding.item_id == post.id))


def record_page(session: Session, base: str) -> str:
    return f"{base}/records/{session.scalars(select(FeedbackRecord.id).order_by(FeedbackRecord.id.desc())).first()}"


def test_a_wrong_reading_is_corrected_and_stays_on_record(
    editor: Visitor, session: Session, base: str, post: ContentItem
) -> None:
    listed = editor.get(f"{base}/posts/{post.id}").text
    assert "400" in listed
    assert "manual" in listed
    address = record_page(session, base)
    assert re.search(r'name="views"[^>]*value="400"', editor.get(address).text)
    answer = editor.post(address, data={"reason": "看成了另一篇", "views": "1,390", "likes": "30"})
    assert (answer.status_code, views(session, post)) == (303, 1390)
    listed = editor.get(f"{base}/posts/{post.id}").text
    assert "看成了另一篇" in listed
    assert "<del>400</del>" in listed


def test_what_is_wrong_in_a_correction_is_said_and_kept(
    editor: Visitor, session: Session, base: str, post: ContentItem
) -> None:
    address = record_page(session, base)
    for sent in (
        {"reason": "", "views": "5"}, {"reason": "x", "views": "<b>viel</b>"},
        {"reason": "x", "views": "3", "likes": "9"}, {"reason": "x", "views": "400", "likes": "30"},
    ):
        answer = editor.post(address, data=sent)
        assert (answer.status_code, "form-error" in answer.text) == (422, True)
        assert sent["views"].replace("<", "&lt;").replace(">", "&gt;") in answer.text
    assert views(session, post) == 400


def test_a_reading_is_taken_out(editor: Visitor, session: Session, base: str, post: ContentItem) -> None:
    answer = editor.post(record_page(session, base), data={"reason": "测试数据", "out": "y"})
    assert (answer.status_code, views(session, post)) == (303, None)
    assert "<del>400</del>" in editor.get(f"{base}/posts/{post.id}").text


def test_a_batch_is_undone_once(editor: Visitor, session: Session, base: str, post: ContentItem) -> None:
    batch = session.scalars(select(FeedbackBatch)).one()
    assert f"/batches/{batch.id}/undo" in editor.get(f"{base}/batches").text
    answer = editor.post(f"{base}/batches/{batch.id}/undo")
    assert (answer.status_code, views(session, post)) == (303, None)
    assert editor.post(f"{base}/batches/{batch.id}/undo").status_code == 409


def test_strangers_learn_nothing_and_viewers_change_nothing(
    client: Visitor, session: Session, workspace: Workspace, base: str, post: ContentItem
) -> None:
    batch = session.scalars(select(FeedbackBatch)).one()
    changing = (record_page(session, base), f"{base}/batches/{batch.id}/undo")
    for person, seen, changed in ((workspace.vic, 200, 403), (workspace.charlie, 404, 404)):
        visitor = sign_in(client, person)
        assert visitor.get(f"{base}/posts/{post.id}").status_code == seen
        assert visitor.get(f"{base}/batches").status_code == seen
        assert [visitor.post(address, data={"reason": "x", "out": "y"}).status_code for address in changing] == [
            changed, changed,
        ]
    elsewhere = f"/c/{workspace.elsewhere.id}/insights"
    assert visitor.get(f"{elsewhere}/posts/{post.id}").status_code == 404
