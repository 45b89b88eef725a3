"""Learning: a pure function of what the ledger says, done when something changed, written for all to read."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.learning import jobs
from app.learning.learn import learn_anew
from app.learning.ranker import knowledge_of, ranker_of
from app.models import ContentItem, LearnedEffect, LevelWeek, PostStanding, RankerState
from content_calendar.ranking import Block
from content_calendar.vocabulary import Counter, Form, Outcome
from tests.factories import Workspace, make_item
from tests.services.learning.standings import BADLY, WELL, stand

DAY = timedelta(days=1)


@pytest.fixture
def posts(session: Session, workspace: Workspace, now: datetime) -> list[ContentItem]:
    """Twenty posts of five weeks: questions go well, stories badly."""
    items = []
    for number in range(20):
        out_at = now - DAY * (40 - number * 2)
        form = Form.QUESTION if number % 2 else Form.STORY
        items.append(make_item(session, workspace.column, now, slot_at=out_at, form=form))
        stand(session, items[-1], WELL if number % 2 else BADLY, out_at=out_at, read_at=min(now, out_at + 8 * DAY))
    return items


def state_of(session: Session, workspace: Workspace) -> RankerState:
    found = session.get(RankerState, workspace.community.id, populate_existing=True)
    assert found
    return found


def test_learning_twice_gives_the_same_bytes(
    session: Session, workspace: Workspace, posts: list[ContentItem], now: datetime
) -> None:
    assert learn_anew(workspace.community.id, now)
    first = state_of(session, workspace).ranker
    session.delete(state_of(session, workspace))
    session.flush()
    assert learn_anew(workspace.community.id, now + timedelta(hours=1))
    assert state_of(session, workspace).ranker == first


def test_what_did_not_change_is_not_learned_again(
    session: Session, workspace: Workspace, posts: list[ContentItem], now: datetime
) -> None:
    assert learn_anew(workspace.community.id, now)
    assert not learn_anew(workspace.community.id, now + timedelta(hours=1))
    standing = session.get_one(PostStanding, posts[0].id)
    standing.likes += 1
    session.flush()
    assert learn_anew(workspace.community.id, now + timedelta(hours=2))


def test_a_week_that_ended_is_learned(
    session: Session, workspace: Workspace, posts: list[ContentItem], now: datetime
) -> None:
    learn_anew(workspace.community.id, now)
    before = state_of(session, workspace).ranker
    assert learn_anew(workspace.community.id, now + 7 * DAY)
    assert state_of(session, workspace).ranker != before


def test_every_post_gets_its_score_and_the_better_one_the_higher(
    session: Session, workspace: Workspace, posts: list[ContentItem], now: datetime
) -> None:
    learn_anew(workspace.community.id, now)
    session.expire_all()
    well, badly = session.get_one(PostStanding, posts[-1].id), session.get_one(PostStanding, posts[-2].id)
    assert well.score
    assert badly.score
    assert well.score > badly.score
    assert well.low
    assert well.mean
    assert well.high
    assert well.low < 0.12 < well.high
    assert (well.learned_at, well.evidence) == (now, "fair")


def test_effects_are_written_with_their_intervals(
    session: Session, workspace: Workspace, posts: list[ContentItem], now: datetime
) -> None:
    learn_anew(workspace.community.id, now)
    rows = session.scalars(
        select(LearnedEffect).where(LearnedEffect.outcome == Outcome.ENGAGE, LearnedEffect.block == Block.FORM)
    )
    effects = {row.name: row for row in rows}
    assert effects["question"].multiplier > 1 > effects["story"].multiplier
    assert effects["question"].low < effects["question"].multiplier < effects["question"].high
    assert effects["question"].posts == effects["story"].posts == 10


def test_levels_are_summed_by_week(
    session: Session, workspace: Workspace, posts: list[ContentItem], now: datetime
) -> None:
    learn_anew(workspace.community.id, now)
    rows = session.scalars(select(LevelWeek).where(LevelWeek.block == Block.BASE)).all()
    assert sum(row.posts for row in rows) == 20
    assert sum(row.seen for row in rows) == 20_000
    assert sum(row.engaged for row in rows) == 10 * (WELL[Counter.LIKES] + BADLY[Counter.LIKES])


def test_a_post_whose_engagement_nobody_told_teaches_nothing(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    item = make_item(session, workspace.column, now, slot_at=now - 10 * DAY)
    standing = stand(session, item, {Counter.VIEWS: 500}, out_at=now - 10 * DAY, read_at=now, reported=0b10)
    learn_anew(workspace.community.id, now)
    session.refresh(standing)
    assert (standing.score, standing.learned_at) == (None, now)
    assert knowledge_of(session, workspace.community).posts == 0


def test_whoever_asks_before_anything_was_learned_gets_a_ranker_that_guesses(
    session: Session, workspace: Workspace
) -> None:
    assert knowledge_of(session, workspace.community).learned_at is None
    assert ranker_of(session, workspace.community).effects() == []


def test_the_sweep_finds_what_no_worker_was_told_of(
    session: Session, workspace: Workspace, posts: list[ContentItem], present: datetime
) -> None:
    assert jobs.wake_unlearned() == 1
    assert jobs.learn(workspace.community.id)
    assert jobs.wake_unlearned() == 0
