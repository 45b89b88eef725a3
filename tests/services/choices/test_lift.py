"""Lift is told against the random control alone, with its interval, and not at all from few posts."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.choices.lift import LEAST_POSTS, _Round, lift_of, told
from app.models import Choice
from app.models.learning import Contest
from content_calendar.ranking import Pick
from tests.factories import Workspace, make_item
from tests.services.learning.standings import WELL, stand

OUT = timedelta(days=20)
"""How long ago the posts of the choices went out."""


def _rounds(pick: Pick, rates: list[float]) -> list[_Round]:
    return [_Round(pick, rate, propensity=0.5, even=0.5) for rate in rates]


def test_few_control_posts_are_not_enough_data() -> None:
    lift = told(
        _rounds(Pick.CONTROL, [0.05] * (LEAST_POSTS - 1)) + _rounds(Pick.EXPLOIT, [0.09] * 500), waiting=3
    )
    assert (lift.difference, lift.control.posts, lift.chosen.posts, lift.waiting) == (None, 19, 500, 3)


def test_a_clear_gain_is_told_with_its_interval() -> None:
    control, chosen = [0.04, 0.06] * 10, [0.09, 0.11] * 50
    lift = told(_rounds(Pick.CONTROL, control) + _rounds(Pick.EXPLORE, chosen), waiting=0)
    assert lift.difference
    assert lift.difference.value == pytest.approx(0.05)
    assert lift.difference.low < 0.05 < lift.difference.high
    assert lift.is_sure
    assert lift.relative == pytest.approx(1.0)


def test_where_nothing_differs_no_lift_is_claimed() -> None:
    rates = [0.02, 0.08] * 10
    assert not told(_rounds(Pick.CONTROL, rates) + _rounds(Pick.EXPLOIT, rates), waiting=0).is_sure


def test_the_log_as_a_whole_tells_what_an_even_draw_would_have_earned() -> None:
    sure = [_Round(Pick.EXPLOIT, 0.1, propensity=0.9, even=0.5) for _post in range(90)]
    rare = [_Round(Pick.CONTROL, 0.02, propensity=0.1, even=0.5) for _post in range(20)]
    lift = told(sure + rare, waiting=0)
    assert lift.even_draw
    assert lift.even_draw.value == pytest.approx((50 * 0.1 + 100 * 0.02) / 150)


def _chosen(
    session: Session, workspace: Workspace, now: datetime, pick: Pick, *, read_after: timedelta | None = None,
    undone: bool = False,
) -> Choice:
    """A choice between two posts, whose numbers were read last so long after it went out, if ever."""
    item = make_item(session, workspace.column, now - OUT, slot_at=now - OUT, published_at=now - OUT)
    if read_after is not None:
        stand(session, item, WELL, out_at=now - OUT, read_at=now - OUT + read_after)
    choice = Choice(
        community_id=item.community_id, persona_id=item.persona_id, contest=Contest.EVERGREENS, slot_at=now - OUT,
        item_id=item.id, pick=pick, propensity=0.5, seed=1, weights={}, candidates=[{"item_id": 1}, {"item_id": 2}],
        undone_at=now if undone else None, created_at=now - OUT,
    )
    session.add(choice)
    session.flush()
    return choice


def test_numbers_are_final_when_they_were_read_after_seven_days_not_when_the_post_is_as_old(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    for read_after in (timedelta(days=1), timedelta(days=6, hours=23), timedelta(days=7), None):
        _chosen(session, workspace, now, Pick.EXPLOIT, read_after=read_after)
    lift = lift_of(session, workspace.community, now=now)
    assert (lift.chosen.posts, lift.waiting, lift.unread) == (1, 3, 3)


def test_a_post_that_is_not_yet_seven_days_out_waits_without_being_late(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    _chosen(session, workspace, now, Pick.CONTROL, read_after=timedelta(days=1))
    lift = lift_of(session, workspace.community, now=now - OUT + timedelta(days=6))
    assert (lift.waiting, lift.unread) == (1, 0)


def test_undone_choices_are_counted_for_each_side_and_leave_the_comparison(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    for pick, undone in [(Pick.CONTROL, True), (Pick.CONTROL, False), (Pick.EXPLORE, True), (Pick.EXPLOIT, False),
                         (Pick.EXPLOIT, False)]:
        _chosen(session, workspace, now, pick, read_after=timedelta(days=8), undone=undone)
    lift = lift_of(session, workspace.community, now=now)
    sides = [(side.posts, side.undone, side.made) for side in (lift.control, lift.chosen)]
    assert sides == [(1, 1, 2), (2, 1, 3)]
