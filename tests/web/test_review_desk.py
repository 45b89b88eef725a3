"""The review desk: what waits, what a decision leads to, and that nothing typed is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.models import ContentItem
from app.review.service import MAX_COMMENT
from content_calendar.workflow import State
from tests.browser import Visitor, sign_in
from tests.factories import COPY, Workspace, in_review, make_item, make_persona, write
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
    fill(session, workspace, now, 55)
    assert reads_of(reviewer, desk) == few <= 15


def fill(session: Session, workspace: Workspace, now: datetime, count: int) -> None:
    for number in range(count):
        item = make_item(session, workspace.column, now, slot_at=now + timedelta(hours=number + 1))
        in_review(session, workspace, write(session, item, COPY, workspace.editor, now), now)
    session.commit()
