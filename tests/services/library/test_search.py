"""Items are found by what is written in them now, in Chinese by two characters or one, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.library import search, service
from app.library.search_index import index_missing
from app.models import ContentItem, ItemSearch
from tests.factories import COPY, Workspace


def found(session: Session, workspace: Workspace, words: str) -> bool:
    query = search.find(session, workspace.community.id, words)
    return query is not None and workspace.item.id in session.scalars(query).all()


def rewrite(session: Session, workspace: Workspace, now: datetime, **parts: object) -> None:
    item = workspace.item
    service.edit_copy(
        session, item, replace(COPY, **parts), version=item.version, actor=workspace.editor, now=now
    )


@pytest.fixture
def item(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    rewrite(session, workspace, now, body="周末来喝咖啡 ☕️，Ｌａｔｔｅ 买一送一 🎉", tags=("场景:下午茶",))
    return workspace.item


def test_what_is_written_is_found_however_it_is_asked_for(
    session: Session, workspace: Workspace, item: ContentItem
) -> None:
    asked = ("咖啡", "咖", "喝咖啡", "latte", "LAT", "☕", "断奶 咖啡", "下午茶", "🎉", "(咖啡)")
    assert [words for words in asked if not found(session, workspace, words)] == []
    other = ("啡咖", "咖喱", "atte", "断奶 咖喱", "", "%", "🍵")
    assert [words for words in other if found(session, workspace, words)] == []


@pytest.mark.parametrize(
    "words",
    ['"', '咖啡*"', "' OR 1=1 --", "a' & !b | c:*", "NEAR(咖 啡)", "grams: x", "^咖啡", "\x00咖啡", "{x}", "\\"],
)
def test_no_question_means_anything_to_the_database(session: Session, workspace: Workspace, words: str) -> None:
    found(session, workspace, words)


def test_the_index_follows_the_present_text_and_the_topic(
    session: Session, workspace: Workspace, item: ContentItem, now: datetime
) -> None:
    rewrite(session, workspace, now, body="改成喝茶")
    assert (found(session, workspace, "咖啡"), found(session, workspace, "喝茶")) == (False, True)
    item.topic = {"title": "手冲入门", "points": ["水温"]}
    session.flush()
    assert found(session, workspace, "手冲 水温")


def test_a_headline_and_a_tag_are_found_by_themselves(
    session: Session, workspace: Workspace, item: ContentItem
) -> None:
    here = workspace.community.id
    assert session.scalars(search.find_in_headlines(session, here, "断奶")).all() == [item.id]
    assert session.scalars(search.find_in_headlines(session, here, "咖啡")).all() == []
    assert session.scalars(search.tagged(session, here, "场景:下午茶")).all() == [item.id]
    assert session.scalars(search.tagged(session, here, "下午茶")).all() == []
    assert session.scalars(search.find(session, workspace.elsewhere.id, "咖啡")).all() == []


def test_items_of_an_older_installation_can_be_found_once_it_was_prepared(
    session: Session, workspace: Workspace, item: ContentItem
) -> None:
    session.execute(delete(ItemSearch))
    assert not found(session, workspace, "咖啡")
    assert index_missing(session) == session.scalar(select(func.count(ContentItem.id)))
    assert (found(session, workspace, "咖啡"), index_missing(session)) == (True, 0)
