"""Learning while the ledger goes on, or cut off in the middle: nothing that came is forgotten, nothing half stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.zones import zone_of
from app.feedback import correcting
from app.feedback.taken import counts_of
from app.learning.learn import learn_anew
from app.learning.levels import forget_other_weeks, write_levels
from app.learning.posts import Post, Uses, posts_of, rows_of
from app.learning.ranker import learned_ranker
from app.learning.scores import rankers_by_goal, scored, write_scores
from app.learning.weights import weights_of
from app.models import ContentItem, FeedbackRecord, LevelWeek, PostStanding, RankerState
from content_calendar.vocabulary import Counter, Form
from tests.factories import Workspace, make_item, published
from tests.services.feedback.test_ledger import reading, take
from tests.services.learning.standings import BADLY, WELL, stand

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


class CutOff(Exception):
    """As if the process had ended."""


@pytest.fixture
def posts(session: Session, workspace: Workspace, now: datetime) -> list[ContentItem]:
    """Ten posts of three weeks."""
    items = []
    for number in range(10):
        out_at = now - DAY * (25 - number * 2)
        items.append(make_item(session, workspace.column, now, slot_at=out_at, form=list(Form)[number % 2]))
        stand(session, items[-1], WELL if number % 2 else BADLY, out_at=out_at, read_at=min(now, out_at + 8 * DAY))
    return items


def told(session: Session, item: ContentItem, likes: int) -> None:
    """What the ledger does to a standing."""
    standing = session.get_one(PostStanding, item.id, populate_existing=True)
    standing.likes, standing.learned_at = likes, None
    session.flush()


def unlearned(session: Session) -> set[int]:
    return set(session.scalars(select(PostStanding.item_id).where(PostStanding.learned_at.is_(None))))


def engaged(session: Session) -> Sequence[int]:
    return session.scalars(
        select(LevelWeek.engaged).order_by(LevelWeek.week, LevelWeek.persona_id, LevelWeek.block, LevelWeek.name)
    ).all()


def test_numbers_that_come_while_it_learns_wait_to_be_learned(
    session: Session, workspace: Workspace, posts: list[ContentItem], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def after_all_weeks_were_read(*arguments: object) -> None:
        told(session, posts[0], 500)
        forget_other_weeks(*arguments)  # type: ignore[arg-type]  # handed on as they came

    with monkeypatch.context() as patch:
        patch.setattr("app.learning.learn.forget_other_weeks", after_all_weeks_were_read)
        learn_anew(workspace.community.id, now)
    assert posts[0].id in unlearned(session), "the sweep finds a community by the posts that wait"
    assert posts[-1].id not in unlearned(session)
    assert learn_anew(workspace.community.id, now + HOUR)
    assert not unlearned(session)


def test_a_replay_cut_off_leaves_nothing_behind_when_the_numbers_return_to_what_they_were(
    session: Session, workspace: Workspace, posts: list[ContentItem], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    learn_anew(workspace.community.id, now)
    right = engaged(session)
    session.commit()
    told(session, posts[0], 500)
    weeks = []

    def cut_off_in_the_second_week(*arguments: object) -> bool:
        weeks.append(arguments[2])
        if len(weeks) > 1:
            session.commit()  # what was written by then stays
            raise CutOff
        return write_levels(*arguments)  # type: ignore[arg-type]  # handed on as they came

    with monkeypatch.context() as patch:
        patch.setattr("app.learning.learn.write_levels", cut_off_in_the_second_week)
        with pytest.raises(CutOff):
            learn_anew(workspace.community.id, now + HOUR)
    assert engaged(session) != right
    told(session, posts[0], BADLY[Counter.LIKES])
    learn_anew(workspace.community.id, now + 2 * HOUR)
    assert engaged(session) == right


def test_who_began_earlier_leaves_what_was_learned_later(
    session: Session, workspace: Workspace, posts: list[ContentItem], now: datetime
) -> None:
    learn_anew(workspace.community.id, now + HOUR)
    told(session, posts[0], 500)
    learn_anew(workspace.community.id, now)
    assert unlearned(session) == {posts[0].id}, "its score is told by the newest state alone"


def test_a_state_that_cannot_be_read_is_learned_anew(
    session: Session, workspace: Workspace, posts: list[ContentItem], now: datetime
) -> None:
    learn_anew(workspace.community.id, now)
    state = session.get_one(RankerState, workspace.community.id)
    whole, state.ranker = state.ranker, state.ranker[:-100]
    told(session, posts[0], BADLY[Counter.LIKES])
    assert learn_anew(workspace.community.id, now + HOUR)
    assert session.get_one(RankerState, workspace.community.id, populate_existing=True).ranker == whole


def test_a_correction_while_it_scores_is_not_taken_for_scored(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    item, later = published(session, workspace, workspace.item, now), now + 20 * DAY
    take(session, workspace, [reading(item, now + 11 * DAY, views=1000, likes=10)], later)
    looked_at = _posts(session, workspace)
    rankers = rankers_by_goal(
        learned_ranker(session, workspace.community), weights_of(session, workspace.community.id)
    )
    correcting.correct(
        session, workspace.community, session.scalars(select(FeedbackRecord.id)).one(),
        counts_of({Counter.VIEWS: 1000, Counter.LIKES: 900}), reason="看错了", actor=workspace.editor, now=later,
    )
    write_scores(session, looked_at, scored(rankers, looked_at), later)
    assert unlearned(session) == {item.id}


def _posts(session: Session, workspace: Workspace) -> list[Post]:
    rows = session.execute(rows_of(workspace.community.id)).all()
    return posts_of(rows, zone_of(workspace.community.timezone), Uses())
