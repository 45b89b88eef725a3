"""What is done to a text on its page: checks while typing, one-click fixes, overrides, reworking, choosing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.copywriter.brief import Provenance, Written
from app.copywriter.explanation import explain
from app.copywriter.offline_trouble import nothing_to_change
from app.core import clock
from app.core.text_fields import TEXT_LENGTH
from app.drafting import leases
from app.drafting.outcomes import Outcome, hand_in
from app.library import service
from app.models import ContentItem, DraftTask, Revision
from content_calendar.content import Copy
from content_calendar.vocabulary import Instruction, Platform, WriterKind
from content_calendar.workflow import State
from tests.browser import Visitor, sign_in
from tests.factories import BLOCKED_COPY, COPY, Workspace, make_item, write
from tests.statements import reads_of

LEASE = timedelta(minutes=1)
HIDDEN = "\u200b"
HOSTILE = "<img src=x onerror=alert(1)> {{ 7*7 }} 全网最低"
TRIGGER = "hx-trigger"
REASON = "客户书面确认过，这里就要这样写"


@pytest.fixture
def page(item: ContentItem) -> str:
    return f"/c/{item.community_id}/items/{item.id}"


@pytest.fixture
def editor(client: Visitor, workspace: Workspace) -> Visitor:
    """bob, signed in."""
    return sign_in(client, workspace.bob)


def words(item: ContentItem, copy: Copy = COPY, **fields: object) -> dict[str, object]:
    """The form with the words of `copy` in it, with some fields changed."""
    shown = {
        "version": item.version, "title": copy.title, "hook": copy.hook, "body": copy.body,
        "call_to_action": copy.call_to_action, "hashtags": " ".join(f"#{tag}" for tag in copy.hashtags),
        "image_brief": copy.image_brief, "comment_starter": copy.comment_starter,
    }
    return shown | fields


def hidden_at(part: str, place: int) -> str:
    """How a form names the finding on an invisible character there."""
    return f"invisible_character:{part}:{place}:{place + 1}"


def work_off(session: Session, item: ContentItem, *texts: Copy) -> None:
    """A worker writes these texts for the item's open tasks."""
    moment = clock.now()
    (run_id,) = {task.run_id for task in session.query(DraftTask).filter_by(item_id=item.id) if not task.finished_at}
    tasks = leases.claim(session, run_id, owner="worker", now=moment, lease=LEASE, limit=len(texts))
    made_by = Provenance(writer=WriterKind.OFFLINE, prompt="formulas/zh/post/plain.j2", prompt_version="abc", seed=7)
    outcomes = [Outcome(task.id, Written(copy, made_by)) for task, copy in zip(tasks, texts, strict=True)]
    hand_in(session, outcomes, owner="worker", now=moment)


def test_a_fix_settles_the_named_finding_and_nothing_else(
    editor: Visitor, session: Session, workspace: Workspace, page: str, item: ContentItem, now: datetime
) -> None:
    twice = replace(COPY, hook=f"断奶{HIDDEN}这件事，先别急着{HIDDEN}定日子")
    write(session, item, twice, workspace.editor, now)
    assert hidden_at("hook", 9) not in editor.get(page).text
    assert hidden_at("hook", 11) in editor.get(page).text
    answer = editor.post(f"{page}/fix", data=words(item, twice) | {"finding": hidden_at("hook", 2)})
    assert (answer.status_code, answer.location) == (303, page)
    assert item.revisions[-1].copy() == replace(twice, hook=f"断奶这件事，先别急着{HIDDEN}定日子")
    assert item.revisions[-1].author_id == workspace.bob.id


def test_a_fix_takes_along_what_was_typed(editor: Visitor, page: str, item: ContentItem) -> None:
    typed = words(item, hook=f"换{HIDDEN}一句开头", body="还在写的正文")
    editor.post(f"{page}/fix", data=typed | {"finding": hidden_at("hook", 1)})
    assert (item.revisions[-1].hook, item.revisions[-1].body) == ("换一句开头", "还在写的正文")


@pytest.mark.parametrize("finding", ["", "x" * 5000, hidden_at("hook", 0), "<b>:hook:0:1"])
def test_a_finding_that_is_not_there_changes_nothing_and_loses_nothing(
    editor: Visitor, page: str, item: ContentItem, finding: str
) -> None:
    answer = editor.post(f"{page}/fix", data=words(item, hook="还在写的开头") | {"finding": finding})
    assert answer.status_code == 409
    assert "还在写的开头</textarea>" in answer.text
    assert len(item.revisions) == 1


@pytest.mark.parametrize("act", ["fix", "rework"])
def test_words_of_an_older_version_are_shown_beside_the_newest(
    editor: Visitor, session: Session, workspace: Workspace, page: str, item: ContentItem, now: datetime, act: str
) -> None:
    opened = words(item, hook=f"我{HIDDEN}写的") | {"finding": hidden_at("hook", 1), "instruction": "shorter"}
    service.edit_copy(
        session, item, replace(COPY, hook="同事先改了"), version=item.version, actor=workspace.reviewer, now=now
    )
    answer = editor.post(f"{page}/{act}", data=opened)
    assert answer.status_code == 409
    assert "写的</textarea>" in answer.text
    assert "同事先改了" in answer.text
    assert (item.state, len(item.revisions)) == (State.DRAFT, 2)


def test_words_are_checked_and_counted_while_they_are_typed(editor: Visitor, page: str, item: ContentItem) -> None:
    answer = editor.post(f"{page}/check", data=words(item, hook=HOSTILE, body="字" * 600))
    assert answer.status_code == 200
    assert "全网最低" in answer.text
    assert "超出" in answer.text
    assert "<img" not in answer.text
    assert "<html" not in answer.text
    assert len(item.revisions) == 1


@pytest.mark.parametrize("body", ["字" * (TEXT_LENGTH + 1), "a\x00b"])
def test_words_that_cannot_be_kept_are_not_checked(editor: Visitor, page: str, item: ContentItem, body: str) -> None:
    assert editor.post(f"{page}/check", data=words(item, body=body)).status_code == 204


def test_blocking_findings_are_overridden_only_in_writing(
    editor: Visitor, session: Session, workspace: Workspace, page: str, item: ContentItem, now: datetime
) -> None:
    write(session, item, BLOCKED_COPY, workspace.editor, now)
    assert 'name="in_spite_of"' in editor.get(page).text
    refused = editor.post(f"{page}/submit", data={"version": item.version, "in_spite_of": "<b>太短"})
    assert refused.status_code == 422
    assert "&lt;b&gt;太短</textarea>" in refused.text
    assert editor.post(f"{page}/submit", data={"version": item.version, "in_spite_of": REASON}).status_code == 303
    assert (item.state, item.history[-1].note) == (State.IN_REVIEW, REASON)
    assert REASON in sign_in(editor, workspace.rita).get(f"/c/{item.community_id}/review").text


def test_a_text_is_reworked_with_what_was_typed_and_the_result_is_compared(
    editor: Visitor, session: Session, page: str, item: ContentItem, now: datetime
) -> None:
    answer = editor.post(f"{page}/rework", data=words(item, hook="打磨过的开头") | {"instruction": "shorter"})
    assert (answer.status_code, answer.location) == (303, page)
    assert (item.state, item.revisions[-1].hook) == (State.DRAFTING, "打磨过的开头")
    assert TRIGGER in editor.get(page).text.partition('id="work"')[2].partition("</section>")[0]
    work_off(session, item, replace(COPY, hook="短"))
    arrived = editor.get(f"{page}/work?turn=3", headers={"HX-Request": "true"}).text
    assert "data-arrived" in arrived
    assert TRIGGER not in arrived
    shown = editor.get(page).text
    assert "更短 · 第 2 版 → 第 3 版" in shown
    assert "<del>" in shown


def test_a_rework_that_fails_says_why_and_leaves_a_text_that_can_be_submitted(
    editor: Visitor, session: Session, page: str, item: ContentItem
) -> None:
    editor.post(f"{page}/rework", data=words(item) | {"instruction": "warmer"})
    run_id = session.scalars(select(DraftTask.run_id).where(DraftTask.item_id == item.id)).one()
    (task,) = leases.claim(session, run_id, owner="worker", now=clock.now(), lease=LEASE, limit=1)
    hand_in(session, [Outcome(task.id, nothing_to_change())], owner="worker", now=clock.now())
    assert explain("nothing_to_change", "zh") in editor.get(page).text
    assert editor.post(f"{page}/submit", data={"version": item.version}).status_code == 303
    assert explain("nothing_to_change", "zh") not in editor.get(page).text


@pytest.mark.parametrize(
    "wish", [{}, {"instruction": "x"}, {"instruction": "another_platform"}, {"instruction": "translate"},
             {"instruction": "translate", "target_language": "xx"}, {"instruction": "fix_findings"}],
)
def test_a_wish_nobody_can_follow_starts_nothing_and_loses_nothing_that_was_typed(
    editor: Visitor, page: str, item: ContentItem, wish: dict[str, str]
) -> None:
    refused = editor.post(f"{page}/rework", data=words(item, title="还没存的标题") | wish)
    assert refused.status_code == 422
    assert 'value="还没存的标题"' in refused.text
    assert f'value="{item.version}"' in refused.text
    assert "没有保存" in refused.text
    assert "已保存" not in editor.get(page).text
    assert (item.state, len(item.revisions)) == (State.DRAFT, 1)


def test_another_platform_is_asked_for_by_name(
    editor: Visitor, session: Session, page: str, item: ContentItem
) -> None:
    wish = {"instruction": "another_platform", "target_platform": "xiaohongshu"}
    editor.post(f"{page}/rework", data=words(item) | wish)
    run = session.query(DraftTask).filter_by(item_id=item.id).one().run
    assert (run.instruction, run.target_platform) == (Instruction.ANOTHER_PLATFORM, Platform.XIAOHONGSHU)
    assert "换平台 → 小红书" in editor.get(page).text


def test_without_a_model_the_page_says_before_the_click_that_there_will_be_no_translation(
    editor: Visitor, page: str
) -> None:
    assert "给的是译稿单，不是译文" in editor.get(page).text


def test_one_of_several_texts_is_chosen_and_the_others_stay(
    editor: Visitor, session: Session, workspace: Workspace, page: str, item: ContentItem, now: datetime
) -> None:
    editor.post(f"/c/{item.community_id}/drafting", data={"note": "", "item": item.id, "variants": 2})
    work_off(session, item, replace(COPY, hook="<i>甲</i>"), replace(COPY, hook="乙"))
    first, second = item.revisions[1:]
    shown = editor.get(page).text
    assert "&lt;i&gt;甲&lt;/i&gt;" in shown
    assert f'name="revision" value="{second.id}"' in shown
    assert item.current_revision_id == first.id
    asked = {"version": item.version, "revision": second.id}
    assert editor.post(f"{page}/choose", data=asked).status_code == 303
    assert (item.current_revision_id, len(item.revisions)) == (second.id, 3)
    assert editor.post(f"{page}/choose", data=asked | {"revision": first.id}).status_code == 409
    foreign = write(session, make_item(session, workspace.column, now), COPY, workspace.editor, now).revisions[0]
    assert editor.post(f"{page}/choose", data={"version": item.version, "revision": foreign.id}).status_code == 422


def test_a_twin_is_linked_and_can_be_read_beside_the_text(
    editor: Visitor, session: Session, workspace: Workspace, page: str, now: datetime
) -> None:
    other = write(session, make_item(session, workspace.column, now), COPY, workspace.editor, now)
    shown = editor.get(page).text
    assert f'id="twin-{other.id}"' in shown
    assert f'href="/c/{other.community_id}/items/{other.id}"' in shown


def test_every_version_says_who_wrote_it_with_what_and_how_much_was_changed(
    editor: Visitor, session: Session, page: str, item: ContentItem, now: datetime
) -> None:
    editor.post(f"/c/{item.community_id}/drafting", data={"note": "", "item": item.id})
    work_off(session, item, replace(COPY, hook="初稿的开头"))
    drafted = item.revisions[-1].copy()
    editor.post(page, data=words(item, replace(drafted, hook="初稿的开头。")))
    shown = editor.get(page).text
    assert "改动 1 字" in shown
    assert "formulas/zh/post/plain.j2" in shown


def test_a_draft_of_an_older_product_is_not_said_to_have_been_free(
    editor: Visitor, session: Session, workspace: Workspace, now: datetime
) -> None:
    item = make_item(session, workspace.column, now)
    known_then = {
        "prompt": "posts/learning.zh", "prompt_version": "1", "model": "m", "seed": 7, "prompt_tokens": 1,
        "completion_tokens": 2, "latency_ms": 3,
    }
    revision = Revision(
        item=item, number=1, hook=COPY.hook, body=COPY.body, writer=WriterKind.MODEL, provenance=known_then,
        created_at=now,
    )
    session.add(revision)
    session.flush()
    item.current_revision = revision
    session.flush()
    shown = editor.get(f"/c/{item.community_id}/items/{item.id}").text
    assert "posts/learning.zh" in shown
    assert 'class="money"' not in shown


def test_a_page_with_all_it_can_show_costs_no_more_for_a_long_life(
    editor: Visitor, session: Session, workspace: Workspace, page: str, item: ContentItem, now: datetime
) -> None:
    write(session, make_item(session, workspace.column, now), COPY, workspace.editor, now)
    editor.post(f"/c/{item.community_id}/drafting", data={"note": "", "item": item.id, "variants": 2})
    work_off(session, item, COPY, COPY)
    few = reads_of(editor, page)
    for _number in range(3):
        write(session, make_item(session, workspace.column, now), COPY, workspace.editor, now)
    editor.post(f"/c/{item.community_id}/drafting", data={"note": "", "item": item.id, "variants": 3})
    work_off(session, item, COPY, COPY, COPY)
    assert reads_of(editor, page) == few <= 18
