"""Readings of counters: what is believed, what is refused, what is counted once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.feedback import service as feedback
from app.library import service as library
from app.models import ContentItem, FeedbackRecord
from content_calendar.vocabulary import Counter
from content_calendar.workflow import State
from tests.factories import COPY, Workspace, approved, make_item, published, write

GOOD: Mapping[Counter, int] = {Counter.VIEWS: 400, Counter.LIKES: 60, Counter.COMMENTS: 20, Counter.CLICKS: 9}


def read(
    session: Session, workspace: Workspace, item: ContentItem, now: datetime,
    counters: Mapping[Counter, int] = GOOD, *, at: datetime | None = None,
) -> FeedbackRecord:
    """Record a reading as an editor would."""
    reading = feedback.Reading(counters, observed_at=at or now, source="manual")
    return feedback.record_feedback(session, item, reading, actor=workspace.editor, now=now)


def written(session: Session, workspace: Workspace, now: datetime, **fields: object) -> ContentItem:
    """One more draft of the column."""
    return write(session, make_item(session, workspace.column, now, **fields), COPY, workspace.editor, now)


def one_out(session: Session, workspace: Workspace, now: datetime, **fields: object) -> ContentItem:
    """One more post that is out."""
    return published(session, workspace, written(session, workspace, now, **fields), now)


def test_numbers_prove_that_it_is_out(session: Session, workspace: Workspace, now: datetime) -> None:
    item = approved(session, workspace, workspace.item, now)
    assert item.slot_at
    record = read(session, workspace, item, item.slot_at)
    assert (item.state, record.views, record.likes, record.shares) == (State.PUBLISHED, 400, 60, 0)


def test_the_same_reading_twice_is_one_row(session: Session, workspace: Workspace, now: datetime) -> None:
    item = published(session, workspace, workspace.item, now)
    first = read(session, workspace, item, now)
    second = read(session, workspace, item, now)
    assert first is second
    assert len(session.scalars(select(FeedbackRecord)).all()) == 1


@pytest.mark.parametrize(
    "counters",
    [
        {Counter.VIEWS: -1},
        {Counter.VIEWS: feedback.MAX_COUNT + 1},
        {Counter.VIEWS: 10, Counter.LIKES: 11},
        {Counter.VIEWS: 10, Counter.LIKES: 6, Counter.COMMENTS: 5},
        {Counter.LIKES: 1},
        {Counter.VIEWS: 10, Counter.LEAVES: 6, Counter.MUTES: 5},
    ],
)
def test_impossible_counts_are_refused(
    session: Session, workspace: Workspace, now: datetime, counters: dict[Counter, int]
) -> None:
    item = published(session, workspace, workspace.item, now)
    with pytest.raises(feedback.CountsImpossible):
        read(session, workspace, item, now, counters)
    assert session.scalars(select(FeedbackRecord)).all() == []


def test_a_reading_from_the_future_is_refused(session: Session, workspace: Workspace, now: datetime) -> None:
    item = published(session, workspace, workspace.item, now)
    with pytest.raises(feedback.CountsImpossible):
        read(session, workspace, item, now, at=now + timedelta(minutes=11))


def test_what_nobody_said_is_out_takes_no_numbers_before_its_slot(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    item = approved(session, workspace, workspace.item, now)
    with pytest.raises(feedback.StillAhead, match=r"2026-09-10 10:00 \(Asia/Shanghai\)"):
        read(session, workspace, item, now + timedelta(days=2))
    assert (item.state, session.scalars(select(FeedbackRecord)).all()) == (State.APPROVED, [])


def test_what_went_out_early_takes_numbers_from_that_day_on(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    item = published(session, workspace, workspace.item, now)
    midnight = now - timedelta(hours=10)
    assert read(session, workspace, item, now, at=midnight)
    with pytest.raises(feedback.OlderThanThePost, match=r"2026-09-07 10:00 \(Asia/Shanghai\)"):
        read(session, workspace, item, now, at=midnight - timedelta(seconds=1))


def test_a_reading_before_the_slot_is_refused_but_a_day_alone_may_be_that_of_the_slot(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    item = approved(session, workspace, workspace.item, now)
    assert item.slot_at
    later, midnight = item.slot_at + timedelta(days=3), item.slot_at - timedelta(hours=10)
    for early in (item.slot_at - timedelta(minutes=1), midnight - timedelta(days=1)):
        with pytest.raises(feedback.OlderThanThePost, match=r"2026-09-10 10:00 \(Asia/Shanghai\)"):
            read(session, workspace, item, later, at=early)
    assert item.state is State.APPROVED
    assert read(session, workspace, item, later, at=midnight).observed_at == midnight


def test_a_post_marked_as_published_late_takes_numbers_since_its_slot(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    item = approved(session, workspace, workspace.item, now)
    assert item.slot_at
    later = item.slot_at + timedelta(days=9)
    library.mark_published(session, item, url="", actor=workspace.editor, now=later)
    assert read(session, workspace, item, later, at=item.slot_at + timedelta(days=1))


def test_the_larger_of_impressions_and_views_counts_as_seen(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    item = published(session, workspace, workspace.item, now)
    assert read(session, workspace, item, now, {Counter.IMPRESSIONS: 100, Counter.VIEWS: 2, Counter.LIKES: 90})


def test_a_draft_has_no_feedback(session: Session, workspace: Workspace, now: datetime) -> None:
    with pytest.raises(feedback.NotOut):
        read(session, workspace, workspace.item, now)
