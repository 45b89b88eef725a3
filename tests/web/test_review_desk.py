"""The review desk: what waits, what a decision leads to, and that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.core.database import db
from app.library.diff import pieces
from app.models import AuditEntry, ContentItem, ItemEvent, Notice
from app.review import claims, jobs
from app.review.service import MAX_COMMENT
from content_calendar.vocabulary import ApprovalMode, ChangeReason
from content_calendar.workflow import Action, Role, State
from tests.browser import Visitor, sign_in
from tests.factories import (
    BLOCKED_COPY,
    COPY,
    Workspace,
    in_review,
    join,
    make_item,
    make_persona,
    make_user,
    write,
)
from tests.statements import reads_of

HOSTILE = "<script>alert(1)</script> {{ 7*7 }} \u202eevil \U0001f4a5"
TOO_LONG = "长" * (MAX_COMMENT + 1)
APPROVE = 'data-shortcut="a"'


@pytest.fixture
def waiting(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    return in_review(session, workspace, workspace.item, now)


@pytest.fixture
def second(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    item = make_item(session, workspace.column, now, slot_at=now + timedelta(days=5))
    return in_review(session, workspace, write(session, item, replace(COPY, hook="第二条"), workspace.editor, now), now)


@pytest.fixture
def desk(workspace: Workspace) -> str:
    return f"/c/{workspace.community.id}/review"


@pytest.fixture
def reviewer(client: Visitor, workspace: Workspace) -> Visitor:
    """rita, signed in."""
    return sign_in(client, workspace.rita)


def act(item: ContentItem, name: str) -> str:
    return f"/c/{item.community_id}/items/{item.id}/{name}"


def test_an_empty_desk_shows_the_way_to_the_next_draft(reviewer: Visitor, desk: str) -> None:
    assert "/drafting" in reviewer.get(desk).text


def test_the_nearest_slot_is_open_first(
    reviewer: Visitor, desk: str, waiting: ContentItem, second: ContentItem
) -> None:
    page = reviewer.get(desk).text
    assert page.index(COPY.hook) < page.index("第二条")
    assert act(waiting, "approve") in page
    assert act(second, "approve") not in page


def test_after_a_decision_the_next_text_opens(
    reviewer: Visitor, desk: str, waiting: ContentItem, second: ContentItem
) -> None:
    answer = reviewer.post(act(waiting, "approve"), data={"version": waiting.version, "next": second.id})
    assert (answer.status_code, answer.location) == (303, f"{desk}?item={second.id}")
    assert act(second, "approve") in reviewer.get(answer.location).text
    assert waiting.state is State.APPROVED


def test_nobody_is_offered_to_approve_their_own_words(
    client: Visitor, session: Session, workspace: Workspace, desk: str, now: datetime
) -> None:
    item = make_item(session, workspace.column, now)
    in_review(session, workspace, write(session, item, COPY, workspace.reviewer, now), now)
    page = sign_in(client, workspace.rita).get(desk).text
    assert "需要别人来审核" in page
    assert APPROVE not in page


def test_a_reader_decides_nothing(client: Visitor, workspace: Workspace, desk: str, waiting: ContentItem) -> None:
    page = sign_in(client, workspace.vic).get(desk).text
    assert COPY.hook in page
    assert not any(name in page for name in ("/approve", "/request-changes", "/comments"))


def test_people_see_what_changed_since_the_reviewers_last_looked(
    reviewer: Visitor, session: Session, workspace: Workspace, desk: str, waiting: ContentItem, now: datetime
) -> None:
    reason = {"reason": "再具体一点", "version": waiting.version}
    assert reviewer.post(act(waiting, "request-changes"), data=reason).status_code == 303
    write(session, waiting, replace(COPY, call_to_action="今晚八点在群里说说。"), workspace.editor, now)
    in_review(session, workspace, waiting, now)
    page = reviewer.get(desk).text
    assert "<ins>" in page
    assert "<del>" in page
    assert "<ins>" not in reviewer.get(f"{desk}?compare=none").text


def test_words_the_checks_speak_of_are_marked(
    reviewer: Visitor, session: Session, workspace: Workspace, desk: str, now: datetime
) -> None:
    bold = replace(COPY, body="这是全国最好的杯子。")
    item = write(session, make_item(session, workspace.column, now), bold, workspace.editor, now)
    in_review(session, workspace, item, now)
    assert ">最好</mark>" in reviewer.get(f"{desk}?compare=none").text


def test_sending_back_needs_a_reason(reviewer: Visitor, waiting: ContentItem) -> None:
    answer = reviewer.post(act(waiting, "request-changes"), data={"reason": " ", "version": waiting.version})
    assert answer.status_code == 422
    assert "请勾选原因" in answer.text
    assert waiting.state is State.IN_REVIEW


@pytest.mark.parametrize("back", ["review", "library"])
def test_a_reason_that_is_too_long_is_kept(reviewer: Visitor, waiting: ContentItem, back: str) -> None:
    form = {"reason": TOO_LONG, "version": waiting.version, "back": back}
    answer = reviewer.post(act(waiting, "request-changes"), data=form)
    assert answer.status_code == 422
    assert TOO_LONG in answer.text
    assert str(MAX_COMMENT) in answer.text


@pytest.mark.parametrize("version", ["0", "-1", "x", "", "99", str(10**20)])
def test_a_reason_for_another_version_is_kept_and_decides_nothing(
    reviewer: Visitor, waiting: ContentItem, version: str
) -> None:
    form = {"reason": "温度请核对", "version": version, "back": "review"}
    answer = reviewer.post(act(waiting, "request-changes"), data=form)
    assert answer.status_code == 409
    assert "温度请核对" in answer.text
    assert waiting.state is State.IN_REVIEW


@pytest.mark.parametrize("version", ["0", "x", "", str(10**20)])
def test_only_the_words_one_saw_can_be_approved(reviewer: Visitor, waiting: ContentItem, version: str) -> None:
    assert reviewer.post(act(waiting, "approve"), data={"version": version}).status_code == 409
    assert waiting.state is State.IN_REVIEW


@pytest.mark.parametrize("back", ["review", "library"])
def test_a_comment_that_is_too_long_is_kept(reviewer: Visitor, waiting: ContentItem, back: str) -> None:
    words = "批" * 33_000
    answer = reviewer.post(act(waiting, "comments"), data={"body": words, "back": back})
    assert answer.status_code == 422
    assert words in answer.text
    assert waiting.comments == []


@pytest.mark.parametrize("body", ["", " \n", "a\x00b", "\x1b[31m"])
def test_a_comment_without_words_or_with_control_characters_is_refused(
    reviewer: Visitor, waiting: ContentItem, body: str
) -> None:
    assert reviewer.post(act(waiting, "comments"), data={"body": body}).status_code == 422


def test_hostile_words_are_shown_as_words(reviewer: Visitor, desk: str, waiting: ContentItem) -> None:
    assert reviewer.post(act(waiting, "comments"), data={"body": HOSTILE, "back": "review"}).status_code == 303
    page = reviewer.get(f"{desk}?item={waiting.id}").text
    assert "<script>alert" not in page
    assert "{{ 7*7 }}" in page


def test_the_desk_can_be_of_one_persona(
    reviewer: Visitor, session: Session, workspace: Workspace, desk: str, waiting: ContentItem, now: datetime
) -> None:
    other = make_persona(session, workspace.community, now, key="other", name="奶爸")
    assert COPY.hook in reviewer.get(f"{desk}?persona={workspace.persona.id}").text
    assert COPY.hook not in reviewer.get(f"{desk}?persona={other.id}").text


@pytest.mark.parametrize("name", ["approve", "request-changes", "comments", "submit", "withdraw"])
def test_items_of_other_communities_are_not_found(
    client: Visitor, workspace: Workspace, waiting: ContentItem, name: str
) -> None:
    address = f"/c/{workspace.elsewhere.id}/items/{waiting.id}/{name}"
    form = {"version": waiting.version, "reason": "x", "body": "x"}
    assert sign_in(client, workspace.charlie).post(address, data=form).status_code == 404


def test_a_long_queue_costs_no_more_than_a_short_one(
    reviewer: Visitor, session: Session, workspace: Workspace, desk: str, now: datetime
) -> None:
    fill(session, workspace, now, 5)
    few = reads_of(reviewer, desk)
    fill(session, workspace, now, 15)
    assert reads_of(reviewer, desk) == few <= 13


def fill(session: Session, workspace: Workspace, now: datetime, count: int) -> None:
    for number in range(count):
        item = make_item(session, workspace.column, now, slot_at=now + timedelta(hours=number + 1))
        in_review(session, workspace, write(session, item, COPY, workspace.editor, now), now)
    session.commit()


def chosen(*items: ContentItem) -> list[str]:
    """How the desk names items at the version it shows."""
    return [f"{item.id}.{item.version}" for item in items]


def colleague(session: Session, workspace: Workspace, now: datetime) -> Actor:
    """ruth, another reviewer."""
    ruth = make_user(session, "ruth", now)
    join(session, ruth, workspace.community, Role.REVIEWER, now)
    return Actor(ruth, Role.REVIEWER)


def test_after_a_decision_is_written_nothing_is_read_once_more(
    reviewer: Visitor, desk: str, waiting: ContentItem
) -> None:
    reviewer.get(desk)
    form = {"version": waiting.version}
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    with listening(db.engine, "before_cursor_execute", note):
        assert reviewer.post(act(waiting, "approve"), data=form).status_code == 303
    written = max(place for place, statement in enumerate(said) if statement.startswith("RELEASE"))
    assert not [statement for statement in said[written:] if statement.startswith("SELECT")]


@contextmanager
def listening(engine: Engine, name: str, hear: Callable[..., None]) -> Iterator[None]:
    event.listen(engine, name, hear)
    try:
        yield
    finally:
        event.remove(engine, name, hear)


def test_a_decision_can_be_taken_back_while_nothing_else_happened(
    reviewer: Visitor, desk: str, waiting: ContentItem
) -> None:
    reviewer.post(act(waiting, "approve"), data={"version": waiting.version})
    page = reviewer.get(desk).text
    assert chosen(waiting)[0] in page
    assert 'data-shortcut="u"' in page
    assert 'data-shortcut="u"' not in reviewer.get(desk).text
    answer = reviewer.post(f"{desk}/take-back", data={"chosen": chosen(waiting)})
    assert (answer.status_code, waiting.state, waiting.is_approved()) == (303, State.IN_REVIEW, False)
    assert reviewer.post(f"{desk}/take-back", data={"chosen": chosen(waiting)}).status_code == 409


def test_reasons_without_words_are_enough_to_send_back(
    reviewer: Visitor, session: Session, waiting: ContentItem
) -> None:
    form = {"reasons": ["weak_hook", "too_long", "forged"], "version": waiting.version}
    assert reviewer.post(act(waiting, "request-changes"), data=form).status_code == 422
    form["reasons"] = ["too_long", "weak_hook"]
    assert reviewer.post(act(waiting, "request-changes"), data=form).status_code == 303
    step = session.query(ItemEvent).filter_by(item_id=waiting.id, action=Action.REQUEST_CHANGES).one()
    assert step.reasons == [ChangeReason.WEAK_HOOK, ChangeReason.TOO_LONG]


def test_something_else_needs_words(reviewer: Visitor, waiting: ContentItem) -> None:
    form = {"reasons": ["other"], "version": waiting.version, "back": "review"}
    answer = reviewer.post(act(waiting, "request-changes"), data=form)
    assert answer.status_code == 422
    assert 'value="other" checked' in answer.text


def test_sent_back_to_the_writer_it_is_drafted_at_once(reviewer: Visitor, waiting: ContentItem) -> None:
    form = {"reasons": ["off_voice"], "again": "y", "version": waiting.version, "back": "review"}
    assert reviewer.post(act(waiting, "request-changes"), data=form).status_code == 303
    assert waiting.state is State.DRAFTING


def test_words_about_a_text_that_is_gone_never_stand_under_another(
    reviewer: Visitor, session: Session, desk: str, waiting: ContentItem, second: ContentItem
) -> None:
    version = waiting.version
    reviewer.post(act(waiting, "approve"), data={"version": version})
    form = {"reason": "温度请核对", "version": version, "back": "review"}
    answer = reviewer.post(act(waiting, "request-changes"), data=form)
    assert answer.status_code == 409
    dialog = answer.text.partition('id="request-changes"')[2]
    assert "温度请核对" in answer.text
    assert "温度请核对" not in dialog
    refused = session.query(AuditEntry).filter_by(action="item.request_changes.refused", subject_id=waiting.id)
    assert refused.count() == 1


def test_several_are_approved_each_by_the_same_gate_and_what_was_refused_is_told(
    reviewer: Visitor, session: Session, workspace: Workspace, desk: str, waiting: ContentItem, now: datetime
) -> None:
    own = write(session, make_item(session, workspace.column, now), COPY, workspace.reviewer, now)
    blocked = write(session, make_item(session, workspace.column, now), BLOCKED_COPY, workspace.editor, now)
    for item in (own, blocked):
        in_review(session, workspace, item, now)
    stale = f"{second_version(session, workspace, now)}"
    answer = reviewer.post(f"{desk}/approve", data={"chosen": [*chosen(waiting, own, blocked), stale, "x", "7"]})
    assert answer.status_code == 409
    assert "需要别人来审核" in answer.text
    assert "带着必改问题提交" in answer.text
    assert (waiting.state, own.state, blocked.state) == (State.APPROVED, State.IN_REVIEW, State.IN_REVIEW)
    assert "通过 1 条" in answer.text


def second_version(session: Session, workspace: Workspace, now: datetime) -> str:
    """An item at a version that is past."""
    item = write(session, make_item(session, workspace.column, now), COPY, workspace.editor, now)
    in_review(session, workspace, item, now)
    return f"{item.id}.{item.version - 1}"


def test_nothing_ticked_is_said_so(reviewer: Visitor, desk: str, waiting: ContentItem) -> None:
    assert reviewer.post(f"{desk}/approve", data={"chosen": ["x"]}).status_code == 422


def test_who_looks_at_a_text_is_shown_and_taken_over_knowingly(
    reviewer: Visitor, session: Session, workspace: Workspace, desk: str, waiting: ContentItem, now: datetime
) -> None:
    ruth, version = colleague(session, workspace, now), waiting.version
    claims.claim(session, waiting.community_id, waiting.id, actor=ruth, now=now)
    assert "Ruth 正在审这条" in reviewer.post(act(waiting, "claim")).text
    assert "Ruth" in reviewer.get(desk).text
    assert reviewer.post(act(waiting, "claim"), data={"over": "1"}).status_code == 303
    assert "同事能看到你" in reviewer.post(act(waiting, "claim")).text
    assert waiting.claimed_by_id == workspace.rita.id
    reviewer.post(act(waiting, "release"))
    assert waiting.claimed_by_id is None
    assert waiting.version == version


def test_a_claim_ends_by_itself_and_blocks_nobody(
    reviewer: Visitor, session: Session, workspace: Workspace, waiting: ContentItem, now: datetime
) -> None:
    ruth = colleague(session, workspace, now)
    held = claims.claim(session, waiting.community_id, waiting.id, actor=ruth, now=now)
    assert held is not None
    assert claims.holder(session, waiting.community_id, waiting.id, now=held.until) is None
    assert reviewer.post(act(waiting, "approve"), data={"version": waiting.version}).status_code == 303


def another_opening(item: ContentItem) -> dict[str, object]:
    """The editor's form with the first line changed."""
    kept = {"title": "", "body": COPY.body, "call_to_action": "", "hashtags": "", "image_brief": ""}
    return kept | {"comment_starter": "", "hook": "换个开头", "version": item.version}


def test_a_quick_edit_waits_on_with_the_new_words_for_somebody_else(
    reviewer: Visitor, desk: str, waiting: ContentItem
) -> None:
    assert 'id="copy-form"' in reviewer.get(f"{desk}?edit=1").text
    words = another_opening(waiting)
    answer = reviewer.post(act(waiting, "words"), data=words)
    assert (answer.status_code, waiting.state, waiting.headline()) == (303, State.IN_REVIEW, "换个开头")
    page = reviewer.get(answer.location).text
    assert "需要由别人来通过" in page
    assert APPROVE not in page


def test_a_quick_edit_of_a_text_somebody_approved_meanwhile_loses_no_word(
    reviewer: Visitor, waiting: ContentItem
) -> None:
    words = another_opening(waiting)
    reviewer.post(act(waiting, "approve"), data={"version": waiting.version})
    answer = reviewer.post(act(waiting, "words"), data=words)
    assert answer.status_code == 409
    assert "换个开头" in answer.text
    assert waiting.state is State.APPROVED


def test_people_named_in_a_comment_are_told_once(
    reviewer: Visitor, session: Session, workspace: Workspace, waiting: ContentItem
) -> None:
    assert "Bob" in (reviewer.get(f"/c/{waiting.community_id}/review/people").json or ())
    reviewer.post(act(waiting, "comments"), data={"body": "@bob 看一下，＠Charlie @Rita @BOB", "back": "review"})
    assert waiting.comments[0].mentions == [workspace.bob.id, workspace.rita.id]
    assert [notice.user_id for notice in session.query(Notice)] == [workspace.bob.id]


def test_of_two_steps_the_desk_says_which_one_it_is(
    reviewer: Visitor, workspace: Workspace, desk: str, waiting: ContentItem
) -> None:
    workspace.community.approval_mode = ApprovalMode.TWO_STEPS
    assert "第 1/2 步" in reviewer.get(desk).text
    reviewer.post(act(waiting, "approve"), data={"version": waiting.version})
    page = reviewer.get(desk).text
    assert "第 2/2 步" in page
    assert APPROVE not in page


def test_the_queue_is_mine_or_nobodys_and_says_what_is_not_checked_yet(
    reviewer: Visitor, session: Session, workspace: Workspace, desk: str, waiting: ContentItem
) -> None:
    assert "检查中" in reviewer.get(desk).text
    jobs.review_item(waiting.id)
    assert "检查中" not in reviewer.get(f"{desk}?whose=mine").text
    assert "查看全部队列" in reviewer.get(f"{desk}?whose=unassigned").text


def test_a_text_further_back_opens_with_its_page(
    reviewer: Visitor, session: Session, workspace: Workspace, desk: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.review.queries.PAGE", 2)
    fill(session, workspace, now, 5)
    items = session.query(ContentItem).filter_by(state=State.IN_REVIEW).order_by(ContentItem.slot_at).all()
    page = reviewer.get(f"{desk}?item={items[2].id}").text
    assert act(items[2], "approve") in page
    assert f"item={items[1].id}" in page
    assert f"item={items[4].id}" not in page
    assert act(items[4], "approve") in reviewer.get(f"{desk}?page=3").text
    assert act(items[0], "approve") in reviewer.get(f"{desk}?page=4").text


def test_no_character_is_cut_in_two_in_a_comparison() -> None:
    assert pieces("好\U0001f44d\U0001f3fb", "好\U0001f44d\U0001f3ff") == (
        ("equal", "好"), ("delete", "\U0001f44d\U0001f3fb"), ("insert", "\U0001f44d\U0001f3ff"),
    )
    assert pieces("每天少一顿", "每天少两顿") == (
        ("equal", "每天少"), ("delete", "一"), ("insert", "两"), ("equal", "顿"),
    )
