"""A column's rhythm in words, and when it comes next."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.communities.rhythm import FAR, next_firings, rhythm_words, weekdays_of, weekly_rule
from app.communities.series_words import series_words
from content_calendar.planning.rule import parse_rule
from content_calendar.planning.series import Pause, Phase, Series
from content_calendar.planning.series_edits import change_from, pause

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(("rule", "zh", "en"), [
    ("FREQ=WEEKLY;BYDAY=MO,TH", "每周一、四 15:00", "Mon, Thu at 15:00"),
    ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "每天 15:00", "Daily at 15:00"),
    ("FREQ=DAILY;INTERVAL=3", "每 3 天 15:00", "Every 3 days at 15:00"),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "每 2 周的周五 15:00", "Every 2 weeks on Fri at 15:00"),
    ("FREQ=MONTHLY;BYMONTHDAY=1,-1", "每月 1 日、最后一天 15:00", "Monthly on day 1, the last day at 15:00"),
    ("FREQ=MONTHLY;BYDAY=1MO", "每月第 1 个周一 15:00", "Monthly on the 1st Mon at 15:00"),
    ("FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=18", "每年 6 月 18 日 15:00", "Yearly on Jun 18 at 15:00"),
    ("FREQ=WEEKLY;BYDAY=SU;COUNT=10", "每周日 15:00，共 10 次", "Sun at 15:00, 10 times"),
    ("FREQ=WEEKLY;BYDAY=SU;UNTIL=20261231", "每周日 15:00，到 2026-12-31 为止", "Sun at 15:00, until 2026-12-31"),
])
def test_common_rules_are_said_in_words(rule: str, zh: str, en: str) -> None:
    assert (rhythm_words(rule, time(15), "zh"), rhythm_words(rule, time(15), "en")) == (zh, en)


@pytest.mark.parametrize("rule", [
    "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1", "FREQ=DAILY;BYDAY=MO", "FREQ=YEARLY;BYWEEKNO=20",
    "FREQ=WEEKLY;BYMONTH=3;BYDAY=MO",
    "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", "FREQ=MONTHLY", "FREQ=WEEKLY",
])
def test_a_rule_out_of_the_ordinary_is_shown_as_it_is(rule: str) -> None:
    assert rhythm_words(rule, time(15), "zh") == f"{rule} 15:00"


def test_weekdays_make_a_rule_in_their_order_and_come_back_from_it() -> None:
    rule = weekly_rule(["SU", "MO", "XX"])
    assert rule == "FREQ=WEEKLY;BYDAY=MO,SU"
    assert weekdays_of(rule) == ["MO", "SU"]
    assert weekly_rule([]) == ""


@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "FREQ=WEEKLY;BYDAY=MO;COUNT=3"])
def test_only_plain_weekly_rules_are_shown_as_weekdays(rule: str) -> None:
    assert weekdays_of(rule) == []


def series(rule: str, at: time = time(15), start: date = date(2026, 1, 1), **changes: Any) -> Series:
    return Series((Phase(start, parse_rule(rule), at),), **changes)


def test_the_next_times_follow_the_clock_of_the_zone() -> None:
    now = datetime(2026, 9, 7, 7, 0, tzinfo=UTC)  # a Monday, 15:00 in Shanghai
    found = next_firings(series("FREQ=WEEKLY;BYDAY=MO,TH"), zone=SHANGHAI, now=now, count=2)
    assert [f"{one.at:%a %m-%d %H:%M}" for one in found] == ["Thu 09-10 15:00", "Mon 09-14 15:00"]


def test_rare_rules_are_found_far_ahead_and_ended_or_resting_ones_not_at_all() -> None:
    now = datetime(2026, 9, 7, tzinfo=UTC)
    yearly, ended = series("FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=18"), series("FREQ=DAILY;UNTIL=20260101")
    resting = series("FREQ=DAILY", pauses=(Pause(date(2026, 9, 1)),))
    found = [next_firings(each, zone=SHANGHAI, now=now, count=5) for each in (yearly, ended, resting)]
    assert [len(times) for times in found] == [1, 0, 0]
    leap = series("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29")
    assert [one.day for one in next_firings(leap, zone=SHANGHAI, now=now, count=2, windows=FAR)] == [
        date(2028, 2, 29), date(2032, 2, 29)
    ]


def test_a_whole_rhythm_is_told_with_what_changes_and_when_it_rests() -> None:
    whole = change_from(
        series("FREQ=WEEKLY;BYDAY=MO"), date(2026, 12, 1), parse_rule("FREQ=WEEKLY;BYDAY=WE"), time(20), zone=SHANGHAI
    )
    whole = pause(pause(whole, date(2026, 12, 5), None), date(2026, 3, 1), date(2026, 3, 2))
    today = date(2026, 11, 22)
    assert series_words(whole, "zh", today) == "每周一 15:00；12 月 1 日起每周三 20:00；12 月 5 日起暂停"
    assert series_words(whole, "en", today) == "Mon at 15:00; from 1 Dec: Wed at 20:00; paused from 5 Dec"
    assert series_words(whole, "zh", date(2027, 1, 1)) == "每周三 20:00；已暂停"
    long_before = series_words(whole, "zh", date(2025, 12, 31))
    assert long_before.startswith("2026 年 1 月 1 日起每周一 15:00；2026 年 12 月 1 日起")
    resting = pause(series("FREQ=DAILY"), today, date(2026, 11, 30))
    assert series_words(resting, "en", today) == "Daily at 15:00; paused until 30 Nov"
