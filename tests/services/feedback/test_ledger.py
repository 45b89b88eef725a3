"""The ledger: whatever the order, the batches and the repetitions, the standings are the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.feedback import batches, ledger, rebuild, weeks
from app.feedback.ledger import Taken, counts_of
from app.feedback.standing import EARLY_HOURS, EarlyReading, LedgerRow, folded
from app.models import Community, ContentItem, FeedbackRecord, PostStanding
from content_calendar.vocabulary import Counter
from content_calendar.workflow import State
from tests.factories import COPY, Workspace, approved, make_item, published, write

FOLDED = [column for column in PostStanding.__table__.c if column.name not in {"score", "mean", "low", "high"}]


def reading(item: ContentItem, at: datetime, *, daily: bool = False, source: str = "test", **told: int) -> Taken:
    """One reading with the counters that are named."""
    counts = counts_of({Counter(name): count for name, count in told.items()})
    return Taken(item.id, at, counts, source, daily=daily)


def take(session: Session, workspace: Workspace, readings: Sequence[Taken], now: datetime) -> ledger.Outcome:
    """Hand readings in as one batch."""
    batch = batches.begin(session, workspace.community, "test", actor=workspace.editor, now=now)
    return ledger.take(session, workspace.community, readings, batch=batch, actor=workspace.editor, now=now)


def standings(session: Session) -> dict[int, dict[str, Any]]:
    """All there are, as plain values."""
    return {row["item_id"]: dict(row) for row in session.execute(select(*FOLDED)).mappings()}


def out(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    """One more post that is out."""
    item = make_item(session, workspace.column, now)
    return published(session, workspace, write(session, item, COPY, workspace.editor, now), now)


def test_weeks_begin_on_mondays(now: datetime) -> None:
    monday = now.date()
    after = [weeks.week_of(monday + timedelta(days=day)) - weeks.week_of(monday) for day in (-1, 0, 6, 7)]
    assert after == [-1, 0, 0, 1]
    assert weeks.first_day(weeks.week_of(monday + timedelta(days=6))) == monday


def test_readings_go_with_the_community_of_their_post(session: Session, workspace: Workspace, now: datetime) -> None:
    item = out(session, workspace, now)
    take(session, workspace, [reading(item, now + timedelta(hours=1), views=5)], now)
    session.execute(delete(Community).where(Community.id == workspace.community.id))
    assert session.scalar(select(func.count(FeedbackRecord.id))) == 0


def test_of_cumulative_readings_the_newest_counts_and_what_it_leaves_out_stays(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    item = out(session, workspace, now)
    later = reading(item, now + timedelta(hours=30), views=300)
    earlier = reading(item, now + timedelta(hours=5), views=100, likes=9)
    assert take(session, workspace, [later], now).taken == 1
    assert take(session, workspace, [earlier, later, earlier], now) == ledger.Outcome(1, 2)
    standing = session.get_one(PostStanding, item.id)
    assert (standing.views, standing.likes, standing.shares, standing.readings) == (300, 9, 0, 2)
    assert standing.reported == 0b110
    assert EarlyReading.read(standing.path) == (
        EarlyReading(5.0, 100, 9, None, None), EarlyReading(30.0, 300, 9, None, None),
    )


def test_of_cumulative_readings_of_one_moment_the_larger_numbers_count(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    item, midnight = out(session, workspace, now), now + timedelta(days=10)
    take(session, workspace, [reading(item, now + timedelta(days=9), views=40, likes=9, shares=1)], now)
    of_the_day = [
        reading(item, midnight, views=100, likes=5), reading(item, midnight, views=150, likes=6),
        reading(item, midnight, views=120, likes=2, source="other"), reading(item, midnight, comments=3),
    ]
    for one in of_the_day:
        take(session, workspace, [one], now)
        assert rebuild.rebuild(session, workspace.community).changed == 0
    standing = session.get_one(PostStanding, item.id, populate_existing=True)
    assert (standing.views, standing.likes, standing.shares, standing.comments) == (150, 6, 1, 3)


def test_days_add_up_once_for_each_source(session: Session, workspace: Workspace, now: datetime) -> None:
    item = out(session, workspace, now)
    days = [reading(item, now + timedelta(days=day), daily=True, views=10 * day) for day in (1, 2)]
    completed = reading(item, now + timedelta(days=1), daily=True, views=14)
    elsewhere = reading(item, now + timedelta(days=1), daily=True, source="other", views=100)
    for one in (days[1], completed, elsewhere, days[0]):
        take(session, workspace, [one], now)
    assert session.get_one(PostStanding, item.id).views == 20 + 14 + 100


def test_a_cumulative_reading_contains_the_days_before_it(now: datetime) -> None:
    def row(hours: int, views: int, *, daily: bool) -> LedgerRow:
        one = Taken(1, now + timedelta(hours=hours), counts_of({Counter.VIEWS: views}), "test", daily=daily)
        return LedgerRow(one.observed_at, not daily, one.key, one.counts, one.source, one.reported)

    rows = [row(24, 5, daily=True), row(24, 50, daily=False), row(48, 7, daily=True)]
    assert folded(rows, now).counts[1] == folded(rows[::-1], now).counts[1] == 57


def test_few_early_readings_are_kept(session: Session, workspace: Workspace, now: datetime) -> None:
    item = out(session, workspace, now)
    take(session, workspace, [reading(item, now + timedelta(hours=hour), views=hour) for hour in range(1, 400)], now)
    path = EarlyReading.read(session.get_one(PostStanding, item.id).path)
    assert [step.hours for step in path] == [end - 1 for end in EARLY_HOURS]


def test_numbers_make_a_post_published_once(session: Session, workspace: Workspace, now: datetime) -> None:
    item = approved(session, workspace, workspace.item, now)
    assert item.slot_at
    later = item.slot_at + timedelta(days=2)
    take(session, workspace, [reading(item, later, views=1), reading(item, later, likes=0)], later)
    assert item.state is State.PUBLISHED
    assert session.get_one(PostStanding, item.id).out_at == item.slot_at


@pytest.fixture
def pair(session: Session, workspace: Workspace, now: datetime) -> tuple[ContentItem, ContentItem]:
    """Two posts that are out, for all examples."""
    return published(session, workspace, workspace.item, now), out(session, workspace, now)


moments = st.integers(0, 200)
told = st.dictionaries(st.sampled_from(["views", "likes", "clicks", "leaves"]), st.integers(0, 500), min_size=1)
arrivals = st.lists(st.tuples(st.integers(0, 1), moments, st.booleans(), st.sampled_from("ab"), told), max_size=14)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(arrivals=arrivals, data=st.data())
def test_order_splits_and_replays_change_nothing(
    session: Session, workspace: Workspace, now: datetime, pair: tuple[ContentItem, ContentItem], arrivals: list[Any],
    data: st.DataObject,
) -> None:
    _forget(session)
    readings = [
        reading(pair[place], now + timedelta(hours=hours), daily=daily, source=source, **told)
        for place, hours, daily, source, told in arrivals
    ]
    take(session, workspace, readings, now)
    at_once = standings(session)
    _forget(session)
    shuffled = data.draw(st.permutations(readings + readings[:3]))
    size = data.draw(st.integers(1, 5))
    for start in range(0, len(shuffled), size):
        take(session, workspace, shuffled[start:start + size], now)
    assert standings(session) == at_once
    assert rebuild.rebuild(session, workspace.community, write=False).changed == 0
    assert session.scalar(select(func.count(FeedbackRecord.id))) == len({one.key for one in readings})


def test_a_post_elsewhere_takes_nothing(session: Session, workspace: Workspace, now: datetime) -> None:
    stranger = Taken(999_999, now, counts_of({Counter.VIEWS: 1}), "test")
    with pytest.raises(KeyError):
        take(session, workspace, [stranger], now)


def _forget(session: Session) -> None:
    session.execute(delete(FeedbackRecord))
    session.execute(delete(PostStanding))
