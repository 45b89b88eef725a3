"""A column's rhythm with everything people changed, against dateutil and around odd days of zones and calendars."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rruleset, rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from content_calendar.planning.faults import PlanRefused, SeriesFault, SeriesRefused
from content_calendar.planning.recurrence import parse_rule
from content_calendar.planning.series import Firing, GapCause, Override, Pause, Phase, Series, firings, gaps
from content_calendar.planning.series_edits import (
    MAX_CHANGES,
    change_all,
    change_from,
    change_one,
    pause,
    restore_one,
    resume,
    take_back,
    without_past,
)
from content_calendar.planning.series_notes import firing_note, rule_note

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
APIA = ZoneInfo("Pacific/Apia")
AT = time(15, 0)
FIRST, LAST = date(2028, 1, 1), date(2028, 12, 31)  # a leap year
RULES = (
    "FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=SU",
    "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=WEEKLY;COUNT=7",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=DAILY;UNTIL=20280501",
)
days = st.dates(FIRST, LAST)
rules = st.sampled_from(RULES)


def weekly(*, start=date(2028, 1, 3), rule="FREQ=WEEKLY;BYDAY=MO", at=AT, **changes):
    return Series((Phase(start, parse_rule(rule), at),), **changes)


def days_of(series, start=FIRST, end=LAST, zone=SHANGHAI):
    return [firing.day for firing in firings(series, zone=zone, start=start, end=end)]


def by_dateutil(rule, start, last):
    """The days of a rule as dateutil alone sees them, a date for UNTIL being the whole day."""
    text = rule.replace("UNTIL=20280501", "UNTIL=20280501T235959")
    found = rruleset()
    found.rrule(rrulestr(text, dtstart=datetime.combine(start, time())))
    seen = found.between(datetime.combine(FIRST, time()), datetime.combine(last, time()), inc=True)
    return [day.date() for day in seen]


@settings(max_examples=40)
@given(rules, rules, days, days, st.lists(days, max_size=4), st.tuples(days, days))
def test_a_rhythm_is_its_phases_less_what_is_left_out_and_paused(before, after, start, turn, left_out, rest):
    first, last = min(rest), max(rest)
    series = change_from(weekly(start=start, rule=before), turn, parse_rule(after), AT, zone=SHANGHAI)
    series = pause(Series(series.phases, tuple(Override(day) for day in sorted(set(left_out)))), first, last)
    earlier = [day for day in by_dateutil(before, start, LAST) if day < turn]
    rhythm = [*earlier, *by_dateutil(after, turn, LAST)]
    assert days_of(series) == [day for day in rhythm if day not in left_out and not first <= day <= last]
    missing = [day for day in rhythm if day in left_out or first <= day <= last]
    assert [gap.day for gap in gaps(series, zone=SHANGHAI, start=FIRST, end=LAST)] == missing


@settings(max_examples=25)
@given(rules, days, st.data())
def test_a_moved_occurrence_is_found_once_wherever_a_range_is_cut(rule, start, data):
    series = weekly(start=start, rule=rule)
    fired = days_of(series)
    if not fired:
        return
    on, to = data.draw(st.sampled_from(fired)), data.draw(days)
    moved = change_one(series, on, datetime.combine(to, time(9, 30)), zone=SHANGHAI)
    cut = data.draw(days.filter(lambda day: day < LAST))
    halves = [
        *firings(moved, zone=SHANGHAI, start=FIRST, end=cut),
        *firings(moved, zone=SHANGHAI, start=cut + timedelta(days=1), end=LAST),
    ]
    assert sorted(one.day for one in halves) == fired
    assert [one for one in halves if one.moved] == [Firing(datetime.combine(to, time(9, 30), SHANGHAI), on, moved=True)]
    assert restore_one(moved, on) == series


@settings(max_examples=25)
@given(st.lists(st.tuples(days, days | st.none()), max_size=6), days)
def test_resuming_ends_just_the_pause_of_that_day(wanted, today):
    series = weekly(rule="FREQ=DAILY", start=FIRST)
    for first, last in wanted:
        series = pause(series, min(first, last or first), last and max(first, last))
    resting = set(pause_days(series))
    assert all(later.first > (one.last or LAST) for one, later in zip(series.pauses, series.pauses[1:], strict=False))
    resumed = set(pause_days(resume(series, today)))
    assert today not in resumed
    assert {day for day in resting if day < today} == {day for day in resumed if day < today}


def pause_days(series):
    return (FIRST + timedelta(days=n) for n in range(366) if series.paused_on(FIRST + timedelta(days=n)))


@pytest.mark.parametrize(("zone", "day", "at", "moment"), [
    (BERLIN, date(2028, 3, 26), time(2, 30), datetime(2028, 3, 26, 1, 0, tzinfo=UTC)),  # the clock skips to 3:00
    (BERLIN, date(2028, 10, 29), time(2, 30), datetime(2028, 10, 29, 0, 30, tzinfo=UTC)),  # the first of the two
    (APIA, date(2011, 12, 30), time(12), datetime(2011, 12, 30, 10, 0, tzinfo=UTC)),  # a day that never was
])
def test_clocks_that_change_move_the_moment_but_never_the_day_of_the_rhythm(zone, day, at, moment):
    daily = weekly(rule="FREQ=DAILY", start=day - timedelta(days=3), at=at)
    fired = {one.day: one.at for one in firings(daily, zone=zone, start=day - timedelta(days=2), end=day)}
    assert fired[day].timestamp() == moment.timestamp()
    left_out = change_one(daily, day, None, zone=zone)
    assert days_of(left_out, day, day, zone) == []
    moved_here = change_one(left_out, day - timedelta(days=1), datetime.combine(day, at), zone=zone)
    assert [one.at.timestamp() for one in firings(moved_here, zone=zone, start=day, end=day)] == [moment.timestamp()]


def test_month_ends_leap_days_and_year_ends_are_those_of_the_calendar():
    ends = weekly(rule="FREQ=MONTHLY;BYMONTHDAY=-1", start=FIRST)
    assert days_of(ends, date(2028, 2, 1), date(2028, 4, 30)) == [
        date(2028, 2, 29), date(2028, 3, 31), date(2028, 4, 30)
    ]
    leap = weekly(rule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", start=FIRST)
    assert days_of(change_one(leap, date(2028, 2, 29), datetime(2028, 3, 1, 8), zone=SHANGHAI)) == [date(2028, 2, 29)]
    over = weekly(rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", start=date(2028, 12, 24))
    assert days_of(over, date(2028, 12, 20), date(2029, 1, 21)) == [
        date(2028, 12, 24), date(2029, 1, 7), date(2029, 1, 21)
    ]


def test_this_and_following_leaves_the_past_alone_and_drops_later_changes():
    series = change_from(weekly(), date(2028, 6, 1), parse_rule("FREQ=WEEKLY;BYDAY=TU"), AT, zone=SHANGHAI)
    changed = change_from(series, date(2028, 3, 1), parse_rule("FREQ=WEEKLY;BYDAY=WE"), time(20), zone=SHANGHAI)
    assert days_of(changed, FIRST, date(2028, 2, 29)) == days_of(weekly(), FIRST, date(2028, 2, 29))
    assert {day.weekday() for day in days_of(changed, date(2028, 3, 1), LAST)} == {2}
    assert take_back(changed, date(2028, 3, 1), zone=SHANGHAI) == weekly()
    assert take_back(changed, weekly().phases[0].start, zone=SHANGHAI) == changed
    all_of_it = change_all(changed, parse_rule("FREQ=WEEKLY;BYDAY=SU"), AT, zone=SHANGHAI)
    assert {day.weekday() for day in days_of(all_of_it)} == {6}


def test_a_change_of_hand_survives_a_new_clock_but_not_a_day_that_no_longer_comes():
    series = change_one(weekly(), date(2028, 2, 7), None, zone=SHANGHAI)
    later = change_all(series, parse_rule("FREQ=WEEKLY;BYDAY=MO"), time(20), zone=SHANGHAI)
    assert later.overrides == (Override(date(2028, 2, 7)),)
    assert change_from(series, date(2028, 2, 1), parse_rule("FREQ=WEEKLY;BYDAY=TU"), AT, zone=SHANGHAI).overrides == ()


def test_a_pause_also_holds_what_was_moved_into_it():
    series = change_one(weekly(), date(2028, 1, 10), datetime(2028, 2, 2, 9), zone=SHANGHAI)
    paused = pause(series, date(2028, 2, 1), None)
    assert days_of(paused) == [date(2028, 1, 3), date(2028, 1, 17), date(2028, 1, 24), date(2028, 1, 31)]
    assert gaps(paused, zone=SHANGHAI, start=date(2028, 2, 1), end=date(2028, 2, 6))[0].cause is GapCause.PAUSED


@pytest.mark.parametrize(("on", "to", "fault"), [
    (date(2028, 1, 4), None, SeriesFault.NO_OCCURRENCE),
    (date(2027, 12, 27), None, SeriesFault.NO_OCCURRENCE),
    (date(2028, 2, 7), None, SeriesFault.ON_PAUSED_DAY),
    (date(2028, 1, 3), datetime(2028, 2, 8, 9), SeriesFault.ON_PAUSED_DAY),
    (date(2028, 1, 3), datetime(2028, 1, 10, 15), SeriesFault.MOMENT_TAKEN),
])
def test_a_single_change_that_makes_no_sense_is_refused_in_words(on, to, fault):
    series = pause(weekly(), date(2028, 2, 1), date(2028, 2, 14))
    with pytest.raises(SeriesRefused) as refused:
        change_one(series, on, to, zone=SHANGHAI)
    assert refused.value.message.code is fault
    assert refused.value.message.text("zh") != refused.value.message.text("en")


def test_changes_are_bounded_and_old_ones_can_be_forgotten():
    series = weekly(rule="FREQ=DAILY", start=FIRST, overrides=tuple(
        Override(FIRST + timedelta(days=number)) for number in range(MAX_CHANGES)
    ))
    with pytest.raises(SeriesRefused):
        change_one(series, date(2028, 6, 1), None, zone=SHANGHAI)
    fresh = without_past(pause(series, FIRST, date(2028, 1, 5)), date(2028, 2, 1))
    assert (len(fresh.overrides), fresh.pauses) == (MAX_CHANGES - 31, ())


def test_a_pause_that_ends_before_it_begins_and_ranges_of_a_century_are_refused():
    with pytest.raises(SeriesRefused):
        pause(weekly(), date(2028, 2, 2), date(2028, 2, 1))
    with pytest.raises(PlanRefused):
        firings(weekly(), zone=SHANGHAI, start=FIRST, end=date(2100, 1, 1))
    assert Pause(date(2028, 2, 1)).covers(date(2099, 1, 1))


@pytest.mark.parametrize(("wanted", "said"), [
    (datetime(2028, 3, 26, 2, 30), "没有 02:30，改为 03-26 03:00"),
    (datetime(2028, 10, 29, 2, 30), "02:30 有两次，取第一次"),
    (datetime(2028, 6, 1, 2, 30), ""),
])
def test_a_day_on_which_clocks_change_is_pointed_out(wanted, said):
    daily = weekly(rule="FREQ=DAILY", start=FIRST, at=wanted.time())
    [fired] = firings(daily, zone=BERLIN, start=wanted.date(), end=wanted.date())
    note = firing_note(daily, fired, BERLIN)
    assert said in (note.text("zh") if note else "")
    assert bool(said) is bool(note)


@pytest.mark.parametrize(("rule", "said"), [
    ("FREQ=MONTHLY;BYMONTHDAY=31", "day 31 are skipped"), ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "leap years only"),
    ("FREQ=MONTHLY;BYMONTHDAY=-1", ""), ("FREQ=MONTHLY;BYMONTH=1,3;BYMONTHDAY=31", ""),
])
def test_days_that_some_months_or_years_lack_are_pointed_out(rule, said):
    note = rule_note(parse_rule(rule))
    assert said in (note.text("en") if note else "")
    assert bool(said) is bool(note)
