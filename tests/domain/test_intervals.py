"""Intervals that hold what they promise."""

from __future__ import annotations

import math
import random
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_calendar.intervals import FEWEST_WEEKS, Z80, Part, change, middle, share

ROUNDS = 600


def test_a_share_has_the_interval_of_wilson() -> None:
    found = share(8, 10)
    assert found
    assert (found.value, found.size) == (0.8, 10)
    for end in (found.low, found.high):
        # By its definition: the rates from which what was seen lies as far away as four of five samples do.
        assert abs(end - 0.8) == pytest.approx(Z80 * math.sqrt(end * (1 - end) / 10))


def test_nothing_is_told_from_nothing() -> None:
    assert (share(0, 0), middle([]), change([], [])) == (None, None, None)


@given(st.integers(0, 500).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_a_share_lies_in_its_interval_and_more_cases_narrow_it(counts: tuple[int, int]) -> None:
    hits, total = counts
    found, more = share(hits, total), share(10 * hits, 10 * total)
    if found and more:
        assert 0 <= found.low <= found.value <= found.high <= 1
        assert more.high - more.low < found.high - found.low


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=60))
def test_a_median_lies_between_values_that_occurred(values: list[int]) -> None:
    found = middle(values)
    assert found
    assert found.low <= found.value <= found.high
    assert {found.low, found.high} <= set(values)


def test_eight_of_ten_intervals_of_a_median_hold_the_true_one() -> None:
    chance = random.Random(11)
    held = 0
    for _ in range(ROUNDS):
        found = middle([chance.lognormvariate(3, 1) for _ in range(25)])
        assert found
        held += found.low <= 20.0855 <= found.high
    assert 0.78 <= held / ROUNDS <= 0.95


def test_eight_of_ten_intervals_of_a_change_hold_the_true_one() -> None:
    """Weeks of different size, whose rates differ more than chance among members would make them."""
    chance = random.Random(5)
    held = 0
    for _ in range(ROUNDS):
        found = change(weeks(chance, 0.05, 13), weeks(chance, 0.06, 13))
        assert found
        held += found.low <= 1.2 <= found.high
    assert 0.74 <= held / ROUNDS <= 0.88


def test_too_few_weeks_or_nobody_who_did_it_leave_a_change_untold() -> None:
    full = [Part(5, 100)] * FEWEST_WEEKS
    assert change(full[1:], full) is None
    assert change([*full[1:], Part(0, 0)], full) is None
    assert change([Part(0, 100)] * FEWEST_WEEKS, full) is None


def weeks(chance: random.Random, rate: float, count: int) -> list[Part]:
    sizes = [chance.randint(300, 3000) for _ in range(count)]
    noise = NormalDist(1, 0.2).samples(count, seed=chance.randint(0, 10**6))
    return [Part(round(size * rate * max(factor, 0.1)), size) for size, factor in zip(sizes, noise, strict=True)]
