"""A post that missed its slot is proposed the next good one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from content_calendar.planning.next_slots import next_slots
from content_calendar.planning.plan import BestHour, Cadence, ColumnPlan, Placed, PlanRequest
from content_calendar.planning.recurrence import parse_rule
from content_calendar.planning.series import Phase, Series
from content_calendar.vocabulary import Form, Stage, Value
from tests.domain.planning.asked import NOW, SHANGHAI, START, USUAL

TALKS = ColumnPlan(
    1, "夜谈", "", Value.VIEWPOINT, Stage.OUTPUT, Form.POST,
    Series((Phase(date(2026, 1, 1), parse_rule("FREQ=WEEKLY;BYDAY=TH"), time(20)),)), (), active=True,
)
ASKED = PlanRequest(
    columns=(TALKS,), placed=(), start=START, end=START + timedelta(days=27), zone=SHANGHAI, cadence=USUAL,
    value_shares={}, seed=0, now=NOW, best_hours=(BestHour(20, weekend=False, lift=0.3, posts=40),),
)


def local(day: int, hour: int) -> datetime:
    """An hour of a day in December 2026, the third of which is a Thursday."""
    return datetime(2026, 12, day, hour, tzinfo=SHANGHAI)


def missed(days_ago: int, column_id: int | None = None) -> Placed:
    return Placed(NOW - timedelta(days=days_ago), Value.VIEWPOINT, column_id=column_id)


def test_a_columns_post_takes_the_next_turn_of_its_column() -> None:
    assert next_slots(ASKED, [missed(1, 1)]) == (local(3, 20),)


def test_a_turn_that_is_filled_is_passed_over() -> None:
    filled = replace(ASKED, placed=(Placed(local(2, 9), Value.BENEFIT, column_id=1, column_day=date(2026, 12, 3)),))
    assert next_slots(filled, [missed(1, 1)]) == (local(10, 20),)


def test_a_post_without_a_column_takes_the_best_hour_of_the_first_open_day() -> None:
    assert next_slots(ASKED, [missed(1)]) == (local(1, 20),)
    blacked_out = replace(ASKED, blackout=frozenset({START}))
    assert next_slots(blacked_out, [missed(1)]) == (local(2, 20),)


def test_several_missed_posts_get_slots_of_their_own_within_the_rules() -> None:
    found = next_slots(ASKED, [missed(1, 1), *(missed(2, None) for _ in range(12))])
    assert len(set(found)) == 13
    days = [at.date() for at in found if at]
    assert max(map(days.count, days)) <= USUAL.daily_cap
    assert not any(USUAL.is_quiet(at.time()) for at in found if at)


def test_what_stands_counts_and_what_was_missed_does_not() -> None:
    once = replace(ASKED, cadence=Cadence(1, 7, timedelta(hours=2)))
    gone = Placed(local(1, 9), Value.BENEFIT)
    assert next_slots(replace(once, placed=(gone,)), [gone]) == (local(1, 20),)
    assert next_slots(replace(once, placed=(gone,)), [missed(1)]) == (local(2, 20),)


def test_a_full_calendar_has_no_slot() -> None:
    assert next_slots(replace(ASKED, cadence=Cadence(0, 0, timedelta(0))), [missed(1, 1)]) == (None,)
