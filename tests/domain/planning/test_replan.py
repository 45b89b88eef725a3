"""A plan made again: what changes, what stays, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from content_calendar.planning.plan import BestHour, CampaignPlan, ChangeKind, Loose, Placed, PlanRequest, Topic
from content_calendar.planning.planner import propose
from content_calendar.planning.reasons import ChangeCode, SkipCode
from content_calendar.planning.recurrence import parse_rule
from content_calendar.planning.series import Pause, Phase, Series
from content_calendar.vocabulary import Stage, Value
from tests.domain.planning.asked import NOW, SHANGHAI, START, as_loose, as_placed, column, request

FEW_STAGES = {Stage.COGNITION: 40, Stage.INTERACTION: 30, Stage.OUTPUT: 30}
CAMPAIGN = CampaignPlan(7, "年货节", date(2026, 12, 5), date(2026, 12, 23), 7)
DECEMBER = request(
    column(1, topics=(Topic("甲"), Topic("乙"), Topic("丙"))), column(2, "FREQ=WEEKLY;BYDAY=TU", time(15)),
    campaigns=(CAMPAIGN,), weekly_target=6, stage_shares=FEW_STAGES,
)


def accepted(asked: PlanRequest = DECEMBER) -> PlanRequest:
    """The same request once its plan was accepted in whole."""
    return replace(asked, loose=as_loose(propose(asked)))


def kinds(asked: PlanRequest) -> list[ChangeKind]:
    return [change.kind for change in propose(asked).changes]


def test_from_an_empty_calendar_every_slot_is_an_addition() -> None:
    proposal = propose(DECEMBER)
    assert [change.slot for change in proposal.changes] == list(proposal.slots)
    assert {change.kind for change in proposal.changes} == {ChangeKind.ADD}


def test_a_column_at_another_time_moves_its_posts_and_nothing_else() -> None:
    later = column(2, series=Series((Phase(date(2026, 1, 1), parse_rule("FREQ=WEEKLY;BYDAY=TU"), time(16)),)))
    changes = propose(replace(accepted(), columns=(DECEMBER.columns[0], later))).changes
    assert {change.kind for change in changes} == {ChangeKind.MOVE}
    assert {change.slot.column_id for change in changes if change.slot} == {2}
    assert all(change.was and change.slot and change.slot.at - change.was == timedelta(hours=1) for change in changes)
    assert changes[0].reasons[0].text("zh") == "原定 2026-12-01 15:00，改到 2026-12-01 16:00"


def test_a_paused_column_takes_its_posts_away_and_says_so() -> None:
    plain = DECEMBER.columns[1]
    paused = replace(plain, series=replace(plain.series, pauses=(Pause(date(2026, 12, 7), date(2026, 12, 13)),)))
    changes = propose(replace(accepted(), columns=(DECEMBER.columns[0], paused))).changes
    removed = [change for change in changes if change.kind is ChangeKind.REMOVE]
    assert [(change.was.date(), change.reasons[0].code) for change in removed if change.was] == [
        (date(2026, 12, 8), SkipCode.PAUSED)
    ]
    assert {change.kind for change in changes} <= {ChangeKind.REMOVE, ChangeKind.ADD}


def test_what_is_gone_is_taken_away_with_its_own_reason() -> None:
    asked = replace(accepted(), columns=(), campaigns=(), weekly_target=0, ignored_occasions=frozenset({"christmas"}))
    codes = {change.reasons[0].code for change in propose(asked).changes if change.kind is ChangeKind.REMOVE}
    assert codes == {ChangeCode.COLUMN_GONE, ChangeCode.TOUCH_GONE, ChangeCode.FREE_GONE}
    alone = accepted(request())
    (gone,) = propose(replace(alone, ignored_occasions=frozenset({"christmas"}))).changes
    assert (gone.kind, gone.reasons[0].code) == (ChangeKind.REMOVE, ChangeCode.OCCASION_GONE)


def test_a_day_without_posts_changes_that_day_and_makes_up_for_it() -> None:
    changes = propose(replace(accepted(), blackout=frozenset({date(2026, 12, 15)}))).changes
    gone = [change.was.date() for change in changes if change.kind is not ChangeKind.ADD and change.was]
    assert set(gone) == {date(2026, 12, 15)}
    assert len(changes) <= 4


def test_a_post_placed_by_hand_changes_little_beside_it() -> None:
    by_hand = Placed(datetime(2026, 12, 4, 15, tzinfo=SHANGHAI), Value.BENEFIT, Stage.CONVERSION)
    assert len(kinds(replace(accepted(), placed=(by_hand,)))) <= 3


def test_a_touch_moved_by_hand_is_not_repeated_and_the_others_hardly_move() -> None:
    asked = accepted()
    moved = next(one for one in asked.loose if one.post.touch == 3)
    by_hand = replace(moved.post, at=moved.post.at + timedelta(days=1))
    changes = propose(
        replace(asked, placed=(by_hand,), loose=tuple(one for one in asked.loose if one is not moved))
    ).changes
    assert [change for change in changes if change.slot and change.slot.touch] == []


def test_as_days_pass_and_best_hours_are_learnt_what_stands_is_left_alone() -> None:
    best = (BestHour(19, weekend=False, lift=0.4, posts=80),)
    for days in (0, 3, 9, 20):
        assert kinds(replace(accepted(), now=NOW + timedelta(days=days, hours=5), best_hours=best)) == []


def test_another_seed_leaves_what_stands_alone() -> None:
    assert kinds(replace(accepted(), seed=99)) == []


def test_what_has_passed_or_lies_outside_the_days_is_no_matter_of_the_plan() -> None:
    past = Placed(NOW - timedelta(hours=1), Value.LEARNING, column_id=1)
    later = Placed(NOW + timedelta(days=60), Value.LEARNING)
    changes = propose(replace(accepted(), loose=(*accepted().loose, Loose(900, past), Loose(901, later)))).changes
    assert not {900, 901} & {change.item_id for change in changes}


def test_what_stands_keeps_its_topic_and_a_new_post_takes_another() -> None:
    asked = accepted()
    first = next(one for one in asked.loose if one.post.column_id == 1)
    again = propose(replace(asked, loose=tuple(one for one in asked.loose if one is not first)))
    assert [change.slot.topic for change in again.changes if change.slot] == [Topic("甲")]
    fresh = replace(DECEMBER.columns[0], topics=(Topic("新"), *DECEMBER.columns[0].topics))
    kept = propose(replace(asked, columns=(fresh, DECEMBER.columns[1])))
    assert {slot.topic.title for slot in kept.slots if slot.topic} == {"甲", "乙", "丙"}


def test_two_posts_for_one_day_of_a_column_leave_one() -> None:
    asked = accepted(request(column(1)))
    first = next(one for one in asked.loose if one.post.column_id)
    twice = replace(asked, loose=(*asked.loose, Loose(999, replace(first.post, at=first.post.at + timedelta(hours=5)))))
    (change,) = propose(twice).changes
    assert (change.kind, change.item_id) == (ChangeKind.REMOVE, 999)


def test_rows_from_before_column_days_were_kept_are_known_by_their_own_day() -> None:
    asked = request(column(1))
    old = tuple(
        Loose(number, replace(as_placed(slot), column_day=None))
        for number, slot in enumerate(propose(asked).slots, start=1)
    )
    assert kinds(replace(asked, loose=old)) == []


def test_the_first_day_planned_is_the_first_day_asked() -> None:
    assert min(slot.at.date() for slot in propose(DECEMBER).slots) == START
