"""Two workers that learn the same community at the same moment, with commits that are real."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select

from app.core.transactions import transaction
from app.learning.learn import learn_anew
from app.models import LearnedEffect, LevelWeek, PostStanding, RankerState
from content_calendar.vocabulary import Form
from tests.factories import make_item, make_workspace
from tests.services.learning.standings import WELL, stand

LEARNERS = 4
WAIT_SECONDS = 30


def _fill(app: Flask, now: datetime) -> int:
    """Posts of ten weeks; the number of their community."""
    with app.app_context(), transaction() as session:
        workspace = make_workspace(session, now)
        for number in range(30):
            out_at = now - timedelta(days=75 - 2 * number)
            form = Form.QUESTION if number % 2 else Form.STORY
            item = make_item(session, workspace.column, now, slot_at=out_at, form=form)
            stand(session, item, WELL, out_at=out_at, read_at=min(now, out_at + timedelta(days=8)))
        return workspace.community.id


def test_who_learns_the_same_at_once_takes_turns(own_app: Flask, now: datetime) -> None:
    community_id = _fill(own_app, now)
    start = Barrier(LEARNERS)

    def learn() -> None:
        with own_app.app_context():
            start.wait(timeout=WAIT_SECONDS)
            learn_anew(community_id, now)

    with ThreadPoolExecutor(LEARNERS) as pool:
        for running in [pool.submit(learn) for _ in range(LEARNERS)]:
            running.result(timeout=WAIT_SECONDS)
    with own_app.app_context(), transaction() as session:
        assert session.scalar(select(func.count()).select_from(RankerState)) == 1
        assert all(session.scalar(select(func.count()).select_from(table)) for table in (LearnedEffect, LevelWeek))
        assert not session.scalars(select(PostStanding.item_id).where(PostStanding.learned_at.is_(None))).all()
