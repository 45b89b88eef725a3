from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise, product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content_calendar.planning.planner import (
    Cadence,
    ColumnPlan,
    Placed,
    PlanRefused,
    PlanRequest,
    Proposal,
    ReasonCode,
    SkipCode,
    Slot,
    Topic,
    propose,
)
from content_calendar.planning.recurrence import parse_rule
from content_calendar.planning.series import Phase, Series, firings
from content_calendar.vocabulary import Form, Scene, Stage, Value

SHANGHAI = ZoneInfo("Asia/Shanghai")
ZONES = (SHANGHAI, ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"))
MONDAY = date(2026, 6, 1)
WIDE = Cadence(daily_cap=9, weekly_cap=60, min_gap=timedelta(0))
EVEN = dict.fromkeys(Value, 20)


def column(id_: int = 1, *, rule: str = "FREQ=DAILY", at: time = time(12), **changes: object) -> ColumnPlan:
    plain = ColumnPlan(
        id_, f"栏目{id_}", "", Value.LEARNING, Stage.OUTPUT, Form.POST, series(rule, at), (), active=True
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def series(rule: str = "FREQ=DAILY", at: time = time(12), **known: object) -> Series:
    return Series((Phase(date(2026, 1, 1), parse_rule(rule), at),), **known)  # type: ignore[arg-type]


def request(*columns: ColumnPlan, **changes: object) -> PlanRequest:
    midnight = datetime(2026, 6, 1, tzinfo=SHANGHAI)
    plain = PlanRequest(columns, (), MONDAY, MONDAY + timedelta(6), SHANGHAI, WIDE, EVEN, 1, midnight)
    return replace(plain, **changes)  # type: ignore[arg-type]


def noon(day: int, value: Value = Value.LEARNING, hour: int = 12, **known: object) -> Placed:
    return Placed(datetime(2026, 6, day, hour, tzinfo=SHANGHAI), value, **known)  # type: ignore[arg-type]


def days(slots: Iterable[Slot]) -> list[int]:
    return [slot.at.day for slot in slots]


def skip_codes(proposal: Proposal) -> list[object]:
    return [skipped.reason.code for skipped in proposal.skipped]


def codes(slot: Slot) -> list[object]:
    return [reason.code for reason in slot.reasons]


# --- promises that hold for every plan

# Whole columns, cadences and posts are drawn from pools, one draw each: the search covers many calendars quickly.

RULES = ("FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=WEEKLY;BYDAY=SA,SU", "FREQ=DAILY;INTERVAL=3", "FREQ=MONTHLY")
TIMES = (time(0), time(2, 30), time(9), time(12), time(12, 30), time(19), time(23, 30))
BANKS = tuple(tuple(Topic(f"选题{number}") for number in range(size)) for size in (0, 1, 2, 4))
COLUMNS = tuple(
    column(rule=rule, at=at, value=value, topics=bank, active=rule != "FREQ=MONTHLY" or at != TIMES[0])
    for rule, at, value, bank in product(RULES, TIMES, Value, BANKS)
)
CADENCES = tuple(
    Cadence(daily, weekly, timedelta(minutes=gap), *quiet)
    for daily, weekly, gap, quiet in product(
        (0, 1, 3), (0, 2, 5, 9), (0, 45, 600), ((None, None), (time(22), time(8)), (time(12), time(13)))
    )
)
POSTS = tuple(
    Placed(
        datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day, minutes=450 * number), value,
        column_id=id_, topic_title=topic,
    )
    for day, (number, (value, id_, topic)) in product(
        range(-10, 21), enumerate(product(list(Value)[:2], (None, 1), ("", "选题0")))
    )
)
SHARES: tuple[dict[Value, int], ...] = (
    EVEN, {}, {Value.LEARNING: 60, Value.BENEFIT: 40}, dict(zip(Value, (30, 10, 20, 25, 15), strict=True))
)


few = settings(max_examples=30, deadline=None)


@st.composite
def requests(draw: st.DrawFn) -> PlanRequest:
    start = date(2026, 1, 1) + timedelta(days=draw(st.sampled_from([0, 44, 80, 160, 290, 300])))
    later = timedelta(days=(start - date(2026, 1, 1)).days)
    listed = draw(st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=5))
    placed = draw(st.lists(st.sampled_from(POSTS), max_size=8))
    return PlanRequest(
        tuple(replace(one, id=number) for number, one in enumerate(listed, start=1)),
        tuple(replace(post, at=post.at + later) for post in placed),
        start,
        start + timedelta(days=draw(st.integers(0, 30))),
        draw(st.sampled_from(ZONES)),
        draw(st.sampled_from(CADENCES)),
        draw(st.sampled_from(SHARES)),
        draw(st.integers(0, 3)),
        draw(st.sampled_from(POSTS)).at + later,
    )


def all_local(asked: PlanRequest, proposal: Proposal) -> list[datetime]:
    placed = [post.at.astimezone(asked.zone) for post in asked.placed]
    return [*placed, *(slot.at for slot in proposal.slots)]


@few
@given(requests())
def test_the_same_request_gives_the_same_plan(asked: PlanRequest) -> None:
    again = replace(asked, columns=asked.columns[::-1], placed=asked.placed[::-1])
    assert propose(asked).slots == propose(asked).slots
    assert propose(again).slots == propose(asked).slots


@few
@given(requests())
def test_every_moment_a_column_fires_is_a_slot_or_a_skip_with_its_reason(asked: PlanRequest) -> None:
    proposal = propose(asked)
    fired = [
        (fired.at, one.id)
        for one in asked.columns if one.active
        for fired in firings(one.series, zone=asked.zone, start=asked.start, end=asked.end)
    ]
    answered = [(slot.at, slot.column_id) for slot in proposal.slots if slot.column_id]
    answered += [(skipped.at, skipped.column_id) for skipped in proposal.skipped if skipped.column_id]
    assert Counter(answered) == Counter(fired)
    assert all(slot.reasons for slot in proposal.slots)
    for reason in (*(reason for slot in proposal.slots for reason in slot.reasons),
                   *(skipped.reason for skipped in proposal.skipped)):
        assert reason.text("zh") != reason.text("en")


@few
@given(requests())
def test_no_slot_lies_in_the_past_or_in_quiet_hours(asked: PlanRequest) -> None:
    for slot in propose(asked).slots:
        assert slot.at.astimezone(UTC) > asked.now.astimezone(UTC)
        assert not asked.cadence.is_quiet(slot.at.time())


@few
@given(requests())
def test_slots_respect_the_caps_of_day_and_week_beside_what_is_placed(asked: PlanRequest) -> None:
    proposal = propose(asked)
    moments = all_local(asked, proposal)
    per_day = Counter(at.date() for at in moments)
    per_week = Counter(at.isocalendar()[:2] for at in moments)
    for slot in proposal.slots:
        assert per_day[slot.at.date()] <= asked.cadence.daily_cap
        assert per_week[slot.at.isocalendar()[:2]] <= asked.cadence.weekly_cap


@few
@given(requests())
def test_slots_keep_the_least_time_from_each_other_and_from_what_is_placed(asked: PlanRequest) -> None:
    proposal = propose(asked)
    planned = {slot.at.astimezone(UTC) for slot in proposal.slots}
    for before, after in pairwise(sorted(at.astimezone(UTC) for at in all_local(asked, proposal))):
        if before in planned or after in planned:
            assert after - before >= asked.cadence.min_gap


@few
@given(requests())
def test_a_column_appears_at_most_once_a_day_with_what_is_placed(asked: PlanRequest) -> None:
    proposal = propose(asked)
    placed = {(post.column_id, post.at.astimezone(asked.zone).date()) for post in asked.placed}
    planned = [(slot.column_id, slot.at.date()) for slot in proposal.slots]
    assert len(set(planned)) == len(planned)
    assert not placed & set(planned)


@few
@given(requests())
def test_no_topic_comes_again_while_another_of_its_column_is_unused(asked: PlanRequest) -> None:
    taken: dict[int, list[str]] = {one.id: [] for one in asked.columns}
    for slot in propose(asked).slots:
        if slot.column_id and slot.topic:
            taken[slot.column_id].append(slot.topic.title)
    for one in asked.columns:
        bank = len(one.topics)
        assert all(len(set(taken[one.id][at : at + bank])) == len(taken[one.id][at : at + bank])
                   for at in range(0, len(taken[one.id]), bank or 1))


@few
@given(requests())
def test_an_occasion_has_one_post_in_its_lead_days_which_says_so(asked: PlanRequest) -> None:
    slots = [slot for slot in propose(asked).slots if slot.occasion]
    occasions = [slot.occasion for slot in slots]
    assert len(set(occasions)) == len(occasions)
    for slot in slots:
        assert slot.occasion is not None
        assert slot.occasion.opens_on <= slot.at.date() <= slot.occasion.on
        assert slot.scene is slot.occasion.scene
        assert any(slot.occasion.zh in reason.text("zh") for reason in slot.reasons)


@few
@given(requests())
def test_the_shares_count_placed_posts_and_slots(asked: PlanRequest) -> None:
    proposal = propose(asked)
    values = Counter([*(post.value for post in asked.placed), *(slot.value for slot in proposal.slots)])
    for value in Value:
        assert proposal.shares_actual[value] * max(values.total(), 1) == pytest.approx(values[value])
    assert sum(proposal.shares_wanted.values()) == pytest.approx(1)


# --- what the plan chooses


@given(
    st.lists(st.sampled_from(Value), max_size=12),
    st.dictionaries(st.sampled_from(Value), st.integers(1, 60), min_size=1),
    st.integers(0, 99),
)
def test_when_only_one_fits_the_value_furthest_below_its_share_wins(
    heard: list[Value], shares: dict[Value, int], seed: int
) -> None:
    rivals = [column(number, value=value, at=time(8 + number)) for number, value in enumerate(Value, start=1)]
    placed = tuple(noon(1, value) for value in heard)
    one_a_day = Cadence(1, 60, timedelta(0))
    asked = request(
        *rivals, placed=placed, value_shares=shares, seed=seed, cadence=one_a_day, start=date(2026, 6, 2),
        end=date(2026, 6, 2),
    )
    (slot,) = propose(asked).slots
    wanted, counted = {value: shares.get(value, 0) / sum(shares.values()) for value in Value}, Counter(heard)
    below = {value: wanted[value] - counted[value] / max(len(heard), 1) for value in Value}
    assert below[slot.value] == pytest.approx(max(below.values()))


def test_a_long_plan_comes_close_to_the_wanted_shares() -> None:
    wanted = {Value.INFORMATION: 30, Value.BENEFIT: 10, Value.VIEWPOINT: 20, Value.LEARNING: 25, Value.CONNECTION: 15}
    rivals = [column(number, value=value, at=time(8 + number)) for number, value in enumerate(Value, start=1)]
    cadence = Cadence(1, 7, timedelta(0))
    proposal = propose(request(*rivals, value_shares=wanted, cadence=cadence, end=MONDAY + timedelta(99)))
    assert all(abs(proposal.shares_actual[value] - share / 100) < 0.02 for value, share in wanted.items())
    assert len(proposal.slots) > 90


def test_when_only_one_fits_the_stage_furthest_below_its_share_wins_among_columns_of_one_value() -> None:
    rivals = [column(number, stage=stage, at=time(8 + number)) for number, stage in enumerate(Stage, start=1)]
    wanted = {Stage.COGNITION: 50, Stage.INTERACTION: 30, Stage.CONVERSION: 20}
    asked = request(*rivals, stage_shares=wanted, cadence=Cadence(1, 7, timedelta(0)), end=MONDAY + timedelta(69))
    proposal = propose(asked)
    assert all(abs(proposal.stages_actual[stage] - share) < 0.03 for stage, share in proposal.stages_wanted.items())
    assert proposal.slots[0].stage is Stage.COGNITION
    assert ReasonCode.STAGE_SHORT in codes(proposal.slots[0])
    assert propose(replace(asked, stage_shares={})).stages_wanted == {}


def test_posts_of_a_week_spread_over_its_days() -> None:
    rivals = [column(number, value=value, at=time(8 + number)) for number, value in enumerate(Value, start=1)]
    proposal = propose(request(*rivals, cadence=Cadence(3, 7, timedelta(0))))
    assert days(proposal.slots) == [1, 2, 3, 4, 5, 6, 7]


def test_columns_of_one_value_take_turns_under_a_cap() -> None:
    asked = request(column(1), column(2, at=time(9)), cadence=Cadence(1, 6, timedelta(0)))
    assert Counter(slot.column_id for slot in propose(asked).slots) == {1: 3, 2: 3}


def test_columns_of_one_value_take_turns_from_week_to_week() -> None:
    asked = request(column(1), column(2, at=time(9)), cadence=Cadence(1, 1, timedelta(0)), end=MONDAY + timedelta(27))
    assert Counter(slot.column_id for slot in propose(asked).slots) == {1: 2, 2: 2}


def test_a_new_column_does_not_crowd_out_an_old_one_of_its_value() -> None:
    old = tuple(noon(day, column_id=1) for day in (1, 2, 3))
    asked = request(column(1), column(2, at=time(9)), placed=old, start=date(2026, 6, 8), end=date(2026, 6, 14),
                    cadence=Cadence(1, 2, timedelta(0)))
    assert {slot.column_id for slot in propose(asked).slots} == {1, 2}


def test_a_placed_post_takes_its_column_s_day_and_is_not_moved() -> None:
    proposal = propose(request(column(), placed=(noon(3, hour=8, column_id=1),)))
    assert days(proposal.slots) == [1, 2, 4, 5, 6, 7]
    assert skip_codes(proposal) == [SkipCode.PLACED]


def test_a_placed_post_of_another_column_uses_up_the_cap_and_the_gap() -> None:
    capped = propose(request(column(), placed=(noon(3, hour=8),), cadence=Cadence(1, 60, timedelta(0))))
    assert skip_codes(capped) == [SkipCode.DAILY_CAP]
    spaced = propose(request(column(), placed=(noon(3, hour=14),), cadence=replace(WIDE, min_gap=timedelta(hours=3))))
    assert skip_codes(spaced) == [SkipCode.MIN_GAP]
    assert "2026-06-03 14:00" in spaced.skipped[0].reason.text("zh")


def test_posts_may_stand_exactly_the_least_time_apart() -> None:
    asked = request(column(1), column(2, at=time(14)), end=MONDAY, cadence=replace(WIDE, min_gap=timedelta(hours=2)))
    assert len(propose(asked).slots) == 2


def test_the_present_moment_is_too_late() -> None:
    now = datetime(2026, 6, 1, 12, tzinfo=SHANGHAI)
    assert skip_codes(propose(request(column(), end=MONDAY, now=now))) == [SkipCode.PAST]
    assert skip_codes(propose(request(column(), end=MONDAY, now=now - timedelta(seconds=1)))) == []


def test_a_post_pushed_into_the_next_day_by_the_clock_still_fills_its_own() -> None:
    # In Nuuk the clock jumps from 23:00 on Saturday to Sunday midnight.
    nuuk = ZoneInfo("America/Nuuk")
    saturday = date(2026, 3, 28)
    now = datetime(2026, 3, 1, tzinfo=UTC)
    asked = request(column(at=time(23, 30)), zone=nuuk, start=saturday, end=saturday, now=now)
    (slot,) = propose(asked).slots
    assert (slot.at.isoformat(), slot.column_day) == ("2026-03-29T00:00:00-01:00", saturday)
    moved = Placed(slot.at + timedelta(hours=20), Value.LEARNING, column_id=1, column_day=saturday)
    assert skip_codes(propose(replace(asked, placed=(moved,)))) == [SkipCode.PLACED]


def test_the_week_s_cap_counts_posts_before_the_range() -> None:
    asked = request(column(), placed=(noon(1), noon(2)), start=date(2026, 6, 3), cadence=Cadence(9, 3, timedelta(0)))
    assert days(propose(asked).slots) == [3]


def test_the_hour_shown_twice_keeps_the_real_distance() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    night = date(2026, 10, 25)
    cadence = replace(WIDE, min_gap=timedelta(minutes=90))
    early, late = column(1, at=time(1, 45)), column(2, at=time(3))
    asked = request(early, late, zone=berlin, start=night, end=night, cadence=cadence)
    assert len(propose(asked).slots) == 2  # 75 minutes by the clock on the wall, 135 in truth


def test_a_moment_already_passed_is_skipped_by_the_instant_and_not_by_the_wall_clock() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    night = date(2026, 10, 25)
    second_showing = datetime(2026, 10, 25, 2, 10, fold=1, tzinfo=berlin)
    asked = request(column(at=time(2, 30)), zone=berlin, start=night, end=night, now=second_showing)
    assert skip_codes(propose(asked)) == [SkipCode.PAST]


@pytest.mark.parametrize(
    ("quiet_from", "quiet_until", "at", "is_quiet"),
    [
        (time(22), time(8), time(22), True),
        (time(22), time(8), time(7, 59), True),
        (time(22), time(8), time(8), False),
        (time(12), time(14), time(13), True),
        (time(12), time(14), time(14), False),
        (time(12), time(12), time(12), False),
        (None, time(8), time(3), False),
        (time(22), None, time(23), False),
    ],
)
def test_quiet_hours_may_pass_midnight_and_end_on_the_minute(
    quiet_from: time | None, quiet_until: time | None, at: time, is_quiet: bool
) -> None:
    assert replace(WIDE, quiet_from=quiet_from, quiet_until=quiet_until).is_quiet(at) is is_quiet


def test_a_column_in_the_quiet_hours_is_skipped_and_told_why() -> None:
    proposal = propose(request(column(at=time(23)), cadence=replace(WIDE, quiet_from=time(22), quiet_until=time(8))))
    assert skip_codes(proposal) == [SkipCode.QUIET_HOURS] * 7
    assert "22:00–08:00" in proposal.skipped[0].reason.text("zh")


def test_topics_never_used_come_first_and_then_the_one_unused_for_longest() -> None:
    bank = tuple(Topic(title) for title in ("甲", "乙", "丙"))
    used = (noon(1, column_id=1, topic_title="甲"), noon(2, column_id=1, topic_title="乙"))
    slots = propose(request(column(topics=bank), placed=used, start=date(2026, 6, 3))).slots
    assert [slot.topic.title for slot in slots if slot.topic] == ["丙", "甲", "乙", "丙", "甲"]
    assert [codes(slot)[-1] for slot in slots][:2] == [ReasonCode.TOPIC_FRESH, ReasonCode.TOPIC_RESTED]
    assert slots[1].reasons[-1].params["days"] == 3


def test_the_latest_use_of_a_topic_counts_in_whatever_order_posts_are_listed() -> None:
    used = tuple(noon(day, column_id=1, topic_title=title) for day, title in ((3, "甲"), (2, "乙"), (1, "甲")))
    asked = request(column(topics=(Topic("甲"), Topic("乙"))), placed=used, start=date(2026, 6, 4))
    assert propose(asked).slots[0].topic == Topic("乙")


def test_the_topic_of_another_column_says_nothing_about_this_one() -> None:
    slots = propose(request(column(topics=(Topic("甲"), Topic("乙"))), placed=(noon(1, topic_title="甲"),))).slots
    assert slots[0].topic == Topic("甲")


def test_a_topic_planned_for_later_still_has_its_turn() -> None:
    ahead = (noon(7, column_id=1, topic_title="甲"),)
    slots = propose(request(column(topics=(Topic("甲"), Topic("乙"))), placed=ahead)).slots
    assert [slot.topic.title for slot in slots if slot.topic][:2] == ["乙", "甲"]
    assert codes(slots[1])[-1] is ReasonCode.TOPIC_TURN


def test_a_column_without_topics_is_planned_on_its_theme_alone() -> None:
    assert {slot.topic for slot in propose(request(column())).slots} == {None}


def test_the_dragon_boat_festival_goes_to_the_post_on_the_day() -> None:
    proposal = propose(request(column(value=Value.CONNECTION), start=date(2026, 6, 8), end=date(2026, 6, 30)))
    (slot,) = [slot for slot in proposal.slots if slot.occasion and slot.occasion.key == "dragon_boat"]
    assert (slot.at.day, slot.scene) == (19, Scene.FESTIVAL)
    assert ReasonCode.OCCASION_TODAY in codes(slot)


def test_a_value_that_suits_the_occasion_outweighs_a_day_or_two() -> None:
    viewpoint = column(1, value=Value.VIEWPOINT, rule="FREQ=WEEKLY;BYDAY=FR")
    connection = column(2, value=Value.CONNECTION, rule="FREQ=WEEKLY;BYDAY=WE")
    proposal = propose(request(viewpoint, connection, start=date(2026, 6, 15), end=date(2026, 6, 19)))
    (slot,) = [slot for slot in proposal.slots if slot.occasion and slot.occasion.key == "dragon_boat"]
    assert slot.column_id == 2
    assert "还有 2 天" in "".join(reason.text("zh") for reason in slot.reasons)


def test_an_occasion_beyond_the_end_is_spoken_of_ahead() -> None:
    proposal = propose(request(column(), start=date(2026, 6, 15), end=date(2026, 6, 17)))
    spoken_of = {slot.occasion.key for slot in proposal.slots if slot.occasion}
    assert {"mid_year_618", "dragon_boat"} <= spoken_of


@pytest.mark.parametrize("name", ["dragon_boat", "端午节", "Dragon Boat Festival"])
def test_an_occasion_a_placed_post_speaks_of_is_not_given_again(name: str) -> None:
    asked = request(column(), start=date(2026, 6, 15), end=date(2026, 6, 19), placed=(noon(14, occasion=name),))
    assert "dragon_boat" not in {slot.occasion.key for slot in propose(asked).slots if slot.occasion}
    last_year = Placed(datetime(2025, 5, 30, 12, tzinfo=SHANGHAI), Value.LEARNING, occasion=name)
    again = propose(replace(asked, placed=(last_year,)))
    assert "dragon_boat" in {slot.occasion.key for slot in again.slots if slot.occasion}


def test_reasons_name_the_column_and_the_short_value() -> None:
    slot = propose(request(column(), placed=(noon(1, Value.BENEFIT, hour=8),), start=date(2026, 6, 2))).slots[0]
    assert codes(slot)[:2] == [ReasonCode.COLUMN_RHYTHM, ReasonCode.VALUE_SHORT]
    assert "栏目1" in slot.reasons[0].text("zh")
    assert slot.reasons[1].text("zh") == "排到这条时，「学习」类内容占 0%，低于目标 20%"
    assert slot.reasons[1].text("en") == "Learning stood at 0% when this post was chosen, 20% is wanted"


def test_a_resting_column_is_left_out_and_no_column_means_an_empty_plan() -> None:
    quiet_week = {"start": date(2026, 8, 3), "end": date(2026, 8, 5)}
    assert propose(request(column(active=False), **quiet_week)).slots == ()
    assert propose(request(**quiet_week)).slots == ()


def test_another_seed_varies_the_drafting_and_never_the_columns_own_slots() -> None:
    first, second = (propose(request(column(), seed=seed)).slots for seed in (1, 2))
    assert [slot.at for slot in first] == [slot.at for slot in second]
    assert not {slot.seed for slot in first} & {slot.seed for slot in second}
    assert all(0 <= slot.seed < 2**31 for slot in (*first, *second))


@pytest.mark.parametrize("end", [date(2026, 5, 31), MONDAY + timedelta(days=400)])
def test_a_range_that_runs_backwards_or_is_too_long_is_refused_with_a_reason(end: date) -> None:
    with pytest.raises(PlanRefused) as refused:
        propose(request(column(), end=end))
    assert refused.value.message.text("zh") != refused.value.message.text("en")


def test_an_instant_without_a_zone_is_refused_rather_than_guessed() -> None:
    with pytest.raises(ValueError, match="zone"):
        propose(request(column(), now=datetime(2026, 6, 1)))
