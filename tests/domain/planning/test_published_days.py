"""The days of 2025 to 2030 against what almanacs publish.

Lunar dates and solar terms: Hong Kong Observatory, Gregorian-Lunar Calendar Conversion Tables (公曆與農曆日期對照表) of
2025 to 2030; the Purple Mountain Observatory's calendar (GB/T 33661-2017) has the same days. Mother's and Father's Day:
second Sunday of May, third Sunday of June. Shopping days: the days the shops made known, the same every year.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from content_calendar.planning.occasions import occasions_between

YEARS = range(2025, 2031)

LUNAR = """
腊八节    01-07  01-26  01-15  01-04  01-22  01-11
小年      01-22  02-10  01-30  01-19  02-06  01-26
除夕      01-28  02-16  02-05  01-25  02-12  02-02
春节      01-29  02-17  02-06  01-26  02-13  02-03
破五迎财神 02-02  02-21  02-10  01-30  02-17  02-07
元宵节    02-12  03-03  02-20  02-09  02-27  02-17
龙抬头    03-01  03-20  03-09  02-26  03-16  03-05
端午节    05-31  06-19  06-09  05-28  06-16  06-05
七夕      08-29  08-19  08-08  08-26  08-16  08-05
中元节    09-06  08-27  08-16  09-03  08-24  08-13
中秋节    10-06  09-25  09-15  10-03  09-22  09-12
重阳节    10-29  10-18  10-08  10-26  10-16  10-05
"""

TERMS = """
小寒  01-05  01-05  01-05  01-06  01-05  01-05
大寒  01-20  01-20  01-20  01-20  01-20  01-20
立春  02-03  02-04  02-04  02-04  02-03  02-04
雨水  02-18  02-18  02-19  02-19  02-18  02-18
惊蛰  03-05  03-05  03-06  03-05  03-05  03-05
春分  03-20  03-20  03-21  03-20  03-20  03-20
清明  04-04  04-05  04-05  04-04  04-04  04-05
谷雨  04-20  04-20  04-20  04-19  04-20  04-20
立夏  05-05  05-05  05-06  05-05  05-05  05-05
小满  05-21  05-21  05-21  05-20  05-21  05-21
芒种  06-05  06-05  06-06  06-05  06-05  06-05
夏至  06-21  06-21  06-21  06-21  06-21  06-21
小暑  07-07  07-07  07-07  07-06  07-07  07-07
大暑  07-22  07-23  07-23  07-22  07-22  07-23
立秋  08-07  08-07  08-08  08-07  08-07  08-07
处暑  08-23  08-23  08-23  08-22  08-23  08-23
白露  09-07  09-07  09-08  09-07  09-07  09-07
秋分  09-23  09-23  09-23  09-22  09-23  09-23
寒露  10-08  10-08  10-08  10-08  10-08  10-08
霜降  10-23  10-23  10-23  10-23  10-23  10-23
立冬  11-07  11-07  11-07  11-07  11-07  11-07
小雪  11-22  11-22  11-22  11-22  11-22  11-22
大雪  12-07  12-07  12-07  12-06  12-07  12-07
冬至  12-21  12-22  12-22  12-21  12-21  12-22
"""

WEEKDAYS = """
母亲节     05-11  05-10  05-09  05-14  05-13  05-12
父亲节     06-15  06-21  06-20  06-18  06-17  06-16
感恩节     11-27  11-26  11-25  11-23  11-22  11-28
黑色星期五  11-28  11-27  11-26  11-24  11-23  11-29
网络星期一  12-01  11-30  11-29  11-27  11-26  12-02
"""

FIXED = """
元旦 01-01, 情人节 02-14, 妇女节 03-08, 38女神节 03-08, 植树节 03-12, 愚人节 04-01, 世界读书日 04-23, 劳动节 05-01,
青年节 05-04, 520 05-20, 儿童节 06-01, 618年中大促 06-18, 818购物节 08-18, 开学季 09-01, 99大促 09-09, 教师节 09-10,
国庆节 10-01, 万圣夜 10-31, 双11 11-11, 双12 12-12, 平安夜 12-24, 圣诞节 12-25, 跨年夜 12-31
"""

RECKONED = {"年货节"}


def rows(table: str) -> dict[str, list[str]]:
    lines = (line.split() for line in table.strip().splitlines())
    return {name: [f"{year}-{day}" for year, day in zip(YEARS, days, strict=True)] for name, *days in lines}


def fixed() -> dict[str, list[str]]:
    named = (entry.split() for entry in FIXED.strip().split(","))
    return {name: [f"{year}-{day}" for year in YEARS] for name, day in named}


@pytest.fixture(scope="module")
def found() -> dict[str, list[str]]:
    days: dict[str, list[str]] = {}
    for occasion in occasions_between(date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)):
        days.setdefault(occasion.zh, []).append(occasion.on.isoformat())
    return days


@pytest.mark.parametrize(
    "published", [rows(LUNAR), rows(TERMS), rows(WEEKDAYS), fixed()], ids=["lunar", "terms", "weekdays", "fixed"]
)
def test_every_day_falls_where_it_was_published(found: dict[str, list[str]], published: dict[str, list[str]]) -> None:
    assert {name: found[name] for name in published} == published


def test_no_occasion_goes_unchecked(found: dict[str, list[str]]) -> None:
    assert found.keys() == rows(LUNAR).keys() | rows(TERMS).keys() | rows(WEEKDAYS).keys() | fixed().keys() | RECKONED


def test_a_festival_falls_in_the_ordinary_month_when_the_year_has_a_leap_one() -> None:
    # 2025 repeats its sixth month (from 25 July), 2028 its fifth (from 23 June): neither brings a festival again.
    assert rows(LUNAR)["端午节"][3] == "2028-05-28"
    again = [one.zh for one in occasions_between(date(2028, 6, 23), date(2028, 7, 21))]
    assert again == ["小暑"]
    assert "七夕" not in [one.zh for one in occasions_between(date(2025, 7, 25), date(2025, 8, 22))]


def test_new_year_goods_are_spoken_of_three_weeks_before_the_spring_festival(found: dict[str, list[str]]) -> None:
    festivals = [date.fromisoformat(day) for day in found["春节"]]
    assert found["年货节"] == [(day - timedelta(days=21)).isoformat() for day in festivals]
