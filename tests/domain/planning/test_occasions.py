from datetime import date, timedelta
from itertools import pairwise

import pytest

from content_calendar.planning.occasions import (
    Occasion,
    OwnDay,
    occasions_between,
    occasions_spoken_of,
    own_occasions,
)
from content_calendar.vocabulary import Scene


def one(key: str, year: int) -> Occasion:
    return next(found for found in occasions_between(date(year, 1, 1), date(year, 12, 31)) if found.key == key)


@pytest.mark.parametrize("year", range(2025, 2031))
def test_every_year_has_the_24_solar_terms_about_a_fortnight_apart(year: int) -> None:
    found = occasions_between(date(year, 1, 1), date(year, 12, 31))
    terms = [occasion.on for occasion in found if occasion.scene is Scene.SOLAR_TERM]
    assert len(terms) == 24
    assert all(14 <= (after - before).days <= 16 for before, after in pairwise(terms))


def test_a_lunar_day_may_come_twice_in_one_year_and_not_in_the_next() -> None:
    laba = [str(occasion.on) for occasion in occasions_between(date(2022, 1, 1), date(2024, 12, 31))
            if occasion.key == "laba"]
    assert laba == ["2022-01-10", "2022-12-30", "2024-01-18"]


def test_both_ends_are_included_and_the_order_is_by_date() -> None:
    found = occasions_between(date(2026, 2, 16), date(2026, 2, 18))
    assert [occasion.zh for occasion in found] == ["除夕", "春节", "雨水"]
    year = occasions_between(date(2026, 1, 1), date(2026, 12, 31))
    assert list(year) == sorted(year, key=lambda occasion: occasion.on)


def test_a_range_that_runs_backwards_holds_nothing() -> None:
    assert occasions_between(date(2026, 3, 1), date(2026, 2, 1)) == ()


def test_years_beyond_the_tables_hold_nothing_rather_than_a_guess() -> None:
    assert occasions_between(date(1, 1, 1), date(1, 12, 31)) == ()
    assert occasions_between(date(9999, 1, 1), date(9999, 12, 31)) == ()


def test_talk_of_an_occasion_opens_its_lead_days_ahead() -> None:
    festival = one("dragon_boat", 2026)
    assert festival.opens_on == festival.on - timedelta(days=festival.lead_days)
    assert festival in occasions_spoken_of(festival.opens_on, festival.opens_on)
    assert festival in occasions_spoken_of(festival.on, festival.on)
    assert festival not in occasions_spoken_of(date(2026, 5, 1), festival.opens_on - timedelta(days=1))
    assert festival not in occasions_spoken_of(festival.on + timedelta(days=1), date(2026, 12, 31))


def test_every_occasion_is_named_in_both_languages_and_known_by_each_name() -> None:
    for occasion in occasions_between(date(2026, 1, 1), date(2026, 12, 31)):
        assert occasion.label("zh") == occasion.zh != ""
        assert occasion.label("en") == occasion.en != ""
        assert all(occasion.is_named(name) for name in (occasion.key, occasion.zh, occasion.en))
        assert occasion.scene in (Scene.FESTIVAL, Scene.SOLAR_TERM, Scene.SHOPPING_DAY)
        assert 0 < occasion.lead_days <= 30


def test_own_days_come_once_or_every_year_from_their_own_on() -> None:
    days = (
        OwnDay("own-1", "店庆", date(2025, 9, 12), lead_days=7, yearly=True),
        OwnDay("own-2", "新品发布", date(2026, 9, 10)),
    )
    found = own_occasions(days, date(2024, 1, 1), date(2026, 12, 31))
    assert [(day.zh, day.on) for day in found] == [
        ("店庆", date(2025, 9, 12)), ("新品发布", date(2026, 9, 10)), ("店庆", date(2026, 9, 12)),
    ]
    assert [day.zh for day in own_occasions(days, date(2026, 9, 5), date(2026, 9, 5))] == ["店庆"]


def test_a_yearly_29_february_is_kept_on_the_28th_in_other_years() -> None:
    born = OwnDay("own-1", "四年一遇", date(2024, 2, 29), yearly=True)
    found = own_occasions([born], date(2024, 1, 1), date(2028, 12, 31))
    assert [str(day.on) for day in found] == ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]
