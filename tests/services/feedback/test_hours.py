"""What the planner learns its hours from is what the ledger says altogether."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.zones import zone_of
from app.feedback import correcting
from app.feedback.hours import hour_records
from app.models import ContentItem, FeedbackRecord
from tests.factories import Workspace, published
from tests.services.feedback.test_ledger import reading, take

DAY = timedelta(days=1)


@pytest.fixture
def item(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    return published(session, workspace, workspace.item, now)


def rates(session: Session, workspace: Workspace, now: datetime) -> list[float]:
    found = hour_records(session, [workspace.persona], zone_of("UTC"), now + 21 * DAY)
    return [one.rate for one in found[workspace.persona.id]]


def test_hours_are_not_learned_from_readings_that_were_taken_out(
    session: Session, workspace: Workspace, item: ContentItem, now: datetime
) -> None:
    right, wrong = (reading(item, now + day * DAY, views=1000, likes=likes) for day, likes in ((10, 10), (11, 900)))
    take(session, workspace, [right, wrong], now + 20 * DAY)
    newest = session.scalars(select(FeedbackRecord.id).order_by(FeedbackRecord.observed_at.desc())).first()
    correcting.void(
        session, workspace.community, [newest or 0], reason="看错了", actor=workspace.editor, now=now + 21 * DAY
    )
    assert rates(session, workspace, now) == [pytest.approx(0.01)]


def test_a_day_on_its_own_is_not_taken_for_the_whole_post(
    session: Session, workspace: Workspace, item: ContentItem, now: datetime
) -> None:
    whole = reading(item, now + 10 * DAY, views=1000, likes=10)
    take(session, workspace, [whole, reading(item, now + 11 * DAY, daily=True, views=2, likes=2)], now + 20 * DAY)
    assert rates(session, workspace, now) == [pytest.approx(12 / 1002)]


def test_a_post_of_which_nobody_told_how_it_was_met_says_nothing_of_its_hour(
    session: Session, workspace: Workspace, item: ContentItem, now: datetime
) -> None:
    take(session, workspace, [reading(item, now + 10 * DAY, views=1000)], now + 20 * DAY)
    assert rates(session, workspace, now) == []
