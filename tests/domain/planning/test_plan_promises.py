"""What holds for every plan, whatever is asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, timedelta
from itertools import pairwise

from hypothesis import given, settings

from content_calendar.planning.plan import ChangeKind, Origin, PlanRequest
from content_calendar.planning.planner import propose
from content_calendar.vocabulary import Scene
from tests.domain.planning.asked import as_loose, once_accepted, requests

few = settings(max_examples=15, deadline=None)


@few
@given(requests())
def test_no_slot_passes_a_cap_the_quiet_hours_a_blackout_day_or_the_present(asked: PlanRequest) -> None:
    slots = propose(asked).slots
    moments = [*(post.at.astimezone(asked.zone) for post in asked.placed), *(slot.at for slot in slots)]
    per_day, per_week = Counter(at.date() for at in moments), Counter(at.isocalendar()[:2] for at in moments)
    for slot in slots:
        assert per_day[slot.at.date()] <= asked.cadence.daily_cap
        assert per_week[slot.at.isocalendar()[:2]] <= asked.cadence.weekly_cap
        assert not asked.cadence.is_quiet(slot.at.time())
        assert slot.at.date() not in asked.blackout
        assert slot.at > asked.now
        assert asked.start <= slot.at.date() <= asked.end


@few
@given(requests())
def test_slots_keep_the_least_gap_from_each_other_and_from_what_is_placed(asked: PlanRequest) -> None:
    planned = [slot.at.astimezone(UTC) for slot in propose(asked).slots]
    for before, after in pairwise(sorted([*planned, *(post.at for post in asked.placed)])):
        if before in planned or after in planned:
            assert after - before >= asked.cadence.min_gap


@few
@given(requests())
def test_every_slot_and_skip_says_why_in_both_languages_and_a_slot_what_it_comes_from(asked: PlanRequest) -> None:
    proposal = propose(asked)
    told = [reason for slot in proposal.slots for reason in slot.reasons]
    told += [skipped.reason for skipped in proposal.skipped]
    assert all(reason.text("zh") != reason.text("en") for reason in told)
    for slot in proposal.slots:
        assert slot.reasons
        assert (slot.origin is Origin.COLUMN) == (slot.column_id is not None) == (slot.column_day is not None)
        assert (slot.origin is Origin.TOUCH) == (slot.campaign_id is not None) == (slot.touch > 0)
        assert 0 <= slot.seed < 2**31


@few
@given(requests())
def test_a_column_day_is_filled_once_wherever_its_post_stands(asked: PlanRequest) -> None:
    placed = {(post.column_id, post.at.astimezone(asked.zone).date()) for post in asked.placed}
    filled = [(slot.column_id, slot.column_day) for slot in propose(asked).slots if slot.column_id]
    assert len(set(filled)) == len(filled)
    assert not placed & set(filled)


@few
@given(requests())
def test_each_touch_comes_once_in_its_turn_within_its_campaign(asked: PlanRequest) -> None:
    slots = [slot for slot in propose(asked).slots if slot.origin is Origin.TOUCH]
    for campaign in asked.campaigns:
        kept = [post.touch for post in asked.placed if post.campaign_id == campaign.id]
        own = [slot for slot in slots if slot.campaign_id == campaign.id]
        numbers = [slot.touch for slot in own]
        assert numbers == sorted(set(numbers))
        assert not set(numbers) & set(kept)
        assert all(1 <= number <= campaign.touches for number in numbers)
        assert all(campaign.first <= slot.at.date() <= campaign.last for slot in own)
        assert all(before.at.date() < after.at.date() for before, after in pairwise(own))


@few
@given(requests())
def test_an_occasion_has_one_post_in_its_lead_days_and_an_ignored_one_none(asked: PlanRequest) -> None:
    speaking = [(slot, slot.occasion) for slot in propose(asked).slots if slot.occasion]
    assert len({occasion for _, occasion in speaking}) == len(speaking)
    for slot, occasion in speaking:
        assert occasion.opens_on <= slot.at.date() <= occasion.on
        assert occasion.key not in asked.ignored_occasions
        assert slot.scene is occasion.scene
        assert any(occasion.zh in reason.text("zh") for reason in slot.reasons)


@few
@given(requests())
def test_free_slots_never_lift_a_week_above_its_target(asked: PlanRequest) -> None:
    slots = propose(asked).slots
    moments = [*(post.at.astimezone(asked.zone) for post in asked.placed), *(slot.at for slot in slots)]
    per_week = Counter(at.isocalendar()[:2] for at in moments)
    for slot in slots:
        if slot.origin is Origin.FREE:
            assert per_week[slot.at.isocalendar()[:2]] <= asked.weekly_target
            assert slot.scene in (Scene.NONE, slot.occasion.scene if slot.occasion else Scene.NONE)


@settings(max_examples=25, deadline=None)
@given(requests())
def test_a_plan_accepted_in_whole_and_made_again_changes_nothing(asked: PlanRequest) -> None:
    first = propose(asked)
    again = propose(replace(asked, loose=as_loose(first)[::-1]))
    assert again.changes == ()
    assert [(slot.at, slot.column_id, slot.touch, slot.value, slot.topic) for slot in again.slots] == [
        (slot.at, slot.column_id, slot.touch, slot.value, slot.topic) for slot in first.slots
    ]
    assert again.shares_actual == first.shares_actual


@few
@given(requests(), requests())
def test_a_changed_plan_accepted_in_whole_and_made_again_changes_nothing(
    asked: PlanRequest, other: PlanRequest
) -> None:
    """Other caps, shares, columns and campaigns over what an earlier plan left."""
    changed = replace(other, start=asked.start, end=asked.end, loose=as_loose(propose(asked)))
    again = replace(changed, loose=once_accepted(changed, propose(changed).changes))
    assert propose(again).changes == ()


@few
@given(requests())
def test_what_was_accepted_in_part_stays_and_the_rest_is_proposed_again(asked: PlanRequest) -> None:
    again = propose(replace(asked, loose=as_loose(propose(asked), 2)))
    assert {change.kind for change in again.changes} <= {ChangeKind.ADD}


@few
@given(requests())
def test_the_same_request_gives_the_same_plan_with_the_same_keys(asked: PlanRequest) -> None:
    shuffled = replace(asked, columns=asked.columns[::-1], placed=asked.placed[::-1])
    first, again = propose(asked), propose(shuffled)
    assert (first.slots, first.changes) == (again.slots, again.changes)
    assert len({change.key for change in first.changes}) == len(first.changes) == len(first.slots)


@few
@given(requests())
def test_changes_lead_from_what_stands_to_the_plan_and_touch_nothing_else(asked: PlanRequest) -> None:
    later = asked.now + timedelta(days=3)
    changed = replace(asked, loose=as_loose(propose(asked), 2), now=later, cadence=replace(asked.cadence, daily_cap=1))
    proposal = propose(changed)
    standing = [one.post.at for one in once_accepted(changed, proposal.changes)]
    ahead = sorted(at for at in standing if at > later)
    assert ahead == sorted(slot.at.astimezone(UTC) for slot in proposal.slots)
    stood = {one.item_id: one.post.at for one in changed.loose}
    for change in proposal.changes:
        assert change.was == (stood[change.item_id] if change.item_id else None)
        assert change.was is None or change.was > later
        assert (change.kind is ChangeKind.ADD) == (change.item_id is None)
    assert all(reason.text("zh") != reason.text("en") for change in proposal.changes for reason in change.reasons)
