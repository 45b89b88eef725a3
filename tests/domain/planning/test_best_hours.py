"""Hours are told only when they are known to be better."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from random import Random

from content_calendar.planning.best_hours import LEAST_POSTS, HourRecord, best_hours

MONDAY, SATURDAY = datetime(2026, 6, 1), datetime(2026, 6, 6)
HOURS = (9, 12, 15, 18, 20)


def posts(
    count: int, *, lifted: dict[int, float], seed: int = 1, first: datetime = MONDAY, noise: float = 0.3
) -> list[HourRecord]:
    """So many posts at each hour, one a week, with a mean rate of 5 % lifted by the hour's share."""
    chance = Random(seed)
    return [
        HourRecord(
            first + timedelta(weeks=week, hours=hour),
            0.05 * (1 + lifted.get(hour, 0.0)) * chance.gauss(1, noise), 100 * chance.uniform(0.5, 2),
        )
        for week in range(count)
        for hour in HOURS
    ]


def test_a_clearly_better_hour_is_told_with_less_than_what_was_seen() -> None:
    records = posts(30, lifted={20: 0.6})
    found = best_hours(records)
    assert [(one.hour, one.weekend, one.posts) for one in found] == [(20, False, 30)]
    seen = [one.rate for one in records if one.at_local.hour == 20]
    raw = sum(seen) / len(seen) / (sum(one.rate for one in records) / len(records)) - 1
    assert 0.2 < found[0].lift < raw * 1.05


def test_weekends_have_hours_of_their_own() -> None:
    records = [*posts(30, lifted={20: 0.6}), *posts(30, lifted={9: 0.6}, seed=2, first=SATURDAY)]
    assert {(one.hour, one.weekend) for one in best_hours(records)} == {(20, False), (9, True)}


def test_below_the_least_number_of_posts_nothing_is_told() -> None:
    few = posts(LEAST_POSTS // len(HOURS), lifted={20: 5.0}, noise=0.01)
    assert best_hours(few[:-1]) == ()
    assert [one.hour for one in best_hours(few)] == [20]


def test_where_hours_do_not_differ_an_hour_is_hardly_ever_told() -> None:
    told = [best_hours(posts(20, lifted={}, seed=seed)) for seed in range(60)]
    assert sum(bool(found) for found in told) <= 2


def test_one_huge_post_does_not_make_an_hour() -> None:
    records = posts(10, lifted={})
    huge = HourRecord(MONDAY + timedelta(hours=18), 0.5, 1e7)
    assert 18 not in {one.hour for one in best_hours([*records, huge])}


def test_what_cannot_be_counted_is_left_out() -> None:
    records = posts(30, lifted={20: 0.6})
    broken = [HourRecord(MONDAY, math.nan, 1), HourRecord(MONDAY, 1.0, 0), HourRecord(MONDAY, 1.0, math.inf)]
    assert best_hours([*broken, *records]) == best_hours(records)
    assert best_hours([]) == ()
    assert best_hours([HourRecord(MONDAY, 0.1, 1)] * 50) == ()
    assert best_hours([HourRecord(MONDAY + timedelta(hours=week % 2), 0.1, 1) for week in range(50)]) == ()
    assert best_hours([HourRecord(MONDAY + timedelta(hours=week % 2), 0.0, 1) for week in range(50)]) == ()
