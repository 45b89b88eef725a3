"""What is said about a moment chosen by hand."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from content_calendar.planning.concerns import Concern, Neighbour, concerns
from content_calendar.planning.plan import Cadence

SHANGHAI = ZoneInfo("Asia/Shanghai")
CADENCE = Cadence(daily_cap=2, weekly_cap=3, min_gap=timedelta(hours=2), quiet_from=time(22), quiet_until=time(8))
TUESDAY_TEN = datetime(2026, 9, 8, 10, tzinfo=SHANGHAI)


def codes(at: datetime, *own: datetime, others: tuple[datetime, ...] = ()) -> list[object]:
    mine = [Neighbour(post, "新手妈妈", own=True) for post in own]
    theirs = [Neighbour(post, "老粉", own=False) for post in others]
    found = concerns(at, [*mine, *theirs], persona="新手妈妈", cadence=CADENCE, zone=SHANGHAI)
    assert all(message.text(language) for message in found for language in ("zh", "en"))
    return [message.code for message in found]


def test_a_free_moment_raises_nothing() -> None:
    assert codes(TUESDAY_TEN, TUESDAY_TEN - timedelta(days=1)) == []


def test_quiet_hours_are_read_by_the_wall_clock_of_the_community() -> None:
    assert codes(datetime(2026, 9, 8, 15, tzinfo=UTC)) == [Concern.QUIET_HOURS]


def test_a_post_just_outside_the_least_gap_is_fine() -> None:
    assert codes(TUESDAY_TEN, TUESDAY_TEN + timedelta(hours=2)) == []
    assert codes(TUESDAY_TEN, TUESDAY_TEN + timedelta(minutes=119)) == [Concern.MIN_GAP]


def test_caps_count_the_post_itself_and_its_own_persona_alone() -> None:
    day = [TUESDAY_TEN + timedelta(hours=3), TUESDAY_TEN + timedelta(hours=6)]
    assert codes(TUESDAY_TEN, *day) == [Concern.DAILY_CAP]
    assert codes(TUESDAY_TEN, others=tuple(day)) == []


def test_the_weekly_cap_runs_from_monday_to_sunday() -> None:
    monday = TUESDAY_TEN - timedelta(days=1)
    week = [monday + timedelta(days=days) for days in (0, 3, 6)]
    assert codes(TUESDAY_TEN, *week) == [Concern.WEEKLY_CAP]
    assert codes(TUESDAY_TEN, *week[:2], monday + timedelta(days=7)) == []


def test_another_persona_at_the_same_moment_is_a_clash() -> None:
    assert codes(TUESDAY_TEN, others=(TUESDAY_TEN.astimezone(UTC),)) == [Concern.CLASH]


def test_the_gap_is_measured_in_real_time_across_a_clock_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 10, 25, 2, 30, tzinfo=berlin)
    after = datetime(2026, 10, 25, 3, 30, tzinfo=berlin)
    cadence = Cadence(9, 9, timedelta(hours=2))
    assert concerns(after, [Neighbour(before, "P", own=True)], persona="P", cadence=cadence, zone=berlin) == ()
