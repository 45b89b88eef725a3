"""The touches of a campaign: how many, which, when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content_calendar.planning.plan import CampaignPlan, Origin, Placed, Proposal, Slot
from content_calendar.planning.planner import propose
from content_calendar.planning.reasons import ReasonCode, SkipCode
from content_calendar.planning.touches import TOUCH_ARC, TouchStep, arc, touch_days
from content_calendar.vocabulary import Scene, Value
from tests.domain.planning.asked import NOW, SHANGHAI, START, USUAL, column, request

FIRST, LAST = date(2026, 12, 5), date(2026, 12, 23)
CAMPAIGN = CampaignPlan(7, "年货节", FIRST, LAST, 7, Scene.SHOPPING_DAY)


def touches(proposal: Proposal) -> list[Slot]:
    return [slot for slot in proposal.slots if slot.origin is Origin.TOUCH]


def touch(number: int, day: int, hour: int = 12) -> Placed:
    return Placed(datetime(2026, 12, day, hour, tzinfo=SHANGHAI), Value.BENEFIT, campaign_id=7, touch=number)


def test_seven_touches_follow_the_arc_from_a_seed_to_the_last_call() -> None:
    found = touches(propose(request(campaigns=(CAMPAIGN,))))
    assert [slot.touch for slot in found] == [1, 2, 3, 4, 5, 6, 7]
    assert [(slot.value, slot.stage, slot.form) for slot in found] == [
        (step.value, step.stage, step.form) for step in TOUCH_ARC
    ]
    assert found[0].reasons[0].text("zh") == "活动「年货节」第 1 次触达，共 7 次：埋下话头"
    assert {slot.scene for slot in found} == {Scene.SHOPPING_DAY}


def test_the_first_opens_the_campaign_the_last_closes_it_and_the_steps_between_are_even() -> None:
    found = touches(propose(request(campaigns=(CAMPAIGN,))))
    assert (found[0].at.date(), found[-1].at.date()) == (FIRST, LAST)
    assert ReasonCode.TOUCH_LAST in {reason.code for reason in found[-1].reasons}
    steps = [(after.at.date() - before.at.date()).days for before, after in pairwise(found)]
    assert steps == [3] * 6


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 7), st.integers(0, 60))
def test_due_days_are_even_and_as_many_as_the_campaign_has_room_for(count: int, length: int) -> None:
    campaign = replace(CAMPAIGN, touches=count, last=FIRST + timedelta(days=length))
    due = [one.due for one in touch_days(campaign, {}, START) if one.due]
    assert len(due) == min(count, length + 1)
    assert due[-1] == campaign.last
    assert count == 1 or len(due) == 1 or due[0] == FIRST
    steps = [(after - before).days for before, after in pairwise(due)]
    assert all(step > 0 for step in steps)
    assert max(steps, default=0) - min(steps, default=0) <= 1


@pytest.mark.parametrize("count", range(1, 8))
def test_a_shorter_campaign_leaves_out_steps_and_ends_with_the_last_call(count: int) -> None:
    steps = arc(count)
    assert len(steps) == count
    assert steps[-1].step is TouchStep.LAST_CALL
    assert [one.number for one in steps] == sorted(one.number for one in steps)


def test_a_campaign_without_days_enough_drops_touches_of_the_middle_and_says_so() -> None:
    proposal = propose(request(campaigns=(replace(CAMPAIGN, last=FIRST + timedelta(days=3)),)))
    assert [slot.touch for slot in touches(proposal)] == [1, 3, 5, 7]
    dropped = [skipped for skipped in proposal.skipped if skipped.campaign_id == 7]
    assert {skipped.reason.code for skipped in dropped} == {SkipCode.TOUCH_NO_DAY}
    assert len(dropped) == 3


def test_placed_touches_are_kept_not_repeated_and_the_others_spaced_between_them() -> None:
    asked = request(campaigns=(CAMPAIGN,), placed=(touch(1, 5), touch(4, 16)))
    found = touches(propose(asked))
    assert [(slot.touch, slot.at.day) for slot in found] == [(2, 9), (3, 12), (5, 18), (6, 21), (7, 23)]


def test_a_campaign_that_has_begun_spreads_what_is_left_over_the_days_left() -> None:
    late = datetime(2026, 12, 17, 8, tzinfo=SHANGHAI)
    assert [slot.at.day for slot in touches(propose(request(campaigns=(CAMPAIGN,), now=late)))] == [*range(17, 24)]
    begun = request(campaigns=(replace(CAMPAIGN, touches=3),), now=late, placed=(touch(1, 5),))
    assert [(slot.touch, slot.at.day) for slot in touches(propose(begun))] == [(2, 17), (3, 23)]
    over = request(campaigns=(replace(CAMPAIGN, last=date(2026, 12, 16)),), now=late)
    assert touches(propose(over)) == []


def test_a_due_day_without_room_moves_the_touch_to_the_nearest_day_and_says_so() -> None:
    blackout = frozenset(date(2026, 12, day) for day in (13, 14, 15, 16, 17, 23))
    found = touches(propose(request(campaigns=(CAMPAIGN,), blackout=blackout)))
    assert [slot.at.day for slot in found] == [5, 8, 11, 12, 18, 20, 22]
    assert ReasonCode.TOUCH_SHIFTED in {reason.code for reason in found[3].reasons}


def test_a_touch_with_no_room_at_all_is_skipped_with_the_reason() -> None:
    proposal = propose(request(campaigns=(CAMPAIGN,), cadence=replace(USUAL, daily_cap=0)))
    assert touches(proposal) == []
    assert {skipped.reason.code for skipped in proposal.skipped if skipped.campaign_id} == {SkipCode.DAILY_CAP}


def test_a_touch_somebody_put_after_the_campaign_draws_no_other_after_it() -> None:
    campaign = replace(CAMPAIGN, last=date(2026, 12, 15))
    proposal = propose(request(campaigns=(campaign,), placed=(touch(6, 27),)))
    assert [slot.touch for slot in touches(proposal)] == [1, 2, 3, 4, 5]
    assert all(slot.at.date() <= campaign.last for slot in touches(proposal))
    assert [skipped.reason.code for skipped in proposal.skipped] == [SkipCode.TOUCH_NO_DAY]


def test_a_touch_leaves_a_column_its_hour_and_goes_before_it_under_a_cap() -> None:
    daily, roomy = column(rule="FREQ=DAILY", at=time(12)), replace(USUAL, weekly_cap=20)
    both = propose(request(daily, campaigns=(CAMPAIGN,), cadence=roomy))
    assert sum(slot.origin is Origin.COLUMN for slot in both.slots) == 31
    assert all(abs(slot.at.hour - 12) >= 2 for slot in touches(both))
    one_a_day = propose(request(daily, campaigns=(CAMPAIGN,), cadence=replace(roomy, daily_cap=1)))
    assert len(touches(one_a_day)) == 7
    assert sum(slot.origin is Origin.COLUMN for slot in one_a_day.slots) == 31 - 7


def test_touches_outside_the_planned_days_are_left_to_the_plan_of_those_days() -> None:
    asked = request(campaigns=(CAMPAIGN,), start=date(2026, 12, 10), end=date(2026, 12, 18), now=NOW)
    assert [slot.touch for slot in touches(propose(asked))] == [3, 4, 5]


def test_a_touch_of_the_same_scene_speaks_of_the_day_its_campaign_is_about() -> None:
    found = touches(propose(request(campaigns=(replace(CAMPAIGN, last=date(2026, 12, 12)),))))
    assert [slot.occasion.key for slot in found if slot.occasion] == ["double_12"]
    plain = touches(propose(request(campaigns=(replace(CAMPAIGN, scene=Scene.NONE),))))
    assert not any(slot.occasion for slot in plain)
