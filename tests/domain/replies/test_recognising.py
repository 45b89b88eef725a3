"""What a message wants, and how three suggestions cover what it may mean."""

from __future__ import annotations

import pytest

from content_calendar.replies.entry import Entry
from content_calendar.replies.recognising import read
from content_calendar.replies.spreading import spread_out
from content_calendar.vocabulary import MemberState, Scenario


@pytest.mark.parametrize("message", ["今天天气真好", "地铁上好挤", "哈哈哈哈"])
def test_idle_talk_is_about_nothing(message: str) -> None:
    assert read(message).scenario is None


def test_an_unsure_reading_gets_different_answers_and_a_sure_one_its_own() -> None:
    pool = [
        (Entry(key=key, title="答", body="好的", scenario=scenario), 1.0)
        for key, scenario in enumerate((Scenario.PRICE, Scenario.PRICE, Scenario.COMPARE, Scenario.CLOSING))
    ]
    unsure = {(Scenario.PRICE, None): 0.4, (Scenario.COMPARE, None): 0.35, (Scenario.CLOSING, None): 0.25}
    sure = {(Scenario.PRICE, None): 0.98, (Scenario.COMPARE, None): 0.015, (Scenario.CLOSING, None): 0.005}
    assert [entry.key for entry, _ in spread_out(pool, unsure, 3)] == [0, 2, 3]
    assert [entry.key for entry, _ in spread_out(pool, sure, 2)] == [0, 1]


def test_a_state_that_shows_goes_with_the_scenario() -> None:
    reading = read("广告太多了，我要退群")
    assert (reading.scenario, reading.state) == (Scenario.WAKE_UP, MemberState.CHURNING)
    assert sum(reading.states_in(Scenario.WELCOME).values()) == pytest.approx(1.0)
