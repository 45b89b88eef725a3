from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_calendar.planning.recurrence import (
    PlanRefused,
    RangeFault,
    RuleFault,
    RuleInvalid,
    occurrences,
    parse_rule,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")


def fires(
    text: str,
    start: date = date(2026, 1, 1),
    end: date = date(2026, 12, 31),
    *,
    at: time = time(10),
    zone: ZoneInfo = SHANGHAI,
    anchor: date = date(2025, 1, 1),
) -> list[datetime]:
    return list(occurrences(parse_rule(text), at=at, zone=zone, start=start, end=end, anchor=anchor))


def days(*arguments: object, **options: object) -> list[str]:
    return [f"{moment:%m-%d}" for moment in fires(*arguments, **options)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", RuleFault.EMPTY),
        (" \n", RuleFault.EMPTY),
        ("RRULE:", RuleFault.EMPTY),
        ("FREQ=DAILY;" + "X" * 1000, RuleFault.TOO_LONG),
        ("每周一", RuleFault.NOT_A_PART),
        ("FREQ=", RuleFault.NOT_A_PART),
        (";;", RuleFault.NOT_A_PART),
        ("FREQ=WEEKLY;BYMOON=1", RuleFault.UNKNOWN_PART),
        ("FREQ=YEARLY;BYEASTER=0", RuleFault.UNKNOWN_PART),
        ("FREQ=DAILY;FREQ=WEEKLY", RuleFault.REPEATED_PART),
        ("BYDAY=MO", RuleFault.NO_FREQUENCY),
        ("FREQ=SOMETIMES", RuleFault.BAD_VALUE),
        ("FREQ=DAILY;INTERVAL=0", RuleFault.BAD_VALUE),
        ("FREQ=DAILY;INTERVAL=٣", RuleFault.BAD_VALUE),
        ("FREQ=DAILY;COUNT=-1", RuleFault.BAD_VALUE),
        ("FREQ=DAILY;COUNT=99999999999999999999", RuleFault.BAD_VALUE),
        ("FREQ=DAILY;BYMONTH=13", RuleFault.BAD_VALUE),
        ("FREQ=MONTHLY;BYMONTHDAY=0", RuleFault.BAD_VALUE),
        ("FREQ=MONTHLY;BYDAY=0MO", RuleFault.BAD_VALUE),
        ("FREQ=MONTHLY;BYDAY=6MO", RuleFault.BAD_VALUE),
        ("FREQ=WEEKLY;BYDAY=MONDAY", RuleFault.BAD_VALUE),
        ("FREQ=DAILY;UNTIL=20261301", RuleFault.BAD_VALUE),
        ("FREQ=DAILY;UNTIL=tomorrow", RuleFault.BAD_VALUE),
        ("FREQ=DAILY;UNTIL=20260101T250000", RuleFault.BAD_VALUE),
        ("FREQ=HOURLY", RuleFault.SUB_DAILY),
        ("FREQ=MINUTELY;INTERVAL=5", RuleFault.SUB_DAILY),
        ("FREQ=DAILY;BYHOUR=9,15", RuleFault.TIME_OF_DAY),
        ("DTSTART:20260101T090000\nRRULE:FREQ=DAILY", RuleFault.HAS_START),
        ("FREQ=DAILY;DTSTART=20260101", RuleFault.HAS_START),
        ("FREQ=DAILY;UNTIL=20261231;COUNT=3", RuleFault.UNTIL_AND_COUNT),
        ("FREQ=WEEKLY;BYDAY=1MO", RuleFault.NEEDS),
        ("FREQ=WEEKLY;BYMONTHDAY=1", RuleFault.NEEDS),
        ("FREQ=MONTHLY;BYWEEKNO=1", RuleFault.NEEDS),
        ("FREQ=MONTHLY;BYSETPOS=1", RuleFault.NEEDS),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", RuleFault.IMPOSSIBLE),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", RuleFault.IMPOSSIBLE),
        ("FREQ=MONTHLY;BYMONTH=4,6,9,11;BYMONTHDAY=31", RuleFault.IMPOSSIBLE),
        ("FREQ=DAILY;BYDAY=MO;BYSETPOS=2", RuleFault.IMPOSSIBLE),
    ],
)
def test_a_rule_no_column_can_follow_is_refused_in_both_languages(text: str, fault: RuleFault) -> None:
    with pytest.raises(RuleInvalid) as refused:
        parse_rule(text)
    assert refused.value.message.code is fault
    assert refused.value.message.text("zh") != refused.value.message.text("en")


def test_a_refusal_quotes_what_was_typed_but_never_at_length() -> None:
    with pytest.raises(RuleInvalid, match="BYMOON"):
        parse_rule("FREQ=DAILY;BYMOON=FULL")
    with pytest.raises(RuleInvalid) as refused:
        parse_rule("FREQ=" + "{0}" * 200)
    assert len(refused.value.message.text("zh")) < 120


RULE_LIKE = st.from_regex(r"(FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)|[A-Z]{2,10}=[0-9A-Z,+-]{0,6}|;){1,6}")


@given(st.text(max_size=60) | RULE_LIKE)
def test_whatever_is_typed_is_a_rule_or_a_message(text: str) -> None:
    try:
        understood = parse_rule(text).text
    except RuleInvalid as refused:
        understood = refused.message.text("zh")
    assert understood


def test_the_canonical_text_reads_as_the_same_rule() -> None:
    rule = parse_rule("byday=TH, mo;FREQ=WEEKLY;INTERVAL=2;UNTIL=20261231T155959Z;WKST=SU")
    assert parse_rule(rule.text) == rule


def test_full_width_signs_small_letters_and_the_prefix_are_forgiven() -> None:
    assert parse_rule(" rrule：freq＝weekly；byday＝mo，th ") == parse_rule("FREQ=WEEKLY;BYDAY=MO,TH")


def test_weekdays_fire_at_the_column_s_time_on_the_community_s_clock() -> None:
    moments = fires("FREQ=WEEKLY;BYDAY=MO,TH", end=date(2026, 1, 11), at=time(15, 30))
    assert [moment.isoformat() for moment in moments] == [
        "2026-01-01T15:30:00+08:00", "2026-01-05T15:30:00+08:00", "2026-01-08T15:30:00+08:00",
    ]


def test_the_day_the_rule_leaves_open_comes_from_the_anchor() -> None:
    thursday, the_31st = date(2025, 12, 4), date(2025, 12, 31)
    assert days("FREQ=WEEKLY", end=date(2026, 1, 16), anchor=thursday) == ["01-01", "01-08", "01-15"]
    assert days("FREQ=MONTHLY", anchor=the_31st) == ["01-31", "03-31", "05-31", "07-31", "08-31", "10-31", "12-31"]
    assert days("FREQ=YEARLY", anchor=the_31st) == ["12-31"]


def test_a_month_without_the_31st_is_passed_over_and_the_last_day_is_always_found() -> None:
    assert "02-28" not in days("FREQ=MONTHLY;BYMONTHDAY=31")
    assert days("FREQ=MONTHLY;BYMONTHDAY=-1")[:4] == ["01-31", "02-28", "03-31", "04-30"]


def test_the_leap_day_comes_in_leap_years_alone() -> None:
    rule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"
    assert days(rule) == []
    assert days(rule, date(2028, 1, 1), date(2028, 12, 31)) == ["02-29"]
    assert days("FREQ=YEARLY", date(2028, 1, 1), date(2028, 12, 31), anchor=date(2024, 2, 29)) == ["02-29"]
    assert days("FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29", date(2028, 1, 1), date(2028, 12, 31)) == []


def test_the_second_sunday_and_the_last_working_day_of_a_month() -> None:
    assert days("FREQ=YEARLY;BYMONTH=5;BYDAY=2SU") == ["05-10"]
    assert days("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", end=date(2026, 5, 31)) == [
        "01-30", "02-27", "03-31", "04-30", "05-29",
    ]


def test_a_plain_and_a_numbered_weekday_add_up() -> None:
    assert days("FREQ=MONTHLY;BYDAY=MO,1FR", end=date(2026, 1, 31)) == ["01-02", "01-05", "01-12", "01-19", "01-26"]


def test_every_second_week_keeps_its_beat_wherever_the_range_begins() -> None:
    whole = days("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", anchor=date(2025, 1, 1))
    assert whole[:3] == ["01-14", "01-28", "02-11"]
    assert days("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", date(2026, 1, 20), anchor=date(2025, 1, 1)) == whole[1:]


@pytest.mark.parametrize(
    ("week_start", "expected"),
    [("MO", ["08-05", "08-10", "08-19", "08-24"]), ("SU", ["08-05", "08-17", "08-19", "08-31"])],
)
def test_every_second_week_depends_on_where_weeks_begin(week_start: str, expected: list[str]) -> None:
    # The example of RFC 5545, section 3.8.5.3.
    rule = f"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST={week_start}"
    assert days(rule, date(1997, 8, 1), date(1997, 9, 30), anchor=date(1997, 8, 5)) == expected


def test_positions_are_counted_in_whole_weeks_however_the_range_begins() -> None:
    rule = "FREQ=WEEKLY;BYDAY=SU,MO,TU;BYSETPOS=1;WKST=SU"
    monday = date(2026, 6, 1)
    assert days(rule, monday, monday + timedelta(13)) == ["06-07", "06-14"]


def test_a_count_is_counted_from_the_anchor() -> None:
    assert days("FREQ=DAILY;COUNT=3", anchor=date(2025, 12, 31)) == ["01-01", "01-02"]
    assert days("FREQ=DAILY;COUNT=3", anchor=date(2025, 1, 1)) == []


def test_until_is_the_last_day_or_the_last_instant() -> None:
    assert days("FREQ=DAILY;UNTIL=20260103") == ["01-01", "01-02", "01-03"]
    assert days("FREQ=DAILY;UNTIL=20260103T095959") == ["01-01", "01-02"]
    assert days("FREQ=DAILY;UNTIL=20260103T020000Z") == ["01-01", "01-02", "01-03"]
    assert days("FREQ=DAILY;UNTIL=20260103T015959Z") == ["01-01", "01-02"]


def test_nothing_fires_before_the_anchor() -> None:
    assert days("FREQ=DAILY", end=date(2026, 1, 6), anchor=date(2026, 1, 5)) == ["01-05", "01-06"]
    assert days("FREQ=DAILY", anchor=date(2027, 1, 1)) == []


def test_a_rule_that_never_meets_its_anchor_ends_at_once() -> None:
    assert fires("FREQ=DAILY;INTERVAL=7;BYDAY=MO", anchor=date(2025, 1, 1)) == []
    assert fires("FREQ=YEARLY;BYMONTH=2", anchor=date(2025, 1, 31)) == []


@pytest.mark.parametrize(
    ("zone", "day", "expected"),
    [(BERLIN, date(2026, 3, 29), "2026-03-29T03:00:00+02:00"),
     (NEW_YORK, date(2026, 3, 8), "2026-03-08T03:00:00-04:00"),
     (ZoneInfo("Australia/Lord_Howe"), date(2026, 10, 4), "2026-10-04T02:30:00+11:00")],
)
def test_a_skipped_time_becomes_the_first_moment_after_the_gap(zone: ZoneInfo, day: date, expected: str) -> None:
    for minute in (0, 10, 29):
        (moment,) = fires("FREQ=DAILY", day, day, at=time(2, minute), zone=zone)
        assert moment.isoformat() == expected


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [(BERLIN, date(2026, 10, 25), time(2, 30), "2026-10-25T02:30:00+02:00"),
     (NEW_YORK, date(2026, 11, 1), time(1, 30), "2026-11-01T01:30:00-04:00")],
)
def test_a_time_the_clock_shows_twice_is_the_first(zone: ZoneInfo, day: date, at: time, expected: str) -> None:
    (moment,) = fires("FREQ=DAILY", day, day, at=at, zone=zone)
    assert moment.isoformat() == expected


@given(
    day=st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    at=st.times().map(lambda drawn: drawn.replace(second=0, microsecond=0)),
    zone=st.sampled_from([BERLIN, NEW_YORK, SHANGHAI, ZoneInfo("America/Nuuk"), ZoneInfo("Australia/Lord_Howe")]),
)
def test_every_moment_exists_on_the_clock_and_is_not_early(day: date, at: time, zone: ZoneInfo) -> None:
    (moment,) = fires("FREQ=DAILY", day, day, at=at, zone=zone)
    assert moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == moment.replace(tzinfo=None)
    wanted = datetime.combine(day, at)
    assert timedelta() <= moment.replace(tzinfo=None) - wanted <= timedelta(hours=1)


def test_a_range_that_runs_backwards_is_too_long_or_far_off_is_refused_with_a_reason() -> None:
    for start, end, fault in (
        (date(2026, 2, 1), date(2026, 1, 31), RangeFault.REVERSED),
        (date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=400), RangeFault.TOO_LONG),
        (date(9999, 12, 1), date(9999, 12, 31), RangeFault.YEAR_OUT),
    ):
        with pytest.raises(PlanRefused) as refused:
            fires("FREQ=DAILY", start, end)
        assert refused.value.message.code is fault
        assert refused.value.message.text("zh") != refused.value.message.text("en")
    assert len(fires("FREQ=DAILY", date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=399))) == 400
