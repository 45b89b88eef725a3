"""Where the day starts: what waits for whom, and how it begins with nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.library import service as library
from app.models import ContentItem
from content_calendar.workflow import Action, State
from tests.browser import Visitor, sign_in
from tests.factories import COPY, Workspace, approved, in_review, make_item, make_persona, make_user, write
from tests.statements import reads_of

CALM = "没有等你处理的事"


@pytest.fixture
def waiting(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    return in_review(session, workspace, workspace.item, now)


def test_nothing_at_all_begins_with_three_steps(client: Visitor, workspace: Workspace) -> None:
    page = sign_in(client, workspace.charlie).get("/").text
    assert "三步发出第一条" in page
    assert f"/c/{workspace.elsewhere.id}/calendar/plan" in page


def test_somebody_without_a_community_is_told_whom_to_ask(client: Visitor, session: Session, now: datetime) -> None:
    stranger = make_user(session, "sam", now)
    assert "还没有加入任何社群" in sign_in(client, stranger).get("/").text


def test_a_reviewer_finds_what_waits_and_its_author_does_not(
    client: Visitor, workspace: Workspace, waiting: ContentItem
) -> None:
    desk = f"/c/{waiting.community_id}/review?item={waiting.id}"
    assert desk in sign_in(client, workspace.rita).get("/").text
    assert desk not in sign_in(client, workspace.bob).get("/").text
    assert desk not in sign_in(client, workspace.vic).get("/").text


def test_nobody_is_asked_to_review_words_they_had_a_hand_in(
    client: Visitor, session: Session, workspace: Workspace, now: datetime
) -> None:
    write(session, workspace.item, COPY, workspace.reviewer, now)
    write(session, workspace.item, COPY, workspace.editor, now)
    item = in_review(session, workspace, workspace.item, now)
    assert f"/review?item={item.id}" not in sign_in(client, workspace.rita).get("/").text


def test_what_came_back_waits_for_the_editors(
    client: Visitor, session: Session, workspace: Workspace, waiting: ContentItem, now: datetime
) -> None:
    library.advance(session, waiting, Action.REQUEST_CHANGES, actor=workspace.reviewer, now=now, note="再改改")
    assert COPY.hook in sign_in(client, workspace.bob).get("/").text
    assert COPY.hook not in sign_in(client, workspace.vic).get("/").text


def test_what_is_due_without_approval_is_named(
    client: Visitor, session: Session, workspace: Workspace, now: datetime
) -> None:
    workspace.item.slot_at = now + timedelta(hours=5)
    editor = sign_in(client, workspace.bob)
    assert COPY.hook in editor.get("/").text
    approved(session, workspace, workspace.item, now)
    page = editor.get("/").text
    assert COPY.hook not in page
    assert CALM in page


def test_the_week_shows_days_without_a_post(client: Visitor, workspace: Workspace) -> None:
    page = sign_in(client, workspace.bob).get("/").text
    assert page.count("week-gap") == 6
    assert "6 天空档" in page


def test_nothing_of_other_communities_is_shown(
    client: Visitor, session: Session, workspace: Workspace, waiting: ContentItem, now: datetime
) -> None:
    persona = make_persona(session, workspace.elsewhere, now, name="别处的人")
    make_item(session, workspace.column, now, community_id=workspace.elsewhere.id, persona_id=persona.id)
    assert COPY.hook not in sign_in(client, workspace.charlie).get("/").text
    assert "别处的人" not in sign_in(client, workspace.rita).get("/").text


def test_a_busy_day_costs_no_more_than_a_quiet_one(
    client: Visitor, session: Session, workspace: Workspace, now: datetime
) -> None:
    reviewer = sign_in(client, workspace.rita)
    fill(session, workspace, now, 5)
    few = reads_of(reviewer, "/")
    fill(session, workspace, now, 55)
    assert reads_of(reviewer, "/") == few <= 12


def fill(session: Session, workspace: Workspace, now: datetime, count: int) -> None:
    for number in range(count):
        item = make_item(session, workspace.column, now, slot_at=now + timedelta(hours=number + 1))
        in_review(session, workspace, write(session, item, COPY, workspace.editor, now), now)
        make_item(session, workspace.column, now, slot_at=now + timedelta(hours=2), state=State.FAILED)
    session.commit()
