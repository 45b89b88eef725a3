"""Examples for drafting: what members are known to have liked, and nothing praised on a guess."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.drafting.memory import approved_texts, examples_for
from app.models import Column, ContentItem
from content_calendar.ranking import Evidence
from tests.factories import COPY, Workspace, make_column, make_item, published, write
from tests.services.learning.standings import WELL, stand

DAY = timedelta(days=1)


@pytest.fixture
def stories(session: Session, workspace: Workspace, now: datetime) -> Column:
    """A column beside the one that is written for."""
    return make_column(session, workspace.persona, workspace.voice, now, key="stories", name="晚安故事")


def out(session: Session, workspace: Workspace, column: Column, hook: str, at: datetime) -> ContentItem:
    item = write(session, make_item(session, column, at), replace(COPY, hook=hook), workspace.editor, at)
    return published(session, workspace, item, at)


def scored(
    session: Session, item: ContentItem, score: float, now: datetime, evidence: Evidence, *, blocked: bool = False
) -> None:
    standing = stand(session, item, WELL, out_at=now - 10 * DAY, read_at=now)
    standing.score, standing.evidence, standing.blocked = score, evidence.value, blocked
    session.flush()


def hooks(session: Session, workspace: Workspace, now: datetime) -> list[str]:
    wanted = make_item(session, workspace.column, now)
    return [text.partition("\n")[0] for text in examples_for(approved_texts(session, [wanted]), wanted)]


def test_the_best_known_come_first_and_the_newest_after_them(
    session: Session, workspace: Workspace, stories: Column, now: datetime
) -> None:
    best, good, guess, newest = (
        out(session, workspace, stories, hook, now + timedelta(minutes=number))
        for number, hook in enumerate(("最好", "不错", "碰巧", "最新"))
    )
    scored(session, good, 0.2, now, Evidence.FAIR)
    scored(session, best, 0.3, now, Evidence.SOLID)
    scored(session, guess, 0.9, now, Evidence.THIN)
    assert newest.approved_at
    assert hooks(session, workspace, now) == ["最好", "不错", "最新"]


def test_what_drives_members_away_and_what_is_of_the_same_series_is_no_example(
    session: Session, workspace: Workspace, stories: Column, now: datetime
) -> None:
    scored(session, out(session, workspace, stories, "赶人", now), 0.5, now, Evidence.SOLID, blocked=True)
    scored(session, out(session, workspace, workspace.column, "自己", now), 0.5, now, Evidence.SOLID)
    assert hooks(session, workspace, now) == []
