"""What helps, what to rewrite and what was searched in vain, in the browser."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import ContentItem, DraftingRun, ReplyGap, ReplyTemplate, ReplyUse
from app.replies import service
from app.replies.cards import Card
from app.reply_desk import gaps, uses
from content_calendar.content import Copy
from content_calendar.vocabulary import Scenario
from tests.browser import Visitor, sign_in
from tests.factories import Workspace, approved


@pytest.fixture
def address(workspace: Workspace) -> str:
    return f"/c/{workspace.community.id}/replies"


@pytest.fixture
def use(session: Session, workspace: Workspace, now: datetime) -> ReplyUse:
    copy = Copy(hook="先看看家里够不够用。", body="不急着定。")
    card = Card(scenario=Scenario.PRICE)
    made = service.create(session, workspace.community, card, copy, actor=workspace.editor, now=now)
    item: ContentItem = approved(session, workspace, made, now)
    return uses.note(session, workspace.community, item, key="k", actor=workspace.editor, now=now)


@pytest.mark.parametrize("view", ["", "works", "rewrite", "gaps", "nonsense"])
def test_every_part_is_shown_with_nothing_in_it_and_with_something(
    editor: Visitor, session: Session, workspace: Workspace, address: str, view: str, now: datetime, use: ReplyUse
) -> None:
    gaps.note(session, workspace.community, "<script>alert(1)</script>运费险", now=now)
    page = editor.get(f"{address}/learning?view={view}&scenario=x&members=y&page=99999999")
    assert page.status_code == 200
    assert "<script>alert(1)" not in page.text
    assert sign_in(editor, workspace.charlie).get(f"{address}/learning").status_code == 404


def test_what_waits_is_settled_by_who_took_it_and_nobody_else(
    editor: Visitor, session: Session, workspace: Workspace, address: str, use: ReplyUse
) -> None:
    assert "先看看家里够不够用" in editor.get(f"{address}/learning").text
    way = f"{address}/learning/uses/{use.id}/outcome"
    assert editor.post(way, data={"outcome": "helped"}).status_code == 303
    assert editor.post(way, data={"outcome": "helped"}).status_code == 303
    assert editor.post(way, data={"outcome": "nonsense"}).status_code == 303
    assert session.get_one(ReplyTemplate, use.item_id).helped == 1
    assert sign_in(editor, workspace.rita).post(way, data={"outcome": "helped"}).status_code in {403, 404}


def test_a_gap_is_drafted_with_one_button_and_cannot_be_ordered_twice(
    editor: Visitor, session: Session, workspace: Workspace, address: str, now: datetime
) -> None:
    gaps.note(session, workspace.community, "有运费险吗", now=now)
    gap = session.scalars(select(ReplyGap)).one().id
    sent = {"gap": [gap, "x", "-1", "9" * 40], "scenario": "after_sales", "members": ""}
    answer = editor.post(f"{address}/gaps/brief", data=sent)
    assert answer.status_code == 303
    assert "drafting" in answer.location
    assert "有运费险吗" in session.scalars(select(DraftingRun)).one().note
    assert editor.post(f"{address}/gaps/brief", data=sent).status_code == 409
    assert editor.post(f"{address}/gaps/aside", data=sent).status_code == 409
    assert editor.post(f"{address}/gaps/brief", data={"gap": gap}).status_code == 303


def test_who_may_only_look_orders_nothing(
    editor: Visitor, session: Session, workspace: Workspace, address: str, now: datetime
) -> None:
    gaps.note(session, workspace.community, "有运费险吗", now=now)
    viewer = sign_in(editor, workspace.vic)
    page = viewer.get(f"{address}/learning?view=gaps")
    assert "有运费险吗" in page.text
    assert "gaps/brief" not in page.text
    assert viewer.post(f"{address}/gaps/aside", data={"gap": 1}).status_code == 403
