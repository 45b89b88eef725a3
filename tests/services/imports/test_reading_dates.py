"""Days and times as people write them, and what cannot be one."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from app.imports.dates import DayOrder, Reading, day_of, order_in
from app.imports.problems import Problem, RowRefused
from app.imports.times import time_of

TODAY = date(2026, 11, 22)


def read(text: str, order: DayOrder | None = None) -> str:
    """The day, its time if there is one, and a question mark for a guessed year."""
    written = day_of(text, Reading(order, TODAY, ZoneInfo("Asia/Shanghai")))
    return f"{written.day}{f' {written.at:%H:%M}' if written.at else ''}{'?' * written.guessed}"


@pytest.mark.parametrize(("text", "day"), [
    ("2027-03-08", "2027-03-08"), ("2027/3/8 9:05", "2027-03-08 09:05"), ("2027.3.8", "2027-03-08"),
    ("２０２７年３月８日", "2027-03-08"), ("2027年3月8日（周一）下午3点半", "2027-03-08 15:30"),
    ("20270308", "2027-03-08"),
    ("3月8日", "2027-03-08?"), ("12月1号 上午10点", "2026-12-01 10:00?"), ("46454", "2027-03-08"),
    ("46454.4375", "2027-03-08 10:30"), ("46454.0", "2027-03-08"), ("2027-03-08T10:00Z", "2027-03-08 18:00"),
    ("2027-03-08T10:00:00+08:00", "2027-03-08 10:00"), ("2027-03-08 10:00-11:30", "2027-03-08 10:00"),
    ("8 March 2027", "2027-03-08"), ("Mon, Mar 8 2027, 3 pm", "2027-03-08 15:00"), ("March 8th", "2027-03-08?"),
    ("13/04/2027", "2027-04-13"), ("4/13/27", "2027-04-13"), ("2028-02-29", "2028-02-29"), ("5/5/2027", "2027-05-05"),
])
def test_days_are_read_as_people_write_them(text: str, day: str) -> None:
    assert read(text) == day


@pytest.mark.parametrize(("text", "problem"), [
    ("2027/2/30", Problem.NO_SUCH_DAY), ("2月31日", Problem.NO_SUCH_DAY), ("2027-02-29", Problem.NO_SUCH_DAY),
    ("2027-13-01", Problem.NO_SUCH_MONTH), ("31/31/2027", Problem.NO_SUCH_MONTH), ("03/04/2027", Problem.WHICH_ORDER),
    ("0001-01-01", Problem.OTHER_YEARS), ("9999-12-31T23:59+14:00", Problem.OTHER_YEARS), ("1月", Problem.NOT_A_DAY),
    ("99999999999", Problem.NOT_A_DAY), ("=cmd|' /C calc'!A0", Problem.NOT_A_DAY), ("٣/٤/2027", Problem.NOT_A_DAY),
    ("2027-03-08 25:00", Problem.NOT_A_TIME), ("2027-03-08 later", Problem.NOT_A_TIME),
    ("x-" * 5000, Problem.NOT_A_DAY),
    ("1 foo 2027", Problem.NOT_A_DAY), ("0 March 2027", Problem.NO_SUCH_DAY),
])
def test_what_is_no_day_says_why(text: str, problem: Problem) -> None:
    with pytest.raises(RowRefused) as refused:
        read(text)
    assert refused.value.message.code is problem
    assert all(refused.value.message.text(language) for language in ("zh", "en"))


def test_the_order_of_day_and_month_is_settled_once_by_the_table_or_by_a_person() -> None:
    assert order_in(["03/04/2027", "25/04/2027"]) == (DayOrder.DAY_FIRST, False)
    assert order_in(["03/04/2027", "04/25/2027"]) == (DayOrder.MONTH_FIRST, False)
    assert order_in(["03/04/2027"]) == (None, True)
    assert order_in(["2027-03-04", "5/5/2027", "3月4日"]) == (None, False)
    assert read("03/04/2027", DayOrder.DAY_FIRST) == "2027-04-03"
    assert read("03/04/2027", DayOrder.MONTH_FIRST) == "2027-03-04"


@pytest.mark.parametrize(("text", "at"), [
    ("10:00", time(10)), ("10：30", time(10, 30)), ("上午10点", time(10)), ("10点半", time(10, 30)),
    ("3 pm", time(15)),
    ("下午3点一刻", time(15, 15)), ("12am", time(0)), ("12 p.m.", time(12)), ("晚上8点", time(20)),
    ("中午1点", time(13)),
    ("0.4375", time(10, 30)), ("10:00-11:30", time(10)), ("下午15:00", time(15)), ("10:00:59", time(10)),
])
def test_times_are_read_as_people_write_them(text: str, at: time) -> None:
    assert time_of(text) == at


@pytest.mark.parametrize(
    "text", ["24:00", "25", "10:60", "晚上12点", "15 am", "soon", "", "10:00:00:00", "-1", "９９点"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(RowRefused):
        time_of(text)


def test_the_year_that_is_not_written_is_the_nearest() -> None:
    nearest = {read(f"{month}月1日")[:4] for month in range(1, 13)}
    assert nearest == {"2026", "2027"}
    assert all(
        abs((datetime.fromisoformat(read(f"{month}月1日")[:10]).date() - TODAY).days) <= 184 for month in range(1, 13)
    )
