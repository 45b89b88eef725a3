from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from content_calendar.planning.occasions import Occasion, occasions_between, occasions_spoken_of
from content_calendar.vocabulary import Scene


def days_of(key: str) -> list[str]:
    return [str(one.on) for one in occasions_between(date(2025, 1, 1), date(2030, 12, 31)) if one.key == key]


def one(key: str, year: int) -> Occasion:
    return next(found for found in occasions_between(date(year, 1, 1), date(year, 12, 31)) if found.key == key)


@pytest.mark.parametrize(
    ("key", "published"),
    [
        ("spring_festival", "2025-01-29 2026-02-17 2027-02-06 2028-01-26 2029-02-13 2030-02-03"),
        ("new_years_eve_lunar", "2025-01-28 2026-02-16 2027-02-05 2028-01-25 2029-02-12 2030-02-02"),
        ("lantern_festival", "2025-02-12 2026-03-03 2027-02-20"),
        ("dragon_boat", "2025-05-31 2026-06-19 2027-06-09"),
        ("qixi", "2025-08-29 2026-08-19"),
        ("mid_autumn", "2025-10-06 2026-09-25 2027-09-15"),
        ("double_ninth", "2025-10-29 2026-10-18"),
        ("laba", "2025-01-07 2026-01-26"),
        ("mothers_day", "2025-05-11 2026-05-10 2027-05-09"),
        ("fathers_day", "2025-06-15 2026-06-21 2027-06-20"),
        ("thanksgiving", "2025-11-27 2026-11-26 2027-11-25"),
        ("black_friday", "2025-11-28 2026-11-27"),
        ("cyber_monday", "2025-12-01 2026-11-30"),
        ("clear_and_bright", "2025-04-04 2026-04-05"),
        ("start_of_winter", "2025-11-07 2026-11-07"),
        ("winter_solstice", "2025-12-21 2026-12-22"),
        ("start_of_spring", "2025-02-03 2026-02-04"),
    ],
)
def test_moving_days_fall_where_the_almanac_says(key: str, published: str) -> None:
    assert days_of(key)[: len(published.split())] == published.split()


@pytest.mark.parametrize(
    ("key", "month_and_day"),
    [("new_year", "01-01"), ("valentine", "02-14"), ("womens_day", "03-08"), ("queens_day", "03-08"),
     ("childrens_day", "06-01"), ("mid_year_618", "06-18"), ("national_day", "10-01"), ("double_11", "11-11"),
     ("double_12", "12-12"), ("christmas", "12-25")],
)
def test_fixed_days_come_every_year(key: str, month_and_day: str) -> None:
    assert days_of(key) == [f"{year}-{month_and_day}" for year in range(2025, 2031)]


@pytest.mark.parametrize("year", range(2025, 2031))
def test_every_year_has_the_24_solar_terms_about_a_fortnight_apart(year: int) -> None:
    found = occasions_between(date(year, 1, 1), date(year, 12, 31))
    terms = [occasion.on for occasion in found if occasion.scene is Scene.SOLAR_TERM]
    assert len(terms) == 24
    assert all(14 <= (after - before).days <= 16 for before, after in pairwise(terms))


def test_a_leap_month_does_not_bring_a_festival_twice() -> None:
    # 2025 has a second sixth month, 2028 a second fifth: the dragon boats race once.
    assert Counter(days_of("dragon_boat")).total() == 6
    assert days_of("dragon_boat")[3] == "2028-05-28"


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
