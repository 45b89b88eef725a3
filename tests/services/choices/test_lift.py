"""Lift is told against the random control alone, with its interval, and not at all from few posts."""

from __future__ import annotations

import pytest

from app.choices.lift import LEAST_POSTS, _Round, told
from content_calendar.ranking import Pick


def _rounds(pick: Pick, rates: list[float]) -> list[_Round]:
    return [_Round(pick, rate, propensity=0.5, even=0.5) for rate in rates]


def test_few_control_posts_are_not_enough_data() -> None:
    lift = told(
        _rounds(Pick.CONTROL, [0.05] * (LEAST_POSTS - 1)) + _rounds(Pick.EXPLOIT, [0.09] * 500), waiting=3
    )
    assert (lift.difference, lift.control.posts, lift.chosen.posts, lift.waiting) == (None, 19, 500, 3)


def test_a_clear_gain_is_told_with_its_interval() -> None:
    control, chosen = [0.04, 0.06] * 10, [0.09, 0.11] * 50
    lift = told(_rounds(Pick.CONTROL, control) + _rounds(Pick.EXPLORE, chosen), waiting=0)
    assert lift.difference
    assert lift.difference.value == pytest.approx(0.05)
    assert lift.difference.low < 0.05 < lift.difference.high
    assert lift.is_sure
    assert lift.relative == pytest.approx(1.0)


def test_where_nothing_differs_no_lift_is_claimed() -> None:
    rates = [0.02, 0.08] * 10
    assert not told(_rounds(Pick.CONTROL, rates) + _rounds(Pick.EXPLOIT, rates), waiting=0).is_sure


def test_the_log_as_a_whole_tells_what_an_even_draw_would_have_earned() -> None:
    sure = [_Round(Pick.EXPLOIT, 0.1, propensity=0.9, even=0.5) for _post in range(90)]
    rare = [_Round(Pick.CONTROL, 0.02, propensity=0.1, even=0.5) for _post in range(20)]
    lift = told(sure + rare, waiting=0)
    assert lift.even_draw
    assert lift.even_draw.value == pytest.approx((50 * 0.1 + 100 * 0.02) / 150)
