"""Free slots, best hours, and occasions with a post of their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from content_calendar.planning.occasions import Occasion, occasions_between
from content_calendar.planning.plan import BestHour, Origin, PlanRequest, Slot
from content_calendar.planning.planner import propose
from content_calendar.planning.reasons import ReasonCode, SkipCode
from content_calendar.planning.series import Override, Pause
from content_calendar.vocabulary import Scene, Stage, Value
from tests.domain.planning.asked import START, USUAL, WIDE, as_placed, column, request

AUGUST = {"start": date(2027, 8, 2), "end": date(2027, 9, 26)}


def of(asked: PlanRequest, origin: Origin) -> list[Slot]:
    return [slot for slot in propose(asked).slots if slot.origin is origin]


def codes(slot: Slot) -> set[object]:
    return {reason.code for reason in slot.reasons}


weights = st.lists(st.integers(0, 5), min_size=5, max_size=5).filter(any)


@settings(max_examples=12, deadline=None)
@given(weights, weights)
def test_where_nothing_forces_a_choice_both_shares_come_close_to_what_is_wanted(
    values: list[int], stages: list[int]
) -> None:
    asked = request(
        **AUGUST, weekly_target=7, value_shares=dict(zip(Value, values, strict=True)),
        stage_shares=dict(zip(Stage, stages, strict=True)), cadence=WIDE,
        ignored_occasions=frozenset(one.key for one in occasions_between(date(2027, 1, 1), date(2027, 12, 31))),
    )
    found = propose(asked)
    assert all(abs(found.shares_actual[value] - share) < 0.06 for value, share in found.shares_wanted.items())
    assert all(abs(found.stages_actual[stage] - share) < 0.06 for stage, share in found.stages_wanted.items())


def test_free_slots_fill_what_columns_leave_and_aim_at_what_these_leave_short() -> None:
    asked = request(column(rule="FREQ=WEEKLY;BYDAY=MO,WE,FR"), **AUGUST, weekly_target=5, value_shares={
        Value.LEARNING: 60, Value.CONNECTION: 40,
    })
    found = of(asked, Origin.FREE)
    assert {slot.value for slot in found} == {Value.CONNECTION}
    assert {ReasonCode.FREE_ROOM, ReasonCode.VALUE_SHORT} <= codes(found[0])


def test_without_a_target_no_free_slot_is_made() -> None:
    assert of(request(**AUGUST), Origin.FREE) == []


def test_free_slots_of_a_week_spread_over_its_days_and_hours() -> None:
    slots = propose(request(**AUGUST, weekly_target=3)).slots
    days = sorted({slot.at.date() for slot in slots})
    assert len(days) == len(slots)
    assert max((after - before).days for before, after in pairwise(days)) <= 4
    found = of(request(**AUGUST, weekly_target=3), Origin.FREE)
    assert len({slot.at.hour for slot in found}) > 2
    assert ReasonCode.HOUR_SPREAD in codes(found[0])


def test_known_best_hours_are_taken_on_their_kind_of_day() -> None:
    best = (BestHour(19, weekend=False, lift=0.31, posts=50), BestHour(11, weekend=True, lift=0.2, posts=20))
    found = of(request(**AUGUST, weekly_target=7, best_hours=best), Origin.FREE)
    alone = [slot for slot in found if slot.at.hour in (19, 11)]
    assert len(alone) > len(found) * 0.8
    assert all((slot.at.hour == 11) == (slot.at.weekday() >= 5) for slot in alone)
    assert any("31%" in reason.text("zh") for slot in alone for reason in slot.reasons)


def test_a_best_hour_in_the_quiet_ones_is_not_taken() -> None:
    best = (BestHour(23, weekend=False, lift=0.5, posts=50),)
    assert 23 not in {slot.at.hour for slot in propose(request(**AUGUST, weekly_target=7, best_hours=best)).slots}


def test_a_part_of_a_week_aims_at_its_part_of_the_target() -> None:
    friday = date(2027, 8, 6)
    assert len(propose(request(start=friday, end=friday + timedelta(days=2), weekly_target=7)).slots) == 3


def test_an_important_occasion_no_column_can_carry_gets_a_post_of_its_own() -> None:
    found = of(request(), Origin.OCCASION)
    named = {slot.occasion.key: slot for slot in found if slot.occasion}
    assert named["christmas"].at.date() == date(2026, 12, 25)
    assert ReasonCode.OCCASION_ALONE in codes(named["christmas"])
    assert Scene.SOLAR_TERM not in {slot.scene for slot in found}


def test_a_column_that_can_carry_an_occasion_leaves_none_to_stand_alone() -> None:
    spoken_of = propose(request(column(rule="FREQ=DAILY")))
    assert [slot for slot in spoken_of.slots if slot.origin is Origin.OCCASION] == []
    assert "christmas" in {slot.occasion.key for slot in spoken_of.slots if slot.occasion}


def test_a_team_s_own_day_is_spoken_of_and_an_ignored_one_is_not() -> None:
    own = Occasion("own-1", Scene.NONE, date(2026, 12, 18), "周年庆", "Anniversary", 6)
    assert "own-1" in {slot.occasion.key for slot in of(request(own_days=(own,)), Origin.OCCASION) if slot.occasion}
    ignored = request(own_days=(own,), ignored_occasions=frozenset({"own-1", "christmas"}))
    assert not {"own-1", "christmas"} & {slot.occasion.key for slot in propose(ignored).slots if slot.occasion}


def test_an_occasion_whose_day_is_full_is_spoken_of_on_the_day_before() -> None:
    blackout = frozenset({date(2026, 12, 25)})
    (slot,) = [one for one in of(request(blackout=blackout), Origin.OCCASION)
               if one.occasion and one.occasion.key == "christmas"]
    assert slot.at.date() == date(2026, 12, 24)


def test_an_occasion_without_room_is_named_among_what_was_skipped() -> None:
    proposal = propose(request(cadence=replace(USUAL, weekly_cap=0)))
    named = [one.reason for one in proposal.skipped if one.reason.code is SkipCode.OCCASION_NO_ROOM]
    assert any("圣诞" in reason.text("zh") for reason in named)


def test_a_paused_and_a_left_out_moment_of_a_column_are_skipped_with_their_reason() -> None:
    plain = column(rule="FREQ=DAILY")
    changed = replace(plain, series=replace(
        plain.series, overrides=(Override(date(2026, 12, 3)),), pauses=(Pause(date(2026, 12, 10), date(2026, 12, 12)),),
    ))
    found = [(one.at.day, one.reason.code) for one in propose(request(changed)).skipped if one.column_id]
    assert found == [(3, SkipCode.LEFT_OUT), *((day, SkipCode.PAUSED) for day in (10, 11, 12))]


def test_a_column_post_moved_by_hand_still_fills_its_day() -> None:
    asked = request(column(rule="FREQ=WEEKLY;BYDAY=MO"), end=date(2026, 12, 13))
    (slot,) = [one for one in propose(asked).slots if one.column_id]
    moved = replace(as_placed(slot), at=slot.at + timedelta(days=2))
    again = propose(replace(asked, placed=(moved,)))
    assert [one for one in again.slots if one.column_id] == []
    assert SkipCode.PLACED in {one.reason.code for one in again.skipped}


def test_an_occurrence_moved_in_the_rhythm_says_from_where() -> None:
    plain = column(rule="FREQ=WEEKLY;BYDAY=MO", at=time(10))
    to = START + timedelta(days=7)
    override = Override(date(2026, 12, 7), to=as_placed(propose(request(plain)).slots[0]).at.replace(
        year=to.year, month=to.month, day=to.day, hour=15, tzinfo=None
    ))
    moved = replace(plain, series=replace(plain.series, overrides=(override,)))
    slot = next(one for one in propose(request(moved)).slots if one.column_day == date(2026, 12, 7))
    assert slot.at.date() == to
    assert slot.reasons[0].code is ReasonCode.COLUMN_MOVED


def test_a_holiday_has_the_hours_of_a_weekend_and_a_make_up_saturday_those_of_a_working_day() -> None:
    monday, saturday = date(2027, 8, 2), date(2027, 8, 7)
    best = (BestHour(19, weekend=False, lift=0.3, posts=50), BestHour(11, weekend=True, lift=0.2, posts=20))
    asked = request(
        start=monday, end=saturday, weekly_target=7, cadence=WIDE, best_hours=best, holidays=frozenset({monday}),
        workdays=frozenset({saturday}),
    )
    hours = {slot.at.date(): slot.at.hour for slot in of(asked, Origin.FREE)}
    assert (hours[monday], hours[date(2027, 8, 3)], hours[saturday]) == (11, 19, 19)
