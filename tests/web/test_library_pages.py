"""The library and the page of an item: finding, reading, editing, and what happens to hostile or late words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape

import pytest
from sqlalchemy.orm import Session

from app.core.security import MAX_REQUEST_BYTES
from app.core.text_fields import TEXT_LENGTH
from app.feedback.service import Reading, record_feedback
from app.library import service
from app.models import ContentItem
from content_calendar.vocabulary import Counter
from content_calendar.workflow import Action, State
from tests.browser import Visitor, sign_in
from tests.factories import COPY, Workspace, approved, in_review, make_item, make_persona, published, write
from tests.statements import reads_of

HOSTILE = "<img src=x onerror=alert(1)> {{ 7*7 }} \u202eevil \U0001f4a5"


@pytest.fixture
def library(workspace: Workspace) -> str:
    return f"/c/{workspace.community.id}/library"


@pytest.fixture
def page(item: ContentItem) -> str:
    return f"/c/{item.community_id}/items/{item.id}"


@pytest.fixture
def editor(client: Visitor, workspace: Workspace) -> Visitor:
    """bob, signed in."""
    return sign_in(client, workspace.bob)


def words(item: ContentItem, **fields: object) -> dict[str, object]:
    """The form as the page gives it, with some fields changed."""
    as_shown = {
        "version": item.version, "title": COPY.title, "hook": COPY.hook, "body": COPY.body,
        "call_to_action": COPY.call_to_action, "hashtags": " ".join(COPY.hashtags), "image_brief": "",
        "comment_starter": "",
    }
    return as_shown | fields


def test_a_library_without_anything_shows_the_way_to_a_plan(
    client: Visitor, workspace: Workspace
) -> None:
    assert "/calendar/plan" in sign_in(client, workspace.charlie).get(f"/c/{workspace.elsewhere.id}/library").text


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("", True), ("q=断奶", True), ("q=没有这个词", False), ("q=%25", False), ("q=_", False), ("state=draft", True),
        ("state=approved", False), ("state=nonsense", True), ("value=learning", True), ("value=benefit", False),
        ("page=999", True), ("page=x", True), ("q=" + "长" * 5000, False),
    ],
)
def test_filters_find_what_they_name(editor: Visitor, library: str, question: str, found: bool) -> None:
    answer = editor.get(f"{library}?{question}")
    assert answer.status_code == 200
    assert (COPY.hook in answer.text) is found


def test_the_library_can_be_of_one_persona(
    editor: Visitor, session: Session, workspace: Workspace, library: str, now: datetime
) -> None:
    other = make_persona(session, workspace.community, now, key="other", name="奶爸")
    assert COPY.hook in editor.get(f"{library}?persona={workspace.persona.id}").text
    assert COPY.hook not in editor.get(f"{library}?persona={other.id}").text


def test_what_was_archived_is_shown_only_when_asked_for(
    editor: Visitor, library: str, page: str, item: ContentItem
) -> None:
    assert editor.post(f"{page}/archive", data={"version": item.version}).status_code == 303
    assert COPY.hook not in editor.get(library).text
    assert COPY.hook in editor.get(f"{library}?state=archived").text
    assert editor.post(f"{page}/restore", data={"version": item.version}).status_code == 303
    assert item.state is State.DRAFT


def test_an_edit_is_a_new_version_with_its_author(
    editor: Visitor, workspace: Workspace, page: str, item: ContentItem
) -> None:
    assert editor.post(page, data=words(item, hook="换一句开头")).location.endswith(page)
    assert [revision.number for revision in item.revisions] == [1, 2]
    newest = item.revisions[-1]
    assert (newest.id, newest.hook) == (item.current_revision_id, "换一句开头")
    assert (newest.author_id, newest.tags) == (workspace.bob.id, list(COPY.tags))


def test_a_tag_leads_to_everything_that_bears_it(editor: Visitor, page: str, item: ContentItem) -> None:
    links = re.findall(r'href="([^"]+/library\?tag=[^"]+)"', editor.get(page).text)
    assert len(links) == len(COPY.tags) > 0
    for link in links:
        assert item.headline() in editor.get(unescape(link)).text


def test_saving_without_a_change_makes_no_version(editor: Visitor, page: str, item: ContentItem) -> None:
    assert editor.post(page, data=words(item)).status_code == 303
    assert len(item.revisions) == 1


@pytest.mark.parametrize("version", ["-1", "0", "x", "", "999", str(10**20)])
def test_an_edit_of_another_version_is_kept_and_not_saved(
    editor: Visitor, page: str, item: ContentItem, version: str
) -> None:
    answer = editor.post(page, data=words(item, hook="我写的这一句", version=version))
    assert answer.status_code == 409
    assert "我写的这一句</textarea>" in answer.text
    assert "<del>" in answer.text
    assert len(item.revisions) == 1


def test_a_late_edit_can_be_saved_once_its_author_saw_the_newest_text(
    editor: Visitor, session: Session, workspace: Workspace, page: str, item: ContentItem, now: datetime
) -> None:
    opened = words(item, hook="我写的这一句")
    service.edit_copy(
        session, item, replace(COPY, hook="同事先改了"), version=item.version, actor=workspace.reviewer, now=now
    )
    shown = editor.post(page, data=opened)
    (version,) = re.findall(r'name="version" type="hidden" value="(\d+)"', shown.text.partition("copy-form")[2])[:1]
    assert editor.post(page, data=opened | {"version": version}).status_code == 303
    assert [revision.hook for revision in item.revisions] == [COPY.hook, "同事先改了", "我写的这一句"]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("body", "长" * (TEXT_LENGTH + 1)), ("hook", "长" * 301), ("title", "长" * 121), ("body", "a\x00b"),
        ("hashtags", "#" + "长" * 301), ("call_to_action", "\x1b[31mred"),
    ],
)
def test_words_that_cannot_be_kept_come_back_with_the_reason(
    editor: Visitor, page: str, item: ContentItem, field: str, text: str
) -> None:
    answer = editor.post(page, data=words(item, **{field: text}))
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert len(item.revisions) == 1


def test_hostile_words_are_kept_and_shown_as_words(editor: Visitor, page: str, item: ContentItem) -> None:
    assert editor.post(page, data=words(item, hook=HOSTILE)).status_code == 303
    assert item.revisions[-1].hook == HOSTILE
    text = editor.get(page).text
    assert "<img src=x" not in text
    assert "{{ 7*7 }}" in text


def test_ten_megabytes_of_text_come_back_with_the_limit(editor: Visitor, page: str, item: ContentItem) -> None:
    answer = editor.post(page, data=words(item, body="a" * 10_000_000))
    assert answer.status_code == 422
    assert f"最多 {TEXT_LENGTH} 个" in answer.text
    assert "a" * 10_000_000 in answer.text


def test_a_request_that_is_too_large_is_refused_with_a_remedy(editor: Visitor, page: str, item: ContentItem) -> None:
    answer = editor.post(page, data=words(item, body="a" * MAX_REQUEST_BYTES))
    assert answer.status_code == 413
    assert "太大" in answer.text


def test_an_edit_takes_the_approval_back(
    editor: Visitor, session: Session, workspace: Workspace, page: str, item: ContentItem, now: datetime
) -> None:
    approved(session, workspace, item, now)
    assert "重新审核" in editor.get(page).text
    editor.post(page, data=words(item, hook="改了一句"))
    assert (item.state, item.is_approved()) == (State.DRAFT, False)


def test_an_item_shows_what_its_reviewer_asked_for(
    client: Visitor, session: Session, workspace: Workspace, page: str, item: ContentItem, now: datetime
) -> None:
    in_review(session, workspace, item, now)
    service.advance(session, item, Action.REQUEST_CHANGES, actor=workspace.reviewer, now=now, note="温度请核对")
    assert "温度请核对" in sign_in(client, workspace.bob).get(page).text


def test_an_item_whose_time_passed_leads_to_a_new_time(
    editor: Visitor, session: Session, page: str, item: ContentItem, now: datetime
) -> None:
    service.advance(session, item, Action.EXPIRE, actor=None, now=now)
    text = editor.get(page).text
    assert "重新排期" in text
    assert "/drafting?" not in text


def test_marking_as_published_is_asked_about_while_the_slot_is_ahead(
    editor: Visitor, session: Session, workspace: Workspace, page: str, item: ContentItem, now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    approved(session, workspace, item, now)
    assert "还没到。确定已经发出了吗？" in editor.get(page).text
    just_after = item.slot_at + timedelta(minutes=1)
    monkeypatch.setattr("app.library.pages.now", lambda: just_after)
    text = editor.get(page).text
    assert "标记已发布" in text
    assert "确定已经发出了吗" not in text


def test_the_life_of_a_post_tells_zeros_and_leaves_out_what_nobody_told(
    editor: Visitor, session: Session, workspace: Workspace, page: str, item: ContentItem, now: datetime
) -> None:
    published(session, workspace, item, now)
    told = {Counter.VIEWS: 300, Counter.LIKES: 0}
    later = now + timedelta(days=30)
    record_feedback(session, item, Reading(told, later, "手工"), actor=workspace.editor, now=later)
    (numbers,) = re.findall(r'<dl class="moment-numbers">(.*?)</dl>', editor.get(page).text)
    assert re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", numbers) == [("阅读", "300"), ("点赞", "0")]


def test_a_reader_gets_no_form(client: Visitor, workspace: Workspace, page: str, item: ContentItem) -> None:
    reader = sign_in(client, workspace.vic)
    assert "<textarea" not in reader.get(page).text
    assert reader.post(page, data=words(item, hook="改")).status_code == 403


@pytest.mark.parametrize("number", ["0", "999999", str(2**31), str(10**20)])
def test_items_that_do_not_exist_are_not_found(editor: Visitor, workspace: Workspace, number: str) -> None:
    assert editor.get(f"/c/{workspace.community.id}/items/{number}").status_code == 404


def test_items_of_other_communities_are_not_found(client: Visitor, workspace: Workspace, item: ContentItem) -> None:
    charlie = sign_in(client, workspace.charlie)
    forged = f"/c/{workspace.elsewhere.id}/items/{item.id}"
    assert charlie.get(forged).status_code == 404
    assert charlie.post(forged, data=words(item)).status_code == 404
    assert charlie.post(f"{forged}/archive", data={"version": item.version}).status_code == 404


def test_a_full_library_costs_no_more_than_a_short_one(
    editor: Visitor, session: Session, workspace: Workspace, library: str, now: datetime
) -> None:
    fill(session, workspace, now, 5)
    few = reads_of(editor, library)
    fill(session, workspace, now, 55)
    assert reads_of(editor, library) == few <= 12


def test_a_long_life_costs_no_more_than_a_short_one(
    editor: Visitor, session: Session, workspace: Workspace, page: str, item: ContentItem, now: datetime
) -> None:
    few = reads_of(editor, page)
    for number in range(20):
        write(session, item, replace(COPY, hook=f"第 {number} 稿"), workspace.editor, now)
        in_review(session, workspace, item, now)
    session.commit()
    assert reads_of(editor, page) == few <= 14


def fill(session: Session, workspace: Workspace, now: datetime, count: int) -> None:
    for number in range(count):
        item = make_item(session, workspace.column, now, slot_at=now + timedelta(hours=number))
        write(session, item, COPY, workspace.editor, now)
    session.commit()
