"""The list of the library: narrowing it, keeping a filter, and doing one thing to many items."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.library import bulk
from app.models import ContentItem, SavedFilter
from content_calendar.workflow import State
from tests.browser import Visitor, sign_in
from tests.factories import BLOCKED_COPY, COPY, Workspace, approved, make_item, write


@pytest.fixture
def library(workspace: Workspace) -> str:
    return f"/c/{workspace.community.id}/library"


@pytest.fixture
def blocked(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    """A second draft, with something that must be fixed."""
    found = make_item(session, workspace.column, now, slot_at=now + timedelta(days=4))
    write(session, found, BLOCKED_COPY, workspace.editor, now)
    session.commit()
    return found


def ticked(*items: ContentItem) -> list[str]:
    return [f"{item.id}:{item.version}" for item in items]


def test_a_hit_is_marked_and_nothing_in_it_is_executed(editor: Visitor, library: str) -> None:
    assert "<mark>断奶</mark>" in editor.get(f"{library}?q=断奶").text
    hostile = editor.get(f"{library}?q=%3Cscript%3E断奶&tag=%22%3E%3Cimg&from=x&to=9999-12-31&column=-1&mine=1").text
    assert "<script>断奶" not in hostile
    assert "<img" not in hostile


def test_a_filter_is_kept_for_the_person_who_saved_it(
    editor: Visitor, session: Session, library: str, workspace: Workspace
) -> None:
    answer = editor.post(f"{library}/filters", data={"query": "q=断奶&state=draft&page=3&x=1", "name": "要改的"})
    assert answer.status_code == 303
    kept = session.scalars(select(SavedFilter)).one()
    assert kept.query == "q=%E6%96%AD%E5%A5%B6&state=draft"
    assert editor.post(f"{library}/filters/{kept.id}", data={"name": "周五改"}).status_code == 303
    assert "周五改" in editor.get(library).text
    rita = sign_in(editor, workspace.rita)
    assert "周五改" not in rita.get(library).text
    assert rita.post(f"{library}/filters/{kept.id}/delete").status_code == 404
    assert sign_in(editor, workspace.bob).post(f"{library}/filters/{kept.id}/delete").status_code == 303
    assert session.scalars(select(SavedFilter)).all() == []


@pytest.mark.parametrize(
    ("query", "name"), [("q=x", ""), ("q=x", "长" * 300), ("q=x", "a\x00b"), ("", "空的"), ("q=x", "有了")]
)
def test_a_filter_that_cannot_be_kept_is_told_with_what_was_typed(
    editor: Visitor, session: Session, library: str, query: str, name: str
) -> None:
    editor.post(f"{library}/filters", data={"query": "q=y", "name": "有了"})
    answer = editor.post(f"{library}/filters", data={"query": query, "name": name})
    assert answer.status_code == 422
    assert len(session.scalars(select(SavedFilter)).all()) == 1


def test_what_can_be_done_is_done_and_the_rest_is_told_with_its_reason(
    editor: Visitor, session: Session, library: str, item: ContentItem, blocked: ContentItem
) -> None:
    chosen = [*ticked(item, blocked), "999999:1"]
    answer = editor.post(f"{library}/bulk", data={"act": "submit", "item": chosen, "query": "state=draft"})
    assert (answer.status_code, answer.location) == (303, f"{library}?state=draft")
    assert (item.state, blocked.state) == (State.IN_REVIEW, State.DRAFT)
    told = editor.get(library).text
    assert "完成 1 条，2 条没有处理" in told
    assert f"/items/{blocked.id}" in told[: told.index("<table")]
    assert "没有处理" not in editor.get(library).text


def test_an_item_that_changed_since_it_was_ticked_stays(
    editor: Visitor, session: Session, library: str, item: ContentItem
) -> None:
    seen = f"{item.id}:{item.version + 1}"
    editor.post(f"{library}/bulk", data={"act": "archive", "item": seen})
    assert item.state is State.DRAFT


def test_many_are_moved_by_days_at_the_same_hour_and_lose_their_approval(
    editor: Visitor, session: Session, workspace: Workspace, library: str, item: ContentItem, now: datetime
) -> None:
    approved(session, workspace, item, now)
    session.commit()
    before = item.slot_at
    editor.post(f"{library}/bulk", data={"act": "move", "days": "7", "item": ticked(item)})
    assert (item.slot_at, item.state, item.approved_at) == (before + timedelta(days=7), State.DRAFT, None)
    for days in ("", "0", "x", "-999"):
        wish = {"act": "move", "days": days, "item": ticked(item)}
        assert editor.post(f"{library}/bulk", data=wish).status_code == 422
    editor.post(f"{library}/bulk", data={"act": "move", "days": "-300", "item": ticked(item)})
    assert item.slot_at == before + timedelta(days=7)


def test_all_that_was_found_is_exactly_what_was_looked_at(
    editor: Visitor, session: Session, workspace: Workspace, library: str, item: ContentItem, now: datetime
) -> None:
    page = editor.get(f"{library}?q=断奶&all=1").text
    seen = re.search(r'name="all" value="(\w+)"', page)
    assert seen
    wish = {"act": "archive", "query": "q=断奶", "all": seen[1]}
    write(session, make_item(session, workspace.column, now), COPY, workspace.editor, now)
    session.commit()
    assert editor.post(f"{library}/bulk", data=wish).status_code == 409
    assert item.state is State.DRAFT


def test_drafts_are_ordered_and_what_is_approved_goes_to_the_exports(
    editor: Visitor, session: Session, workspace: Workspace, library: str, item: ContentItem, blocked: ContentItem,
    now: datetime,
) -> None:
    editor.post(f"{library}/bulk", data={"act": "draft", "item": ticked(blocked)})
    assert blocked.state is State.DRAFTING
    approved(session, workspace, item, now)
    session.commit()
    answer = editor.post(f"{library}/bulk", data={"act": "export", "item": ticked(item, blocked)})
    assert f"items={item.id}" in answer.location
    assert COPY.hook in editor.get(answer.location).text


@pytest.mark.parametrize("form", [{}, {"act": "approve"}, {"act": "archive", "item": "1:x"}, {"act": "archive"}])
def test_an_act_nobody_offers_is_refused(editor: Visitor, library: str, form: dict[str, str]) -> None:
    assert editor.post(f"{library}/bulk", data=form).status_code in {400, 422}


def test_only_who_may_write_acts_on_many_and_never_on_more_than_five_hundred(
    editor: Visitor, workspace: Workspace, library: str, item: ContentItem
) -> None:
    many = [f"{number}:1" for number in range(1, bulk.MOST_AT_ONCE + 2)]
    assert editor.post(f"{library}/bulk", data={"act": "archive", "item": many}).status_code == 422
    wish = {"act": "archive", "item": ticked(item)}
    assert sign_in(editor, workspace.vic).post(f"{library}/bulk", data=wish).status_code == 403
    assert sign_in(editor, workspace.charlie).post(f"{library}/bulk", data=wish).status_code == 404
    assert item.state is State.DRAFT
