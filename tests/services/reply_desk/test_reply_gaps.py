"""Searches in vain: counted by day without anybody's data, grouped, and made into an order for the writer."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import ContentItem, ReplyGap, ReplyTemplate
from app.reply_desk import gap_briefs, gaps
from app.reply_desk.gap_groups import Missed, grouped, kept_words
from content_calendar.vocabulary import MemberState, Scenario
from content_calendar.workflow import State
from tests.factories import Workspace

DAY = date(2026, 9, 7)


@pytest.mark.parametrize(
    ("typed", "secret"),
    [
        ("打 13812345678 退款", "13812345678"), ("微信 wxid_abc12345 要发票", "wxid_abc12345"),
        ("身份证110101199003077571能用吗", "110101"),
    ],
)
def test_nobodys_data_is_kept(typed: str, secret: str) -> None:
    kept = kept_words(typed)
    assert kept
    assert secret not in kept


@pytest.mark.parametrize("nothing", ["", "   ", "退", "13812345678", "😀😀", "\x00\x1b", "？！。"])
def test_what_says_nothing_is_not_kept(
    session: Session, workspace: Workspace, now: datetime, nothing: str
) -> None:
    assert not gaps.note(session, workspace.community, nothing, now=now)
    assert session.scalars(select(ReplyGap)).all() == []


def test_a_long_or_hostile_query_is_cut_and_counted(session: Session, workspace: Workspace, now: datetime) -> None:
    assert gaps.note(session, workspace.community, "运费险{{ 7*7 }}" * 9_000, now=now)
    assert len(session.scalars(select(ReplyGap)).one().query) <= 120


def test_the_same_search_on_a_day_is_one_row(session: Session, workspace: Workspace, now: datetime) -> None:
    for typed in ("运费险", " 运费险 ", "运费险"):
        gaps.note(session, workspace.community, typed, now=now)
    gaps.note(session, workspace.community, "运费险", now=now + timedelta(days=1))
    session.expire_all()
    assert [row.times for row in session.scalars(select(ReplyGap).order_by(ReplyGap.day))] == [3, 1]


def test_searches_for_the_same_are_one_gap_and_beginnings_join_it() -> None:
    missed = [
        Missed(1, "运费", 4, DAY), Missed(2, "有运费险吗", 2, DAY), Missed(3, "运费险", 5, DAY - timedelta(days=1)),
        Missed(4, "能开发票吗", 1, DAY),
    ]
    first, second = grouped(missed)
    assert (first.query, first.times, set(first.ids)) == ("运费险", 11, {1, 2, 3})
    assert first.last == DAY
    assert second.query == "能开发票吗"


def test_a_week_is_told_beside_the_one_before(session: Session, workspace: Workspace, now: datetime) -> None:
    for days, times in ((0, 3), (6, 2), (7, 4), (40, 5)):
        for _ in range(times):
            gaps.note(session, workspace.community, "运费险", now=now - timedelta(days=days))
    found = gaps.gaps(session, workspace.community, now)
    assert (found.last_week, found.week_before) == (5, 4)
    assert [group.times for group in found.groups] == [9], "what is older than four weeks is no gap any more"


def test_a_gap_becomes_templates_with_the_searches_as_a_note(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    gaps.note(session, workspace.community, "有运费险吗{{ 7*7 }}", now=now)
    (group,) = gaps.gaps(session, workspace.community, now).groups
    run = gap_briefs.order(
        session, workspace.community, group.ids, scenario=Scenario.AFTER_SALES, state=MemberState.LOYAL,
        actor=workspace.editor, now=now,
    )
    assert "有运费险吗{{ 7*7 }}" in run.note
    made = session.scalars(select(ContentItem).join(ReplyTemplate)).all()
    assert {item.state for item in made} <= {State.PLANNED, State.DRAFTING}
    assert len(made) == 2
    assert gaps.gaps(session, workspace.community, now).groups == ()
    with pytest.raises(gap_briefs.GapsGone):
        gap_briefs.order(
            session, workspace.community, group.ids, scenario=Scenario.AFTER_SALES, actor=workspace.editor, now=now
        )


def test_gaps_of_another_community_are_out_of_reach(session: Session, workspace: Workspace, now: datetime) -> None:
    gaps.note(session, workspace.elsewhere, "运费险", now=now)
    ids = [gap.id for gap in session.scalars(select(ReplyGap))]
    assert gaps.open_gaps(session, workspace.community, ids) == []
