from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ranked_posts import candidate, post, taught

from content_calendar.ranking import Ranker, RankingInvalid


def reading(key: str, age: float | None, likes: int, *, week: int = 1, views: int = 1000, platform: str = "weibo"):
    return post(views=views, likes=likes, week=week, key=key, age_hours=age, platform=platform)


def slow_starters(count: int, week: int, share: float = 0.1) -> list:
    """Posts that had `share` of their likes after six hours."""
    return [
        seen for number in range(count)
        for seen in (reading(f"{week}-{number}", 6.0, int(100 * share), week=week),
                     reading(f"{week}-{number}", None, 100, week=week))
    ]  # fmt: skip


def expected(ranker: Ranker) -> float:
    return ranker.rank([candidate("c")])[0].mean


def test_a_young_post_is_not_taken_for_a_bad_one():
    known = taught([post(likes=50)] * 20)
    before = expected(known)
    young, done = Ranker.from_bytes(known.to_bytes()), Ranker.from_bytes(known.to_bytes())

    young.observe([reading("a", 2.0, 4, week=2)])
    done.observe([reading("a", None, 4, week=2)])

    assert expected(done) < expected(young)
    assert expected(young) == pytest.approx(before, rel=0.1)


def test_how_posts_ripen_is_learned_for_each_platform():
    ranker = taught(*[slow_starters(10, week) for week in (1, 2)])
    on_weibo, elsewhere = Ranker.from_bytes(ranker.to_bytes()), Ranker.from_bytes(ranker.to_bytes())

    on_weibo.observe([reading(f"n{number}", 6.0, 10, week=3) for number in range(10)])
    elsewhere.observe([reading(f"n{number}", 6.0, 10, week=3, platform="x") for number in range(10)])

    assert expected(on_weibo) == pytest.approx(0.1, rel=0.15)
    assert expected(elsewhere) < expected(on_weibo)


def test_a_newer_reading_takes_the_place_of_the_older():
    several, last = Ranker(), Ranker()
    for likes, age in ((3, 1.0), (10, 8.0), (30, 30.0)):
        several.observe([reading("a", age, likes)])
    last.observe([reading("a", 30.0, 30)])

    assert expected(several) == expected(last)


def test_an_open_post_leaves_no_trace_before_it_is_done():
    ranker, quiet = taught([post(likes=50)] * 5), taught([post(likes=50)] * 5)
    ranker.observe([reading("a", 5.0, 20, week=2)])
    ranker.rank([candidate("c")])
    for one in (ranker, quiet):
        one.end_week(2)
    ranker.observe([reading("a", None, 80, week=2)])
    quiet.observe([reading("a", None, 80, week=2)])

    assert expected(ranker) == expected(quiet)


def test_a_done_post_is_learned_from_once():
    once, thrice = Ranker(), Ranker()
    once.observe([reading("a", None, 80)])
    for _ in range(3):
        thrice.observe([reading("a", None, 80)])
    for one in (once, thrice):
        one.end_week(1)

    assert once.to_bytes() == thrice.to_bytes()


def test_a_post_nobody_reads_again_counts_in_the_end():
    forgotten, later = taught([reading("a", 20.0, 80)], [], [], [], []), taught([], [], [], [], [])

    assert expected(forgotten) > expected(later)
    forgotten.observe([reading("b", None, 1, week=6)])
    assert expected(forgotten) < expected(taught([reading("a", 20.0, 80)], [], [], [], []))


def test_an_open_post_needs_a_key():
    with pytest.raises(RankingInvalid, match="give its key"):
        post(age_hours=3.0)


@pytest.mark.parametrize("age", [-1.0, float("nan"), float("inf")])
def test_an_age_is_a_time_since_publication(age):
    with pytest.raises(RankingInvalid, match="hours since publication"):
        post(key="a", age_hours=age)


readings = st.builds(
    reading, st.sampled_from("abc"), st.none() | st.floats(0, 400), st.integers(0, 900), week=st.integers(1, 3)
)


@settings(max_examples=30, deadline=None)
@given(st.lists(readings, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_readings_changes_nothing(seen: list, shuffle: random.Random):
    forward, shuffled = Ranker(), Ranker()
    forward.observe(seen)
    mixed = [*seen, *seen[:3]]
    shuffle.shuffle(mixed)
    for entry in mixed:
        shuffled.observe([entry])
    for ranker in (forward, shuffled):
        ranker.end_week(2)

    assert forward.to_bytes() == shuffled.to_bytes()
    assert Ranker.from_bytes(forward.to_bytes()).to_bytes() == forward.to_bytes()
